import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** The secret of all accounts. A word that is in nothing else, so that tests can look for it. */
export const SECRET = 'tell-nobody-9471';

/** A message as a client of AMI sees it: its text, and the first value of each header by lower-case name. */
export interface Message {
  readonly text: string;
  get(name: string): string | undefined;
}

/** A plain client, written apart from the product, to hold its recordings against and to make calls with. */
export class AmiClient {
  /** What was read of the pieces, one text for those that came before somebody looked. */
  private bytes: Buffer = Buffer.alloc(0);
  private fresh: Buffer[] = [];
  private at = 0;
  /** What came before an answer. */
  private readonly passed: Message[] = [];
  private readonly kept: Buffer[] = [];
  private wake: (() => void) | undefined;
  private ended = false;
  private number = 0;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.kept.push(chunk);
      this.fresh.push(chunk);
      this.wake?.();
    });
    for (const event of ['error', 'close'])
      socket.on(event, () => {
        this.ended = true;
        this.wake?.();
      });
  }

  /** Connected, and past the banner. */
  static async connect(port: number, host = '127.0.0.1'): Promise<AmiClient> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    const client = new AmiClient(socket);
    await client.until('\r\n');
    return client;
  }

  /** Every byte received, the banner included. */
  received(): Buffer {
    return Buffer.concat(this.kept);
  }

  private async until(end: string): Promise<string> {
    for (;;) {
      if (this.fresh.length > 0) {
        this.bytes = Buffer.concat([this.bytes.subarray(this.at), ...this.fresh.splice(0)]);
        this.at = 0;
      }
      const found = this.bytes.indexOf(end, this.at);
      if (found >= 0) {
        const text = this.bytes.toString('latin1', this.at, found + end.length);
        this.at = found + end.length;
        return text;
      }
      if (this.ended) throw new Error('The connection is closed.');
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** The next message. */
  async next(): Promise<Message> {
    const text = await this.until('\r\n\r\n');
    return { text, get: (name) => new RegExp(`^${name}: ?(.*?)\r?$`, 'im').exec(text)?.[1] };
  }

  /** The next event of this name, of those that fit. */
  async event(name: string, fits: (message: Message) => boolean = () => true): Promise<Message> {
    for (;;) {
      const message = this.passed.shift() ?? (await this.next());
      if (message.get('Event') === name && fits(message)) return message;
    }
  }

  /** Sends an action and gives the response to it; events that come before are for `event`. */
  async action(name: string, headers: readonly string[] = []): Promise<Message> {
    const id = `test-${++this.number}`;
    this.socket.write([`Action: ${name}`, `ActionID: ${id}`, ...headers, '', ''].join('\r\n'));
    for (;;) {
      const message = await this.next();
      if (message.get('Response') !== undefined && message.get('ActionID') === id) return message;
      this.passed.push(message);
    }
  }

  /** Logs in; rejects where that is refused. */
  async login(user: string, secret = SECRET, events = 'on'): Promise<void> {
    const answer = await this.action('Login', [`Username: ${user}`, `Secret: ${secret}`, `Events: ${events}`]);
    if (answer.get('Response') !== 'Success') throw new Error(answer.get('Message') ?? answer.text);
  }

  /** A call from a Local channel to an extension of the telephones; the caller stays for as long as the extension `who` of `people` does. */
  originate(extension: string, who = 'answers', id = ''): Promise<Message> {
    const lines = [`Channel: Local/${who}@people`, 'Context: phones', `Exten: ${extension}`, 'Priority: 1', 'CallerID: "Test" <8000>', 'Async: true'];
    return this.action('Originate', id ? [...lines, `ChannelId: ${id}`] : lines);
  }

  close(): void {
    this.socket.destroy();
  }
}

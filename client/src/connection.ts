import type { Disposable, LogOutputChannel } from 'vscode';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  BaseLanguageClient,
  type DataCallback,
  type LanguageClientOptions,
  type Message,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import type { ServerChannel } from './serverChannel';

export { WorkDoneProgress } from 'vscode-languageclient/browser';

/** A language client of a server that `start` starts, again where it ended unexpectedly. Not started yet. */
export function newClient(start: () => Promise<ServerChannel>, options: LanguageClientOptions): BaseLanguageClient {
  return new Client(start, options);
}

class Client extends BaseLanguageClient {
  constructor(
    private readonly startServer: () => Promise<ServerChannel>,
    options: LanguageClientOptions,
  ) {
    super('ami', 'Asterisk AMI Logs', options);
  }

  protected override async createMessageTransports(): Promise<MessageTransports> {
    const channel = await this.startServer();
    const output: LogOutputChannel = this.outputChannel;
    channel.onLine((line) => output.error(line));
    return { reader: new Reader(channel), writer: new Writer(channel) };
  }
}

class Reader extends AbstractMessageReader {
  constructor(private readonly channel: ServerChannel) {
    super();
    channel.onClose(() => this.fireClose());
  }

  listen(callback: DataCallback): Disposable {
    this.channel.onMessage((message) => callback(message as Message));
    return { dispose: () => undefined };
  }
}

class Writer extends AbstractMessageWriter {
  private failures = 0;

  constructor(private readonly channel: ServerChannel) {
    super();
  }

  async write(message: Message): Promise<void> {
    try {
      await this.channel.send(message);
      this.failures = 0;
    } catch (error) {
      this.fireError(error, message, ++this.failures);
      throw error;
    }
  }

  end(): void {
    this.channel.end();
  }
}

import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { begin, CLI, outcomeOf, run, said } from './run';

const FILE = 'samples/answered-call-asterisk-11.ami';
const ARGS = ['replay', FILE, '--port', '0', '--user', 'demo'];
const LISTENING = /:(\d+)\. Ctrl-C/;

async function loggedIn(port: number, secret: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`Action: Login\r\nUsername: demo\r\nSecret: ${secret}\r\n\r\n`);
  const [, answer = ''] = await said(socket, /Response: (\w+)/);
  socket.destroy();
  return answer;
}

/** Ends a command that goes on for ever; its code is 0, but for Windows, where it is given none. */
async function endedBySignal(child: Parameters<typeof outcomeOf>[0]): Promise<void> {
  const ended = outcomeOf(child);
  child.kill('SIGTERM');
  const { code } = await ended;
  if (process.platform !== 'win32') assert.equal(code, 0);
}

describe('ami-logs replay', () => {
  it('takes the secret of its account from the environment', async () => {
    const child = begin(ARGS, { AMI_SECRET: 'from-the-environment' });
    const [, port] = await said(child.stdout, LISTENING);
    assert.equal(await loggedIn(Number(port), 'another'), 'Error');
    assert.equal(await loggedIn(Number(port), 'from-the-environment'), 'Success');
    await endedBySignal(child);
  });

  it('wants user and secret together', async () => {
    const { code, err } = await run(ARGS);
    assert.equal(code, 2);
    assert.match(err, /--user and --secret \(or AMI_SECRET\) go together/);
  });

  it('leaves the environment alone where it has no account', async () => {
    const child = begin(['replay', FILE, '--port', '0'], { AMI_SECRET: 'of-another-command' });
    const [, port] = await said(child.stdout, LISTENING);
    assert.equal(await loggedIn(Number(port), 'whatever'), 'Success');
    await endedBySignal(child);
  });

  // A process that is killed on Windows hears nothing of it.
  const ends: [string, (child: ChildProcess) => void][] = [
    ['is gone', (child) => child.disconnect()],
    ['kills it', (child) => void child.kill('SIGTERM')],
  ];
  for (const [what, end] of process.platform === 'win32' ? ends.slice(0, 1) : ends)
    it(`ends when the program that forked it ${what}`, async () => {
      const child = fork(CLI, ARGS, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], execArgv: [], env: { ...process.env, AMI_SECRET: 'x' } });
      assert.ok(child.stdout);
      await said(child.stdout, LISTENING);
      const ended = once(child, 'exit');
      end(child);
      assert.deepEqual(await ended, [0, null]);
    });
});

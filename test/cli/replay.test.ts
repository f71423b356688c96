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

describe('ami-logs replay', () => {
  it('takes the secret of its account from the environment', async () => {
    const child = begin(ARGS, { AMI_SECRET: 'from-the-environment' });
    const [, port] = await said(child.stdout, LISTENING);
    assert.equal(await loggedIn(Number(port), 'another'), 'Error');
    assert.equal(await loggedIn(Number(port), 'from-the-environment'), 'Success');
    child.kill('SIGTERM');
    assert.equal((await outcomeOf(child)).code, 0);
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
    child.kill('SIGTERM');
    assert.equal((await outcomeOf(child)).code, 0);
  });

  for (const [what, end] of [
    ['is gone', (child: ChildProcess) => child.disconnect()],
    ['kills it', (child: ChildProcess) => void child.kill('SIGTERM')],
  ] as const)
    it(`ends when the program that forked it ${what}`, async () => {
      const child = fork(CLI, ARGS, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], execArgv: [], env: { ...process.env, AMI_SECRET: 'x' } });
      assert.ok(child.stdout);
      await said(child.stdout, LISTENING);
      const ended = once(child, 'exit');
      end(child);
      assert.deepEqual(await ended, [0, null]);
    });
});

// The demo PBX: a recorded capture of a real Asterisk, served as a live AMI server on 127.0.0.1 by our own `ami-logs replay`.
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { exitOf, spawnGroup, stopGroup } from '../test/host/processes.mjs';

/** The one account of the demo PBX. */
export const ACCOUNT = { user: 'demo', secret: 'demo' };

/**
 * Starts the demo PBX of the repository `root`, built before, and waits until it listens.
 * Gives `{ port, exited, stop, login }`: `login` logs in as a client would and throws where that fails.
 */
export async function startDemoPbx(root, { port = 5038, speed = 1 } = {}) {
  const free = await freePort(port);
  const { user, secret } = ACCOUNT;
  const args = ['replay', path.join(root, 'samples/demo.ami'), '--port', free, '--user', user, '--secret', secret, '--speed', speed, '--loop'].map(String);
  const child = spawnGroup(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = exitOf(child);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-5000);
  });
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  for (const deadline = Date.now() + 15_000; !(await answers(free)); ) {
    if (ended || Date.now() > deadline) {
      await stopGroup(child);
      throw new Error(`The demo PBX did not start on port ${free}:\n${complaint.trim()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { port: free, exited, stop: () => stopGroup(child), login: () => logIn(free) };
}

/** The first free port of 127.0.0.1 from `port` on; 0 asks for any. */
export async function freePort(port) {
  for (let candidate = port; candidate < Math.min(port + 200, 65_536); candidate++) {
    const found = await new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(undefined));
      server.listen({ host: '127.0.0.1', port: candidate, exclusive: true }, () => {
        const taken = server.address().port;
        server.close(() => resolve(taken));
      });
    });
    if (found) return found;
  }
  throw new Error(`No port of 127.0.0.1 is free from ${port} on.`);
}

/** Whether an AMI server says its banner there. */
function answers(port) {
  return exchange(port, '', /^Asterisk Call Manager\/\S+\r\n/).then(
    () => true,
    () => false,
  );
}

async function logIn(port) {
  const login = `Action: Login\r\nActionID: check\r\nUsername: ${ACCOUNT.user}\r\nSecret: ${ACCOUNT.secret}\r\n\r\n`;
  await exchange(port, login, /Response: Success\r\nActionID: check\r\n/);
}

/** Sends a text and waits for an answer that matches; throws where none comes within three seconds. */
function exchange(port, text, expected) {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(text));
    const end = (finish, value) => {
      socket.destroy();
      finish(value);
    };
    socket.setTimeout(3000, () => end(reject, new Error(`The PBX on port ${port} does not answer.`)));
    socket.on('error', (error) => end(reject, error));
    socket.on('close', () => reject(new Error(`The PBX on port ${port} closed the connection:\n${received}`)));
    socket.setEncoding('utf8').on('data', (chunk) => {
      received += chunk;
      if (expected.test(received)) end(resolve);
    });
  });
}

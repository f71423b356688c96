// What stands between a browser and the VS Code server: passes everything on, and answers the one request that the server leaves
// to the program in front of it, for half of the key with which the browser encrypts its secret store. Without an answer, secrets
// take seconds and are gone with the page.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { request as ask, createServer } from 'node:http';
import { connect } from 'node:net';

/**
 * Listens on a port of 127.0.0.1 (0 for any free one) for the server on `serverPort`, and resolves with `{ port, close }`.
 * The key half lives in `keyFile`, so that what a browser has stored can be read after a restart; only who has `token` gets it.
 */
export function startFront({ port, serverPort, keyFile, token }) {
  const target = { host: '127.0.0.1', port: serverPort };
  const front = createServer((request, response) => {
    if (request.method === 'POST' && request.url.split('?')[0] === '/mint-key') return answerKey(request, response, keyFile, token);
    const { method, url, headers } = request;
    const onward = ask({ ...target, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  // A web socket begins as a request and is then bytes both ways.
  front.on('upgrade', (request, socket, head) => {
    const onward = connect(target, () => {
      const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
      for (let i = 0; i < request.rawHeaders.length; i += 2) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ]) {
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  return new Promise((resolve, reject) => {
    front.once('error', reject);
    front.listen(port, '127.0.0.1', () => {
      const close = () => {
        front.close();
        front.closeAllConnections();
      };
      resolve({ port: front.address().port, close });
    });
  });
}

function answerKey(request, response, keyFile, token) {
  const cookies = (request.headers.cookie ?? '').split(/;\s*/);
  if (!cookies.includes(`vscode-tkn=${token}`)) return response.writeHead(403).end();
  if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
  response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(readFileSync(keyFile));
}

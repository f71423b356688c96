// Runs dist/web/server.js where nothing of Node is to be had, as in a browser's worker, and speaks LSP on standard input and output for it.
const { readFileSync } = require('node:fs');
const vm = require('node:vm');

// What a worker has and our server may use. No process, Buffer, require or setImmediate.
const scope = vm.createContext({
  ...{ clearTimeout, console, MessageChannel, performance, queueMicrotask, setTimeout, TextDecoder, TextEncoder, URL },
  postMessage(message) {
    const body = JSON.stringify(message);
    process.stdout.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  },
});
vm.runInContext('globalThis.self = globalThis', scope);
const listeners = new Set();
scope.addEventListener = (_type, listener) => listeners.add(listener);
scope.removeEventListener = (_type, listener) => listeners.delete(listener);
vm.runInContext(readFileSync('dist/web/server.js', 'utf8'), scope, { filename: 'dist/web/server.js' });
// In a worker each message is a task of its own.
const post = (message) =>
  setImmediate(() => {
    const event = { data: vm.runInContext(`(${JSON.stringify(message)})`, scope) };
    for (const listener of [scope.onmessage, ...listeners]) listener?.(event);
  });
post({ catalog: readFileSync('dist/catalog.json', 'latin1') });

let held = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  held = Buffer.concat([held, chunk]);
  for (;;) {
    const head = held.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(held.subarray(0, head).toString('latin1'))?.[1]);
    if (held.length < head + 4 + length) return;
    const message = JSON.parse(held.subarray(head + 4, head + 4 + length).toString('utf8'));
    held = held.subarray(head + 4 + length);
    post(message);
    // A page ends its worker; here the process has to end.
    if (message.method === 'exit') setImmediate(() => process.exit());
  }
});

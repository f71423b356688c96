/** Writes to a capture as a recorder does, for `followSuite.ts`: `node followWriter.js FILE SOURCE MESSAGES_A_SECOND MILLISECONDS`. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** How often the recorder gets something, in milliseconds. */
const TICK = 20;

const [file = '', source = '', rate = '', duration = ''] = process.argv.slice(2);
const messages = messagesOf(readFileSync(source));
const out = openSync(file, 'a');
const began = Date.now();
let written = 0;
const timer = setInterval(() => {
  const passed = Math.min(Date.now() - began, Number(duration));
  const due = Math.floor((Number(rate) * passed) / 1_000);
  const parts: Buffer[] = [];
  for (; written < due; written++) parts.push(messages[written % messages.length] ?? Buffer.alloc(0));
  // The mark says when the bytes before it were written, so that a reader in another process knows how old they are.
  if (parts.length > 0) writeSync(out, Buffer.concat([...parts, Buffer.from(`;# t=${Date.now()}\r\n`)]));
  if (passed < Number(duration)) return;
  clearInterval(timer);
  closeSync(out);
}, TICK);

function messagesOf(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) break;
    found.push(bytes.subarray(at, end + 4));
    at = end + 4;
  }
  return found;
}

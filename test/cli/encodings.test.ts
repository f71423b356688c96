import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './run';

const CAPTURE = readFileSync('samples/busy-and-no-answer-asterisk-18.ami');

describe('a capture in another encoding', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ami-encodings-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const utf16 = Buffer.from(CAPTURE.toString('utf8'), 'utf16le');
  for (const [what, bytes] of [
    ['UTF-8 with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), CAPTURE])],
    ['UTF-16, little-endian', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-16, big-endian', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
  ] as const) {
    it(`has the same calls and problems: ${what}`, async () => {
      const file = path.join(folder, 'capture.ami');
      writeFileSync(file, bytes);
      const plain = await run(['calls', 'samples/busy-and-no-answer-asterisk-18.ami', '--format', 'json']);
      const { code, out } = await run(['calls', file, '--format', 'json']);
      assert.equal(code, 0);
      assert.deepEqual(JSON.parse(out), JSON.parse(plain.out));
      assert.deepEqual(
        JSON.parse((await run(['check', file, '--format', 'json'])).out).length,
        JSON.parse((await run(['check', 'samples/busy-and-no-answer-asterisk-18.ami', '--format', 'json'])).out).length,
      );
    });
  }

  it('keeps Latin-1 bytes, NUL and mixed line ends', async () => {
    const text =
      'Event: Newchannel\nChannel: SIP/a-1\r\nCallerIDName: J\xf6rg\0x\nUniqueid: 1.1\r\nLinkedid: 1.1\n\r\nEvent: Hangup\r\nUniqueid: 1.1\nCause: 16\r\n\n';
    const { code, out } = await run(['calls', '-', '--format', 'json'], { input: Buffer.from(text, 'latin1') });
    assert.equal(code, 0);
    const { calls, messages } = JSON.parse(out);
    assert.equal(messages, 2);
    assert.equal(calls[0].caller.name, 'J\xf6rg\0x');
    assert.equal(calls[0].cause.code, 16);
  });
});

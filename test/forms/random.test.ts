import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { detectForm } from '../../server/src/forms/detect';
import { FORMS, type Form } from '../../server/src/forms/form';
import { random } from '../support/logText';
import { RENDERERS } from './render';
import { converted, isPlain, messagesIn, recordings, textOf } from './support';

const SAMPLES = 'test/fixtures/forms/samples';
const samples = readdirSync(SAMPLES).map((name) => readFileSync(path.join(SAMPLES, name)));
const pcap = readFileSync('test/captures/asterisk-22.10.1/pcap_two_clients.pcap').subarray(0, 20_000);
const forms = Object.keys(FORMS) as Form[];
const inputs = [...samples, pcap];

describe('forms: any input', () => {
  it('random bytes throw in no form', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.constantFrom(...forms), (bytes, form) => {
        detectForm(bytes);
        converted(bytes, form);
      }),
      random(3000),
    ));

  it('any sample in any form, damaged, throws nowhere', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...inputs),
        fc.constantFrom(...forms),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
        fc.nat(),
        (input, form, edits, end) => {
          const bytes = Buffer.from(input.subarray(0, end % 3 === 0 ? end % (input.length + 1) : undefined));
          for (const [at, value] of edits) if (bytes.length > 0) bytes[at % bytes.length] = value;
          detectForm(bytes);
          converted(bytes, form);
        },
      ),
      random(1500),
    )).timeout(120_000);

  it('cut anywhere, the output is the same', () =>
    fc.assert(
      fc.property(fc.constantFrom(...inputs), fc.array(fc.nat(), { maxLength: 8 }), (input, cuts) => {
        const form = detectForm(input) ?? 'wire';
        assert.deepEqual(
          converted(
            input,
            form,
            undefined,
            cuts.map((cut) => cut % (input.length + 1)),
          ),
          converted(input, form),
        );
      }),
      random(600),
    )).timeout(120_000);

  it('byte by byte, the output is the same', () => {
    for (const input of samples) {
      const form = detectForm(input) ?? 'wire';
      assert.deepEqual(converted(input, form, undefined, Array.from(input.keys())), converted(input, form));
    }
  }).timeout(120_000);

  it('texts longer than the sample that tells the form, cut anywhere, give the same output', () => {
    const messages = recordings()
      .slice(0, 40)
      .flatMap(([, text]) => messagesIn(text).filter(isPlain))
      .slice(0, 600);
    for (const [name, render] of Object.entries(RENDERERS)) {
      const bytes = Buffer.from(render(messages), 'latin1');
      assert.ok(bytes.length > 100_000, name);
      const form = detectForm(bytes);
      assert.ok(form, name);
      const whole = textOf(converted(bytes, form));
      for (const cuts of [[65_535], [65_536, 65_537], [1, 70_000, 70_001], [40_000, 66_000, 99_999]])
        assert.ok(textOf(converted(bytes, form, undefined, cuts)) === whole, `${name} cut at ${cuts}`);
    }
  }).timeout(120_000);

  it('of what is converted, converting again changes nothing', () => {
    for (const input of samples) {
      const once = textOf(converted(input, detectForm(input)));
      assert.equal(textOf(converted(once, 'wire')).replaceAll('\r\n\r\n', '\r\n'), once.replaceAll('\r\n\r\n', '\r\n'));
    }
  });

  it('takes time in proportion to what it reads', () => {
    const nasty = [
      '{'.repeat(300_000),
      '[['.repeat(150_000),
      '{"a":"'.repeat(50_000),
      '<'.repeat(300_000),
      "<generic a='".repeat(30_000),
      'Event: '.repeat(50_000),
      '> '.repeat(150_000),
      '1'.repeat(300_000),
      'a\n'.repeat(150_000),
      'Response: Follows\n\n'.repeat(15_000),
      ' '.repeat(300_000),
      "x[dateReceived='".repeat(20_000),
    ];
    for (const text of nasty) {
      for (const form of forms) {
        const start = performance.now();
        converted(text, form);
        assert.ok(performance.now() - start < 5000, `${form}: ${text.slice(0, 20)} took ${Math.round(performance.now() - start)} ms`);
      }
      const start = performance.now();
      detectForm(text);
      assert.ok(performance.now() - start < 3000, `detection: ${text.slice(0, 20)} took ${Math.round(performance.now() - start)} ms`);
    }
  }).timeout(300_000);
});

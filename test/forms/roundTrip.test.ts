import assert from 'node:assert/strict';
import type { Form } from '../../server/src/forms/form';
import { catalogNames } from '../../server/src/cli/convert';
import { dateOf, javaOf, RENDERERS } from './render';
import { converted, isPlain, type Lines, messagesIn, recordings, textOf } from './support';

const ALL: readonly (readonly [name: string, messages: readonly Lines[]])[] = recordings().map(([name, text]) => [name, messagesIn(text)]);

/** Messages that a form can hold at all. */
type Fits = (message: Lines) => boolean;

const named: Fits = ({ kind }) => kind !== 'message';
const lineForms: Fits = (message) => named(message) && message.lines.every(([name, value]) => !/\r/.test(name + value));
/** Repeats of a name are put together by forms that are tables, so others may not stand between them. */
const tabular: Fits = (message) => {
  const names = message.lines.map(([name]) => name);
  return isPlain(message) && names.every((name, i) => names.indexOf(name) === i || names[i - 1] === name);
};
const printable: Fits = (message) => lineForms(message) && message.lines.every(([name, value]) => /^[ -~]*$/.test(name + value));
/** Free text with blank lines is cut where a log prints one message a block. */
const unbroken: Fits = (message) => lineForms(message) && message.lines.every(([name, value]) => name !== '' || value !== '');

const CASES: readonly (readonly [
  renderer: keyof typeof RENDERERS,
  form: Form,
  fits: Fits,
  change?: (line: readonly [string, string]) => readonly [string, string],
])[] = [
  ['coreDebug', 'coreDebug', lineForms],
  ['prefixed', 'prefixed', lineForms],
  ['headings', 'prefixed', unbroken],
  ['arrows', 'directions', unbroken],
  ['pami', 'directions', unbroken],
  ['perLine', 'directions', lineForms],
  ['starpy', 'directions', lineForms],
  ['yaai', 'yaai', tabular, ([name, value]) => [name, value.trimEnd()]],
  ['asterNet', 'asterNet', lineForms],
  ['ngrep', 'ngrep', (message) => printable(message) && message.lines.every(([, value]) => value !== '')],
  ['jsonLines', 'json', tabular],
  ['jsonArray', 'json', tabular],
  ['jsonEnvelope', 'json', tabular],
  ['jsonWire', 'json', unbroken],
  ['jsonWireLines', 'json', unbroken],
  ['jsonWireFlat', 'json', unbroken],
  ['http', 'http', (message) => unbroken(message) && (message.kind !== 'action' || isPlain(message))],
];

describe('forms: what is rendered into a form comes back', () => {
  for (const [renderer, form, fits, change = (line: readonly [string, string]) => line] of CASES) {
    it(renderer, () => {
      let compared = 0;
      for (const [name, all] of ALL) {
        const messages = all.filter(fits);
        if (messages.length === 0) continue;
        const text = RENDERERS[renderer](messages);
        let pieces: ReturnType<typeof converted>;
        try {
          pieces = converted(text);
        } catch (error) {
          // A recording of one or two odd messages need not be told from other logs.
          if (messages.length < 4) continue;
          throw new Error(`${name} as ${renderer}: ${text.slice(0, 600)}`, { cause: error });
        }
        const back = messagesIn(textOf(pieces));
        assert.deepEqual(
          back.map(({ lines }) => lines),
          messages.map(({ lines }) => lines.map(change)),
          `${name} as ${renderer}`,
        );
        assert.equal(pieces.filter(({ kind }) => kind === 'message').length, messages.length, `${name} as ${renderer}: pieces`);
        compared += messages.length;
      }
      assert.ok(compared > 1000, `${compared} messages of ${form}`);
    }).timeout(300_000);
  }

  it('ajamXml, with the names of the catalogue', () => {
    const names = catalogNames();
    let headers = 0;
    let restored = 0;
    for (const [name, all] of ALL) {
      const messages = all.filter((message) => isPlain(message) && message.kind !== 'action');
      if (messages.length === 0) continue;
      const back = messagesIn(textOf(converted(RENDERERS.ajamXml(messages), 'ajamXml', names)));
      const key = (word: string): string => word.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
      assert.deepEqual(
        back.map(({ lines }) => lines.map(([header, value]) => [key(header), value])),
        messages.map(({ lines }) => lines.map(([header, value]) => [key(header), value])),
        name,
      );
      back.forEach(({ lines }, i) => {
        lines.forEach(([header], j) => {
          headers++;
          if (header === messages[i]?.lines[j]?.[0]) restored++;
        });
      });
    }
    assert.ok(restored > headers * 0.97, `${restored} of ${headers} names came back`);
  }).timeout(120_000);

  it('asterisk-java, with the names of the catalogue', () => {
    const names = catalogNames();
    let headers = 0;
    let restored = 0;
    for (const [name, all] of ALL) {
      const messages = all.filter(
        (message) =>
          message.kind === 'event' && tabular(message) && message.lines[0]?.[0] === 'Event' && !message.lines.some(([, value]) => /'|^null$/.test(value)),
      );
      if (messages.length === 0) continue;
      const pieces = converted(messages.map(javaOf).join(''), 'asteriskJava', names);
      const back = messagesIn(textOf(pieces));
      assert.deepEqual(
        back.map(({ lines }) => lines.map(([, value]) => value)),
        messages.map(({ lines }) => lines.map(([, value]) => value)),
        name,
      );
      back.forEach(({ lines }, i) => {
        lines.forEach(([header], j) => {
          headers++;
          if (header === messages[i]?.lines[j]?.[0]) restored++;
        });
      });
    }
    assert.ok(restored > headers * 0.95, `${restored} of ${headers} names came back`);
  }).timeout(120_000);

  it('keeps times and origins', () => {
    const messages = ALL.flatMap(([, all]) => all.filter(lineForms)).slice(0, 500);
    const pieces = converted(RENDERERS.prefixed(messages));
    const marks = pieces.filter(({ kind }) => kind === 'mark').map(({ text }) => text.trim());
    assert.deepEqual(
      marks,
      messages.map((_, i) => `;@ ${dateOf(i).replace(' ', 'T')}`),
    );
    let line = 1;
    const lines = messages.map((message) => {
      const own = line;
      line += message.lines.length + 1;
      return own;
    });
    assert.deepEqual(
      pieces.filter(({ kind }) => kind === 'message').map(({ origin }) => origin.number),
      lines,
    );
  });
});

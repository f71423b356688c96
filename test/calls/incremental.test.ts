import assert from 'node:assert/strict';
import { callBook, callsOf } from '../../server/src/calls/calls';
import { type CallModel, modelOf } from '../../server/src/calls/model';
import type { Call, CallStory } from '../../server/src/calls/types';
import { indexMessages, updateIndex } from '../../server/src/syntax/messages';
import { captures } from '../support/captures';
import { edited, randomEdit } from '../support/edits';
import { randomNumbers, SEED } from '../support/logText';

/** Calls with their stories. */
function toldBy({ correlation }: CallModel): [Call, CallStory][] {
  const book = callBook(correlation);
  return Array.from({ length: book.count }, (_, i) => [book.call(i), book.story(i)]);
}

/** All of the text that the calls are of. */
function textOf({ text }: CallModel): string {
  return text.slice(0, text.length);
}

function modelAfter(before: CallModel, start: number, end: number, inserted: string): CallModel {
  const text = edited(textOf(before), { start, end, text: inserted });
  const index = updateIndex(before.index, text, { start, oldEnd: end, newEnd: start + inserted.length });
  return modelOf(text, index, before);
}

function checkEqual(model: CallModel, where: string): void {
  assert.deepStrictEqual(toldBy(model), toldBy(modelOf(model.text, indexMessages(textOf(model)))), where);
}

describe('calls after edits are the calls of the new text', () => {
  const small = captures().filter(({ text }) => text.length < 300_000);

  it('for random edits of every recording', () => {
    const below = randomNumbers(SEED);
    for (const { name, text } of small) {
      let model = modelOf(text, indexMessages(text));
      for (let i = 0; i < 6; i++) {
        const edit = randomEdit(textOf(model), below);
        // Looked at in between, so that what is kept of calls is kept.
        if (i % 2 === 0) toldBy(model);
        model = modelAfter(model, edit.start, edit.end, edit.text);
        checkEqual(model, `${name}, edit ${i}, seed ${SEED}`);
      }
    }
  });

  it('for recordings that come in pieces', () => {
    const below = randomNumbers(SEED + 1);
    for (const { name, text } of small) {
      let model = modelOf('', indexMessages(''));
      for (let at = 0; at < text.length; ) {
        const piece = text.slice(at, at + 1 + below(Math.ceil(text.length / 4)));
        at += piece.length;
        toldBy(model);
        model = modelAfter(model, model.text.length, model.text.length, piece);
      }
      assert.deepStrictEqual(toldBy(model), toldBy(modelOf(text, indexMessages(text))), name);
      assert.deepStrictEqual(
        toldBy(model).map(([call]) => call),
        callsOf(text, indexMessages(text)).calls,
        name,
      );
    }
  });

  it('for a letter that is typed in each message and taken away again', () => {
    const { text, name } = small.find((capture) => capture.name.includes('22.10.1/attended_transfer_complete')) ?? { text: '', name: '' };
    assert.notEqual(text, '');
    const index = indexMessages(text);
    let model = modelOf(text, index);
    for (let i = 0; i < index.count; i += 7) {
      const at = text.indexOf('\n', (index.starts[i] ?? 0) + 40) - 1;
      model = modelAfter(model, at, at, '7');
      checkEqual(model, `${name}, typed at ${at}`);
      model = modelAfter(model, at, at + 1, '');
      checkEqual(model, `${name}, taken away at ${at}`);
    }
  });

  it('where only half of the old text had been read', () => {
    for (const { name, text } of small) {
      const whole = modelOf(text, indexMessages(text));
      const half = modelOf(text.slice(0, text.length >> 1), indexMessages(text.slice(0, text.length >> 1), whole.index.table));
      assert.deepStrictEqual(toldBy(modelOf(text, whole.index, half)), toldBy(whole), name);
    }
  });
});

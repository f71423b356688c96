import { callsShown, Diagnoser, insert, type LogDocument, open, positionAt } from '../engine';
import { type Inputs, sizeWords, textOf } from '../input';
import { now, type Row, rowOf } from '../measure';
import { below } from './chance';
import type { Job } from './jobs';

export const typedSmall: Job = typedIn('small');
export const typedMedium: Job = typedIn('medium');
export const typedLarge: Job = typedIn('large');

/** Types characters one after the other into a value somewhere in the document, and asks for the diagnostics after each. */
function typedIn(size: keyof Inputs): Job {
  return async ({ inputs, effort }): Promise<Row[]> => {
    let document = open(textOf(inputs[size]));
    const diagnoser = new Diagnoser();
    diagnoser.of(document);
    const update: number[] = [];
    const both: number[] = [];
    const WARM_UP = 5;
    for (let i = -WARM_UP; i < effort.rounds * 5; i++) {
      const position = positionAt(document, valueEnd(document));
      const start = now();
      document = insert(document, position, 'x');
      const updated = now();
      diagnoser.of(document);
      if (i < 0) continue;
      update.push(updated - start);
      both.push(now() - start);
    }
    const words = sizeWords(inputs[size]);
    return [
      rowOf({ id: `typed.${size}`, what: `one typed character in ${words}: update` }, update),
      rowOf({ id: `typed.${size}.diagnostics`, what: `one typed character in ${words}: update + diagnostics` }, both),
    ];
  };
}

/** A hundred messages arrive at the end, as from a live capture, and the calls are wanted. */
export const append: Job = async ({ inputs: { large }, effort }) => {
  let document = open(textOf(large));
  callsShown(document);
  const samples: number[] = [];
  for (let i = -1; i < effort.rounds * 2; i++) {
    const added = messages(document, 100);
    const end = positionAt(document, document.text.length);
    const start = now();
    document = insert(document, end, added);
    callsShown(document);
    if (i >= 0) samples.push(now() - start);
  }
  return [rowOf({ id: 'append', what: `append of 100 messages to ${sizeWords(large)}: update + calls` }, samples)];
};

/** The end of a line somewhere. */
function valueEnd({ text }: LogDocument): number {
  return Math.max(0, text.indexOf('\r', below(text.length)));
}

/** The text of `count` messages somewhere in the document. */
function messages({ text, index }: LogDocument, count: number): string {
  const first = below(Math.max(1, index.count - count));
  return text.slice(index.starts[first], index.ends[Math.min(index.count - 1, first + count) - 1]);
}

import { createConverter } from '../../server/src/forms/convert';
import { detectForm } from '../../server/src/forms/detect';
import type { Form, Piece } from '../../server/src/forms/form';
import type { Names } from '../../server/src/forms/names';
import { visitHeaders } from '../../server/src/syntax/headers';
import { indexMessages, shapeOf } from '../../server/src/syntax/messages';
import { latin1Of } from '../../server/src/forms/bytes';
import { captures } from '../support/captures';
import { readFileSync } from 'node:fs';

/** A message as its lines: names and values, in order. */
export interface Lines {
  readonly kind: string;
  readonly lines: readonly (readonly [name: string, value: string])[];
}

/** Every piece of a conversion. `form` is what is detected where it is not given. */
export function converted(input: string | Uint8Array, form?: Form, names?: Names, cuts: readonly number[] = []): Piece[] {
  const bytes = typeof input === 'string' ? Buffer.from(input, 'latin1') : input;
  const known = form ?? detectForm(bytes);
  if (!known) throw new Error('no form was found');
  const converter = createConverter(known, names ? { names } : {});
  const pieces: Piece[] = [];
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.min(bytes.length, Math.max(from, cut));
    pieces.push(...converter.push(bytes.subarray(from, to)));
    from = to;
  }
  pieces.push(...converter.push(bytes.subarray(from)), ...converter.end());
  return pieces;
}

/** The capture that pieces make, latin1. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('');
}

/** The messages of AMI text, each line as name and value; lines without colon have no name. */
export function messagesIn(text: string): Lines[] {
  const index = indexMessages(text);
  return Array.from({ length: index.count }, (_, i) => {
    const lines: [string, string][] = [];
    const shape = shapeOf(index, i);
    visitHeaders(text, index.starts[i] ?? 0, index.ends[i] ?? 0, shape, ({ name, value, column }) => {
      const content = text.slice(value.start, value.end);
      if (column.form === 'header') lines.push([text.slice(name.start, name.end), content]);
      else for (const line of content.split(/\r?\n/)) lines.push(['', line]);
      return true;
    });
    return { kind: shape.kind, lines };
  });
}

let recorded: readonly (readonly [name: string, text: string])[] | undefined;

/** Every recording in latin1. */
export function recordings(): readonly (readonly [name: string, text: string])[] {
  recorded ??= captures().map(({ name, file }) => [name, latin1Of(readFileSync(file))] as const);
  return recorded;
}

/** A message whose every line is a header, so that forms that know headers only can hold it. */
export function isPlain({ kind, lines }: Lines): boolean {
  return kind !== 'message' && lines.every(([name, value]) => name !== '' && !value.includes('\r') && !value.includes('\n'));
}

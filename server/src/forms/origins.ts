import type { Origin, Piece } from './form';

/** Which line or packet of the input each line of a converted capture came from. Grows with the number of pieces: about 8 bytes each. */
export interface Origins {
  /** Notes a piece; pieces come in order. */
  add(piece: Piece): void;
  /** Where the piece began that holds line `line` of the capture, from 0; `undefined` in an empty one. */
  at(line: number): Origin | undefined;
  /** Where message `i` of those that were added as messages began. */
  ofMessage(i: number): Origin | undefined;
}

/** An empty list. */
export function createOrigins(): Origins {
  let lines = new Uint32Array(64);
  let numbers = new Uint32Array(64);
  const columns = new Map<number, number>();
  const messages: number[] = [];
  let count = 0;
  let line = 0;
  let unit: Origin['unit'] = 'line';
  const originOf = (row: number): Origin | undefined => {
    if (row < 0 || row >= count) return undefined;
    const column = columns.get(row);
    return { unit, number: numbers[row] ?? 0, ...(column === undefined ? {} : { column }) };
  };
  return {
    add({ kind, text, origin }) {
      if (count === lines.length) {
        lines = grown(lines);
        numbers = grown(numbers);
      }
      unit = origin.unit;
      lines[count] = line;
      numbers[count] = origin.number;
      if (origin.column !== undefined && origin.column > 1) columns.set(count, origin.column);
      if (kind === 'message') messages.push(count);
      count++;
      for (let lf = text.indexOf('\n'); lf >= 0; lf = text.indexOf('\n', lf + 1)) line++;
    },
    at(wanted) {
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((lines[middle] ?? 0) <= wanted) low = middle + 1;
        else high = middle;
      }
      return originOf(low - 1);
    },
    ofMessage: (i) => originOf(messages[i] ?? -1),
  };
}

function grown(rows: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(rows.length * 2);
  larger.set(rows);
  return larger;
}

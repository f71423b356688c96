import type { Place, StoryStep } from '../calls/types';
import type { BoxPart, LadderBox } from '../ladderModel';
import { t } from '../texts';

/** Follows who is in which bridge or conference, row by row. */
export interface Boxes {
  enter(row: number, place: Place, uniqueid: string, line: number): void;
  leave(row: number, place: Place, uniqueid: string): void;
  /** A channel is gone, from wherever it was. */
  gone(row: number, uniqueid: string): void;
  /** All of them, in the order in which they began; `row` is the last one. */
  end(row: number): LadderBox[];
}

interface Open {
  readonly box: LadderBox;
  readonly members: Map<string, number>;
  since: number;
}

/** Begins to follow bridges and conferences. */
export function createBoxes(): Boxes {
  const boxes: LadderBox[] = [];
  const open = new Map<string, Open>();
  const numbers = new Map<string, number>();

  /** Bridges have ids that nobody wants to read: they are numbered. */
  function nameOf({ kind, id, name }: Place): string {
    if (kind === 'conference') return t('conference {0}', name || id);
    if (name && name !== id) return name;
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    return t('bridge {0}', number);
  }

  /** Ends the part that stood until now; whoever is in there from now on makes the next. */
  function cut(one: Open, row: number): void {
    const lines = [...new Set(one.members.values())].sort((a, b) => a - b);
    const before = one.box.parts.at(-1);
    const same = before && before.lines.length === lines.length && before.lines.every((line, i) => line === lines[i]) && before.to === one.since;
    if (same) before.to = row;
    else if (lines.length > 0 && row > one.since) one.box.parts.push({ from: one.since, to: row, lines });
    one.since = row;
  }

  function drop(key: string, one: Open, row: number, uniqueid: string): void {
    if (!one.members.has(uniqueid)) return;
    cut(one, row);
    one.members.delete(uniqueid);
    if (one.members.size === 0) open.delete(key);
  }

  return {
    enter(row, place, uniqueid, line) {
      const key = `${place.kind} ${place.id}`;
      let one = open.get(key);
      if (!one) {
        const box: LadderBox = { kind: place.kind, name: nameOf(place), parts: [], level: 0 };
        boxes.push(box);
        one = { box, members: new Map(), since: row };
        open.set(key, one);
      } else cut(one, row);
      one.members.set(uniqueid, line);
    },
    leave(row, place, uniqueid) {
      const key = `${place.kind} ${place.id}`;
      const one = open.get(key);
      if (one) drop(key, one, row, uniqueid);
    },
    gone(row, uniqueid) {
      for (const [key, one] of [...open]) drop(key, one, row, uniqueid);
    },
    end(row) {
      for (const one of open.values()) {
        cut(one, row);
        one.box.open = true;
      }
      const drawn = boxes.filter((box) => box.parts.length > 0);
      setLevels(drawn);
      return drawn;
    },
  };
}

/** Where a step says that a channel is in a bridge or a conference, or there no longer. */
export function stayOf({ kind, place, channel }: StoryStep): { place: Place; channel: string; enters: boolean } | undefined {
  if (!place || channel === undefined || (place.kind !== 'bridge' && place.kind !== 'conference')) return undefined;
  if (kind === 'enter' || kind === 'conference-enter') return { place, channel, enters: true };
  if (kind === 'leave' || kind === 'conference-leave') return { place, channel, enters: false };
  return undefined;
}

/** Boxes that overlap get different levels, the lowest that is free. */
function setLevels(boxes: LadderBox[]): void {
  boxes.forEach((box, i) => {
    const taken = new Set(boxes.slice(0, i).flatMap((other) => (overlap(box.parts, other.parts) ? [other.level] : [])));
    let level = 0;
    while (taken.has(level)) level++;
    box.level = level;
  });
}

function overlap(a: readonly BoxPart[], b: readonly BoxPart[]): boolean {
  return a.some((one) => b.some((two) => one.from <= two.to && two.from <= one.to && spans(one, two)));
}

function spans(a: BoxPart, b: BoxPart): boolean {
  return (a.lines[0] ?? 0) <= (b.lines.at(-1) ?? 0) && (b.lines[0] ?? 0) <= (a.lines.at(-1) ?? 0);
}

import type { Ladder, LocalChannels } from '../../../server/src/protocol';
import { isCount, isObject } from '../unknownValues';
import { COLORS, isColor } from './drawingStyle';
import type { HeadWords } from './scene';

/** Every text that the page shows and that is not of the capture, in the user's language. */
export interface Words extends HeadWords {
  showSentences: string;
  zoomIn: string;
  zoomOut: string;
  zoomReset: string;
  fit: string;
  localApart: string;
  localHint: string;
  open: string;
  steps: string;
  empty: string;
  guess: string;
  later: string;
  toolbar: string;
  line: string;
  caller: string;
  answered: string;
  choose: string;
}

/** Which ladder a panel shows, so that it comes back after a reload. */
export interface LadderPlace {
  /** The capture. */
  uri: string;
  /** The key of the call, which holds while the capture only grows. */
  call: number;
  /** The first channel of the call: tells after a reload whether the key still means the same call. */
  uniqueid: string;
}

/** What the page is told. */
export type ToPage =
  | { type: 'begin'; words: Words; place: LadderPlace; local: LocalChannels; language: string }
  | { type: 'ladder'; ladder: Ladder }
  /** The cursor of an editor is in this message. */
  | { type: 'cursor'; message: number }
  /** Shown in the place of a ladder: why there is none, and what to do. */
  | { type: 'problem'; text: string }
  /** Asks for the colours, for an export. */
  | { type: 'look'; id: number };

/** How the page looks right now. */
export interface Look {
  colors: Record<string, string>;
  highContrast: boolean;
  sentences: boolean;
}

/** What the page says. */
export type FromPage =
  | { type: 'ready' }
  /** The drawing stands: how many lines and steps it has, how long it took in milliseconds. */
  | { type: 'drawn'; lifelines: number; rows: number; milliseconds: number }
  | { type: 'open'; message: number }
  | { type: 'local'; local: LocalChannels }
  | { type: 'look'; id: number; look: Look };

/** What the page says, checked: it shows text of captures, so nothing that comes from it is taken for granted. `undefined` for anything else. */
export function fromPage(value: unknown): FromPage | undefined {
  if (!isObject(value)) return undefined;
  const { type, ...rest } = value;
  switch (type) {
    case 'ready':
      return { type };
    case 'open':
      return isCount(rest.message) ? { type, message: rest.message } : undefined;
    case 'drawn':
      return isCount(rest.lifelines) && isCount(rest.rows) && typeof rest.milliseconds === 'number'
        ? { type, lifelines: rest.lifelines, rows: rest.rows, milliseconds: rest.milliseconds }
        : undefined;
    case 'local':
      return rest.local === 'together' || rest.local === 'apart' ? { type, local: rest.local } : undefined;
    case 'look': {
      const look = isCount(rest.id) ? lookOf(rest.look) : undefined;
      return look && isCount(rest.id) ? { type, id: rest.id, look } : undefined;
    }
    default:
      return undefined;
  }
}

/** The place that a page has kept, checked. */
export function placeOf(state: unknown): LadderPlace | undefined {
  if (!isObject(state) || !isObject(state.place)) return undefined;
  const { uri, call, uniqueid } = state.place;
  return typeof uri === 'string' && isCount(call) && typeof uniqueid === 'string' ? { uri, call, uniqueid } : undefined;
}

function lookOf(value: unknown): Look | undefined {
  if (!isObject(value)) return undefined;
  const { colors, highContrast, sentences } = value;
  if (!isObject(colors)) return undefined;
  const known = Object.entries(colors).filter((one): one is [string, string] => one[0] in COLORS && typeof one[1] === 'string' && isColor(one[1]));
  return { colors: Object.fromEntries(known), highContrast: highContrast === true, sentences: sentences === true };
}

import type { InlayHint, Range } from 'vscode-languageserver-types';
import { type HeaderEntry, valueEntryOf } from '../catalog/catalog';
import { headersIn, type LogDocument, offsetOf } from '../document';
import type { Header } from '../syntax/headers';
import { lastStartingAtOrBefore, messageSpan, shapeOf } from '../syntax/messages';
import { type Context, headerEntryAt } from './context';
import { callBeginnings, durationWords, localTime, messageTime } from './messageTimes';
import type { IsNoise } from './noise';
import { lineAt, valueAt, withoutBlanks } from './reading';
import { enumOf } from './values';
import { t } from '../texts';

/** Which hints are wanted. */
export interface HintKinds {
  /** Moments written in seconds since 1970, as local time. */
  readonly times: boolean;
  /** The moment in a Uniqueid or Linkedid. */
  readonly uniqueidTimes: boolean;
  /** How long after the beginning of its call a message came. */
  readonly sinceCallBegan: boolean;
  /** The words to the number of a cause or state, where the message has them nowhere. */
  readonly texts: boolean;
  /** The unit of durations. */
  readonly units: boolean;
}

/** How many messages of a range get hints: more than any window shows. */
const MOST = 2000;

/** Hints on the messages in `range`. Messages that are noise get none: there they would be noise themselves. */
export function inlayHints(document: LogDocument, range: Range, context: Context, kinds: HintKinds, isNoise: IsNoise): InlayHint[] {
  const { index } = document;
  const from = Math.max(0, lastStartingAtOrBefore(index, offsetOf(document, range.start)));
  const to = Math.min(lastStartingAtOrBefore(index, offsetOf(document, range.end)), from + MOST);
  const hints: InlayHint[] = [];
  const began = callBeginnings(document, messageSpan(index, Math.max(from, to)).end);
  for (let i = from; i <= to; i++) if (!isNoise(shapeOf(index, i))) hints.push(...hintsOf(document, i, context, kinds, began));
  return hints;
}

type Began = ReturnType<typeof callBeginnings>;

function hintsOf(document: LogDocument, i: number, context: Context, kinds: HintKinds, began: Began): InlayHint[] {
  const shape = shapeOf(document.index, i);
  const headers = headersIn(document, i).filter(({ column }) => column.form === 'header');
  const hints: InlayHint[] = [];
  const add = (offset: number, label: string, tooltip: string): void => {
    hints.push({ position: document.lines.positionAt(offset), label, tooltip, paddingLeft: true });
  };
  if (kinds.sinceCallBegan) sinceCallBegan(document, i, headers, began, add);
  if (!kinds.times && !kinds.uniqueidTimes && !kinds.texts && !kinds.units) return hints;
  const values = headers.map((header) => valueAt(document, header.value));
  headers.forEach((header, at) => {
    const value = values[at] ?? '';
    if (value === '' || header.column.key === shape.kind) return;
    const entry = headerEntryAt(context, { message: i, shape, header, on: 'value' });
    const hint = hintOf(context, entry, value, values, kinds);
    if (hint) add(withoutBlanks(document, header.value).end, hint.label, hint.tooltip);
  });
  return hints;
}

function hintOf(
  context: Context,
  entry: HeaderEntry | undefined,
  value: string,
  values: readonly string[],
  kinds: HintKinds,
): { readonly label: string; readonly tooltip: string } | undefined {
  switch (entry?.kind) {
    case 'epoch':
    case 'epochMicros':
    case 'epochOrZero':
      return kinds.times && /^\d{9,10}(?:\.\d+)?$/.test(value)
        ? { label: localTime(Number(value) * 1000), tooltip: t('Local time of this computer') }
        : undefined;
    case 'uniqueid':
    case 'linkedid': {
      const second = kinds.uniqueidTimes ? /(?:^|-)(\d{9,10})\.\d+$/.exec(value)?.[1] : undefined;
      return second === undefined
        ? undefined
        : { label: localTime(Number(second) * 1000), tooltip: t('When the channel was made, local time of this computer') };
    }
    case 'seconds':
      return kinds.units ? unit(value, 's', 1000) : undefined;
    case 'milliseconds':
      return kinds.units ? unit(value, 'ms', 1) : undefined;
    case 'microseconds':
      return kinds.units ? unit(value, 'µs', 0.001) : undefined;
    default:
      return kinds.texts ? textOf(context, entry, value, values) : undefined;
  }
}

/** `s`, or where the number is large also what it amounts to: `s = 2 min 17 s`. */
function unit(value: string, name: string, factor: number): { readonly label: string; readonly tooltip: string } | undefined {
  if (!/^\d+(?:\.\d+)?$/.test(value) || Number(value) === 0) return undefined;
  const words = durationWords(Number(value) * factor);
  const more = Number(value) * factor >= 1000 && words !== `${value} ${name}` && !(factor === 1000 && Number(value) < 60);
  return { label: more ? `${name} = ${words}` : name, tooltip: t('The unit of this duration') };
}

/** The word to a bare number; none where the message says it in another header, as it does with `Cause-txt`. */
function textOf(
  context: Context,
  entry: HeaderEntry | undefined,
  value: string,
  values: readonly string[],
): { readonly label: string; readonly tooltip: string } | undefined {
  const found = /^-?\d+$/.test(value) ? enumOf(context, entry) : undefined;
  const known = found && valueEntryOf(found, value, context.version.series);
  const word = known?.code === value ? known.text : undefined;
  if (!word || values.some((other) => other.toLowerCase() === word.toLowerCase())) return undefined;
  return { label: word, tooltip: known?.documentation ?? word };
}

function sinceCallBegan(
  document: LogDocument,
  i: number,
  headers: readonly Header[],
  began: Began,
  add: (offset: number, label: string, tooltip: string) => void,
): void {
  const header = headers.find(({ column }) => column.key === 'linkedid') ?? headers.find(({ column }) => /linkedid[12]?$/.test(column.key));
  const linkedid = header && valueAt(document, header.value);
  const now = linkedid ? messageTime(document, i) : undefined;
  if (!linkedid || now === undefined) return;
  const beginning = began(linkedid);
  const after = beginning && now - beginning.at;
  if (!beginning || after === undefined || after < 0 || (after === 0 && !beginning.rough)) return;
  const words = durationWords(beginning.rough ? Math.round(after / 1000) * 1000 : after);
  add(lineAt(document, messageSpan(document.index, i).start).end, `${beginning.rough ? '≈ ' : ''}+${words}`, t('Since the call began'));
}

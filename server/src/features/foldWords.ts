import type { LogDocument } from '../document';
import type { FoldedLines } from '../protocol';
import { lastStartingAtOrBefore, messageSpan, shapeOf } from '../syntax/messages';
import { type CallRun, callTitle } from './callRuns';
import { messageDetail } from './messageLabels';
import { durationWords, messageTime } from './messageTimes';
import type { IsNoise } from './noise';
import { shortLine } from './oneLine';
import { valueIn } from './reading';

/** When the dial to a channel began, by its Uniqueid: milliseconds since the Unix epoch; `undefined` where that is not known. */
export type DialBeginning = (uniqueid: string) => number | undefined;

/** What message `i` says in a few words, without its name: `ANSWER 3.2 s` of a DialEnd. Empty where nothing tells it from its like. */
export function messageWords(document: LogDocument, i: number, dialBeginning: DialBeginning): string {
  const dialled = shapeOf(document.index, i).name === 'DialEnd' ? valueIn(document, i, 'destuniqueid') : undefined;
  if (dialled === undefined) return messageDetail(document, i);
  const [began, now] = [dialBeginning(dialled), messageTime(document, i)];
  const words = [shortLine(valueIn(document, i, 'dialstatus') ?? ''), began === undefined || now === undefined ? '' : durationWords(now - began)];
  return words.filter(Boolean).join(' ');
}

/** A run of noise in a few words: `6 × VarSet, Newexten`. Messages `first` to `last`, both included. */
export function noiseWords({ index }: LogDocument, first: number, last: number): string {
  const names = new Set<string>();
  for (let i = first; i <= last; i++) names.add(shapeOf(index, i).name);
  return `${last - first + 1} × ${[...names].join(', ')}`;
}

/** How many messages before a DialEnd its DialBegin is looked for. */
const DIAL_WITHIN = 2_000;

/**
 * What the lines between `folded` hold, in a few words, for an editor that says nothing of what it folds: the call that they are, how many messages of noise, or what
 * tells one message from its like. `runs` are the calls that stand in one piece. `undefined` where there is nothing to say, as of the output of a command. Reads no more
 * than those messages.
 */
export function foldWords(document: LogDocument, [startLine, endLine]: FoldedLines, runs: readonly CallRun[], isNoise: IsNoise): string | undefined {
  const { index, lines } = document;
  const from = lines.offsetAt({ line: startLine, character: 0 });
  const first = lastStartingAtOrBefore(index, from);
  const last = lastStartingAtOrBefore(index, lines.offsetAt({ line: endLine, character: 0 }));
  if (first < 0 || lines.positionAt(messageSpan(index, first).start).line !== startLine) return undefined;
  if (first === last) return messageWords(document, first, (uniqueid) => dialBefore(document, first, uniqueid)) || undefined;
  const call = runs.find((run) => run.first === first && run.last === last)?.call;
  if (call) return shortLine(callTitle(call));
  for (let i = first; i <= last; i++) if (!isNoise(shapeOf(index, i))) return undefined;
  return shortLine(noiseWords(document, first, last));
}

function dialBefore(document: LogDocument, i: number, uniqueid: string): number | undefined {
  for (let at = i - 1; at >= 0 && at >= i - DIAL_WITHIN; at--)
    if (shapeOf(document.index, at).name === 'DialBegin' && valueIn(document, at, 'destuniqueid') === uniqueid) return messageTime(document, at);
  return undefined;
}

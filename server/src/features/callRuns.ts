import { outcomeWords } from '../calls/outcomeWords';
import type { Call } from '../protocol';

/** Messages `first` to `last`, both included, of one call. */
export interface CallRun {
  readonly call: Call;
  readonly first: number;
  readonly last: number;
}

/** The calls that stand in one piece: between whose first and last message there is none of another call. In the order of the text. */
export function wholeCalls(calls: readonly Call[]): CallRun[] {
  const runs = calls
    .map((call) => ({ call, first: call.messages[0] ?? 0, last: call.messages.at(-1) ?? -1 }))
    .filter(({ first, last }) => last >= first)
    .sort((a, b) => a.first - b.first);
  let reached = -1;
  return runs.filter((run, i) => {
    const apart = run.first > reached && (runs[i + 1]?.first ?? Number.POSITIVE_INFINITY) > run.last;
    reached = Math.max(reached, run.last);
    return apart;
  });
}

/**
 * The messages around `message` that belong to the same call, as far as none of another call comes between; messages of no call do not count. `undefined` where no
 * call has it.
 */
export function callAround(calls: readonly Call[], message: number): CallRun | undefined {
  const call = calls.find(({ messages }) => messages.includes(message));
  if (!call) return undefined;
  const before = Math.max(-1, ...calls.map((other) => (other === call ? -1 : (other.messages.findLast((one) => one < message) ?? -1))));
  const behind = Math.min(
    ...calls.map((other) => (other === call ? Number.POSITIVE_INFINITY : (other.messages.find((one) => one > message) ?? Number.POSITIVE_INFINITY))),
  );
  const own = call.messages.filter((one) => one > before && one < behind);
  return { call, first: own[0] ?? message, last: own.at(-1) ?? message };
}

/** A call in a few words of plain text: `300 → 200 · answered`. */
export function callTitle(call: Call): string {
  const from = call.caller?.number ?? call.caller?.channel ?? call.caller?.uniqueid ?? call.id;
  const to = call.answeredBy?.number ?? call.dialled;
  return `${from}${to ? ` → ${to}` : ''} · ${outcomeWords(call.outcome)}`;
}

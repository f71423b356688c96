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

/** The messages around `message` that belong to the same call without a break; `undefined` where no call has it. */
export function callAround(calls: readonly Call[], message: number): CallRun | undefined {
  for (const call of calls) {
    const at = call.messages.indexOf(message);
    if (at < 0) continue;
    let first = at;
    let last = at;
    while (call.messages[first - 1] === message - (at - first) - 1) first--;
    while (call.messages[last + 1] === message + (last - at) + 1) last++;
    return { call, first: message - (at - first), last: message + (last - at) };
  }
  return undefined;
}

/** A call in a few words of plain text: `300 → 200 · answered`. */
export function callTitle(call: Call): string {
  const from = call.caller?.number ?? call.caller?.channel ?? call.caller?.uniqueid ?? call.id;
  const to = call.answeredBy?.number ?? call.dialled;
  return `${from}${to ? ` → ${to}` : ''} · ${call.outcome}`;
}

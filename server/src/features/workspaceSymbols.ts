import { type Range, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver-types';
import type { Call } from '../protocol';
import type { Steps } from '../syntax/steps';
import { callTitle } from './callRuns';
import { shortLine } from './oneLine';

/** A capture to look through. */
export interface CaptureCalls {
  readonly uri: string;
  readonly calls: readonly Call[];
  /** Where a message stands. */
  rangeOf(message: number): Range;
}

/** How many symbols an answer has at most. */
const MOST = 500;

/**
 * The calls, channels and numbers of open captures whose name has `query` in it, in any case; calls first. Without a query the calls alone.
 *
 * A number stands at the first call that it takes part in.
 */
export function* workspaceSymbols(captures: readonly CaptureCalls[], query: string): Steps<WorkspaceSymbol[]> {
  const wanted = query.trim().toLowerCase();
  const found: Record<'calls' | 'channels' | 'numbers', WorkspaceSymbol[]> = { calls: [], channels: [], numbers: [] };
  const fits = (name: string): boolean => name.toLowerCase().includes(wanted);
  for (const capture of captures) {
    const numbers = new Map<string, { first: number; calls: number }>();
    for (const [i, call] of capture.calls.entries()) {
      if (i % 64 === 63) yield;
      const add = (list: WorkspaceSymbol[], name: string, kind: SymbolKind, message: number, containerName?: string): void => {
        if (list.length < MOST)
          list.push({
            name: shortLine(name),
            kind,
            ...(containerName ? { containerName: shortLine(containerName) } : {}),
            location: { uri: capture.uri, range: capture.rangeOf(message) },
          });
      };
      const title = callTitle(call);
      const first = call.messages[0] ?? 0;
      if (fits(title)) add(found.calls, title, SymbolKind.Event, first);
      if (wanted === '') continue;
      for (const leg of call.legs)
        if (fits(leg.channel) || fits(leg.uniqueid))
          add(found.channels, fits(leg.channel) ? leg.channel : `${leg.uniqueid} ${leg.channel}`, SymbolKind.Object, leg.evidence, title);
      for (const number of new Set([call.caller?.number, call.answeredBy?.number, call.dialled])) {
        if (!number || !fits(number)) continue;
        const known = numbers.get(number);
        if (known) known.calls++;
        else numbers.set(number, { first, calls: 1 });
      }
    }
    for (const [number, { first, calls }] of numbers)
      if (found.numbers.length < MOST)
        found.numbers.push({
          name: shortLine(number),
          kind: SymbolKind.Number,
          containerName: `${calls} ${calls === 1 ? 'call' : 'calls'}`,
          location: { uri: capture.uri, range: capture.rangeOf(first) },
        });
  }
  return [...found.calls, ...found.numbers, ...found.channels].slice(0, MOST);
}

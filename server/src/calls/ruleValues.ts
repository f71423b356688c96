import type { Life } from './lives';
import { type Correlation, type Fact, named, own, valueIn } from './state';
import type { Place } from './types';

/** The channel of a message, by its id or else, as events of 11 want it, by its name. */
export function channelIn(correlation: Correlation, fact: Fact, key = 'channel'): Life | undefined {
  return fact.seen.get('') ?? named(correlation, fact.server, valueIn(fact, key));
}

/** A place of a call, with strings of its own. */
export function place(correlation: Correlation, kind: Place['kind'], id: string, name: string): Place {
  return { kind, id: own(correlation, id), name: own(correlation, name) };
}

/** Some of the values of a message, by header name, with strings of their own. */
export function pick(correlation: Correlation, fact: Fact, keys: readonly string[]): Readonly<Record<string, string>> {
  const more: Record<string, string> = {};
  for (const key of keys) {
    const value = valueIn(fact, key);
    if (value !== undefined) more[key] = own(correlation, value);
  }
  return more;
}

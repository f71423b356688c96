import type { Life } from './lives';
import { assign, assignEntry, type Correlation, type Fact, join, own } from './state';
import { uniqueidTime } from './times';

/** How long after a call left by a trunk it may come back in, in seconds. */
const ROUND_TRIP = 2;

/** Remembers a channel that was dialled by a long number, in case it comes back. */
export function rememberOutbound(correlation: Correlation, fact: Fact, caller: Life, callee: Life): void {
  const number = digits(callee.identities.at(-1)?.number ?? callee.extens.at(-1)?.exten);
  const from = digits(caller.identities.at(-1)?.number);
  const second = secondOf(callee, fact);
  if (!number || !from || second === undefined || callee.name.startsWith('Local/')) return;
  assignEntry(correlation, correlation.outbound, own(correlation, `${callee.server}\n${number}`), { life: callee, caller: own(correlation, from), second });
}

/** A channel that rings in with the numbers of a call that left in the same second is probably that call, come back by a trunk: nothing but a guess can tell. */
export function guessOrigin(correlation: Correlation, fact: Fact, life: Life): void {
  if (life.state !== 'Ring' || life.dialled || life.pair || life.group.members.length > 1) return;
  const number = digits(life.extens[0]?.exten);
  const from = digits(life.identities.at(-1)?.number);
  const second = secondOf(life, fact);
  if (!number || !from || second === undefined) return;
  const key = `${life.server}\n${number}`;
  const outbound = correlation.outbound.get(key);
  if (!outbound || outbound.caller !== from || Math.abs(second - outbound.second) > ROUND_TRIP || outbound.life.hungUp || outbound.life.state === 'Up') return;
  assignEntry(correlation, correlation.outbound, key, undefined);
  join(correlation, outbound.life, life, 'guess', fact.index);
  assign(correlation, life.group, 'probable', true);
}

function secondOf(life: Life, fact: Fact): number | undefined {
  const at = uniqueidTime(life.uniqueid) ?? fact.at;
  return at === undefined ? undefined : Math.floor(at / 1000);
}

/** The digits of a number; short ones are extensions, of which many calls in one second are no wonder. */
function digits(number: string | undefined): string | undefined {
  const plain = number?.replace(/^\+/, '');
  return plain && /^\d{7,}$/.test(plain) ? plain.slice(-9) : undefined;
}

import type { Life } from './lives';
import { rememberOutbound } from './roundTrips';
import { assign, type Correlation, type Fact, join, note, own, valueIn } from './state';

function beginDial(correlation: Correlation, fact: Fact, caller: Life | undefined, callee: Life, dialstring: string | undefined): void {
  const first = !callee.dialled;
  const answering = first && !callee.hungUp && (callee.state === 'Ring' || callee.state === 'Up') && callee.born && callee.firstMessage < fact.index;
  assign(correlation, callee, 'dialled', true);
  if (caller) {
    if (!callee.dialledBy) assign(correlation, callee, 'dialledBy', caller);
    const sentOn = caller.forward !== undefined && isAt(callee.name, caller.forward);
    if (sentOn) assign(correlation, caller, 'forward', undefined);
    join(correlation, caller, callee, answering ? 'picked-up' : sentOn ? 'forwarded' : 'dialled', fact.index);
  } else assign(correlation, callee, 'originated', true);
  if (answering && caller) note(correlation, fact, 'pickup', callee, { other: lastDialled(caller, callee), guess: true });
  note(correlation, fact, 'dial', caller ?? callee, { other: callee, detail: dialstring });
  if (caller) rememberOutbound(correlation, fact, caller, callee);
}

/** Whether a channel leads to where a call was sent on: `Local/200@default` or `SIP/200`, of which its name is the beginning. */
function isAt(name: string, forward: string): boolean {
  const address = forward.replace(/\/n$/, '');
  return name.startsWith(address) || name.startsWith('Local/');
}

/** The channel that `caller` dialled last before `callee`. */
function lastDialled(caller: Life, callee: Life): Life | undefined {
  for (let i = caller.notes.length - 1; i >= 0; i--) {
    const { kind, other } = caller.notes[i] ?? {};
    if (kind === 'dial' && other && other !== callee) return other;
  }
  return undefined;
}

/** Somebody begins to ring somebody; nobody does where a call is originated. */
export function dialBegin(correlation: Correlation, fact: Fact): void {
  const callee = fact.seen.get('dest');
  if (callee) beginDial(correlation, fact, fact.seen.get(''), callee, valueIn(fact, 'dialstring'));
}

/** How a dial goes. */
export function dialState(correlation: Correlation, fact: Fact): void {
  const status = valueIn(fact, 'dialstatus');
  const callee = fact.seen.get('dest');
  if (status === 'RINGING') note(correlation, fact, 'ringing', callee);
  else note(correlation, fact, 'progress', callee, { detail: status });
}

/** How a dial ended for one of those who were rung. */
export function dialEnd(correlation: Correlation, fact: Fact): void {
  const callee = fact.seen.get('dest');
  const caller = fact.seen.get('');
  if (!callee) return;
  if (caller) join(correlation, caller, callee, 'dialled', fact.index);
  const forward = valueIn(fact, 'forward');
  if (forward) {
    note(correlation, fact, 'forward', callee, { other: caller, detail: forward });
    if (caller) assign(correlation, caller, 'forward', own(correlation, forward));
  }
  note(correlation, fact, 'dial-end', caller ?? callee, { other: callee, detail: valueIn(fact, 'dialstatus') });
}

/** The dials of AMI until 11, in which an end names nobody who was rung. */
export function dial(correlation: Correlation, fact: Fact): void {
  const caller = fact.seen.get('') ?? fact.seen.get('src');
  const callee = fact.seen.get('dest');
  if (valueIn(fact, 'subevent') === 'End') note(correlation, fact, 'dial-end', caller, { other: callee, detail: valueIn(fact, 'dialstatus') });
  else if (callee) beginDial(correlation, fact, caller, callee, valueIn(fact, 'dialstring'));
}

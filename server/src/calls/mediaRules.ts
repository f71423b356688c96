import { channelIn, place } from './ruleValues';
import { type Correlation, type Fact, note, valueIn } from './state';

/** Somebody holds a call, or takes it back. */
export function hold(correlation: Correlation, fact: Fact): void {
  const off = valueIn(fact, 'status')?.toLowerCase() === 'off';
  note(correlation, fact, off ? 'unhold' : 'hold', channelIn(correlation, fact));
}

/** Music of AMI until 11. */
export function music(correlation: Correlation, fact: Fact): void {
  const stop = valueIn(fact, 'state') === 'Stop';
  note(correlation, fact, stop ? 'music-stop' : 'music-start', channelIn(correlation, fact), { detail: stop ? undefined : valueIn(fact, 'class') });
}

/** Somebody presses a key. */
export function dtmf(correlation: Correlation, fact: Fact): void {
  if (valueIn(fact, 'direction') !== 'Received' || valueIn(fact, 'end') === 'No') return;
  note(correlation, fact, 'dtmf', fact.seen.get(''), { detail: valueIn(fact, 'digit') });
}

/** Somebody listens to a channel. */
export function spy(correlation: Correlation, fact: Fact): void {
  note(correlation, fact, 'application', fact.seen.get('spyer'), {
    other: fact.seen.get('spyee'),
    place: place(correlation, 'application', 'ChanSpy', 'ChanSpy'),
  });
}

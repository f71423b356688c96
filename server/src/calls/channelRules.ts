import type { Life } from './lives';
import { bornAfterGap } from './losses';
import { guessOrigin } from './roundTrips';
import { channelIn, pick, place } from './ruleValues';
import { assign, assignEntry, assignMember, type Correlation, type Fact, join, named, note, rename, unreadValue, valueIn } from './state';

function setState(correlation: Correlation, life: Life, state: string | undefined): string | undefined {
  const before = life.state;
  if (state) assign(correlation, life, 'state', state);
  return state && before !== state ? state : undefined;
}

/** The words for states that snapshots give as numbers too. Source: Asterisk main/channel.c, ast_state2str(). */
export function stateIn(fact: Fact): string | undefined {
  const word = valueIn(fact, 'channelstatedesc');
  if (word) return STATES.get(word);
  return { '0': 'Down', '4': 'Ring', '5': 'Ringing', '6': 'Up', '7': 'Busy' }[valueIn(fact, 'channelstate') ?? ''];
}

const STATES = new Map(['Down', 'Rsrvd', 'OffHook', 'Dialing', 'Ring', 'Ringing', 'Up', 'Busy', 'Dialing Offhook', 'Pre-ring'].map((word) => [word, word]));

/** A channel is born. */
export function newchannel(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  if (!life) return;
  if (!life.born) assign(correlation, life, 'birth', fact.index);
  assign(correlation, life, 'born', true);
  setState(correlation, life, stateIn(fact));
  note(correlation, fact, 'channel', life, { detail: life.state });
  guessOrigin(correlation, fact, life);
  bornAfterGap(correlation, fact, life);
}

/** Takes a state from the snapshot of an event that tells of something else: that the channel is up was said before, where it was not heard. */
export function noticeState(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  if (!life || life.hungUp || life.state === 'Up' || fact.plan?.name === 'Newstate' || fact.plan?.name === 'Newchannel') return;
  if (stateIn(fact) !== 'Up') return;
  assign(correlation, life, 'state', 'Up');
  // A channel whose birth was not seen may be up for long.
  if (life.born) note(correlation, fact, 'answer', life, { guess: true });
}

/** A channel is up, or rings. */
export function newstate(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  if (!life || life.hungUp) return;
  const state = setState(correlation, life, stateIn(fact));
  if (state === 'Up') note(correlation, fact, 'answer', life);
  else if (state === 'Ringing') note(correlation, fact, 'ringing', life);
  else if (state === 'Ring') guessOrigin(correlation, fact, life);
}

/** Applications that take a caller, other than those that tell of themselves, and those with which a dialplan says that nobody is to be had. */
const SERVICES = new Set(
  [
    'Echo VoiceMail VoiceMailMain MiniVM ConfBridge MeetMe MusicOnHold WaitMusicOnHold AGI EAGI DeadAGI FastAGI Record Milliwatt Stasis Directory DISA ChanSpy ExtenSpy',
    'Dictate SendFAX ReceiveFAX RxFAX TxFAX Festival MP3Player Playback Background ControlPlayback Read Playtones SayDigits SayNumber SayAlpha SayPhonetic SayUnixTime AgentLogin',
    'Page Morsecode Zapateller BackgroundDetect TestServer TestClient SMS VMAuthenticate Authenticate ParkedCall Park Jack AudioSocket SpeechBackground Wait WaitExten Progress',
    'Busy Congestion Answer Queue Dial AppDial2',
  ].flatMap((words) => words.toLowerCase().split(' ')),
);

/** Whether it is known what an application is to a caller. */
export function isKnownService(application: string): boolean {
  return SERVICES.has(application.toLowerCase());
}

/** The dialplan runs an application for a channel. */
export function newexten(correlation: Correlation, fact: Fact): void {
  const life = fact.main;
  const application = valueIn(fact, 'application');
  if (!life || !application) return;
  if (!isKnownService(application) || life.hungUp) return;
  note(correlation, fact, 'application', life, { place: place(correlation, 'application', application, application) });
}

/** Variables in which applications say what came of them. Source: Asterisk apps/app_dial.c, apps/app_queue.c. */
export function variable(correlation: Correlation, fact: Fact): void {
  const name = valueIn(fact, 'variable');
  if (name !== 'DIALSTATUS' && name !== 'QUEUESTATUS') return;
  const value = unreadValue(fact, 'value');
  if (value && /^[A-Z]{3,16}$/.test(value)) note(correlation, fact, 'other', fact.main, { detail: `${name} ${value}` });
}

/** A channel gets another name. */
export function renamed(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('') ?? named(correlation, fact.server, valueIn(fact, 'channel'));
  const name = valueIn(fact, 'newname');
  if (!life || !name) return;
  rename(correlation, life, name);
  note(correlation, fact, 'rename', life, { detail: name });
}

/** 11 moves a conversation from one channel to another: both are of one call. */
export function masquerade(correlation: Correlation, fact: Fact): void {
  const clone = named(correlation, fact.server, valueIn(fact, 'clone'));
  const original = named(correlation, fact.server, valueIn(fact, 'original'));
  if (!clone || !original) return;
  join(correlation, clone, original, original.name.startsWith('Parked/') ? 'parked' : 'transfer', fact.index);
}

/** A channel is gone. */
export function hangup(correlation: Correlation, fact: Fact): void {
  const life = fact.seen.get('');
  if (!life) return;
  const cause = Number(valueIn(fact, 'cause') ?? Number.NaN);
  const code = Number.isInteger(cause) ? cause : 0;
  note(correlation, fact, 'hangup', life, { detail: `${code} ${valueIn(fact, 'cause-txt') ?? ''}`.trim() });
  assign(correlation, life, 'hungUp', true);
  assign(correlation, life, 'gone', false);
  if (life.bridge) assignMember(correlation, life.bridge.members, life, false);
  const key = `${life.server}\n${life.name}`;
  if (correlation.byName.get(key) === life) assignEntry(correlation, correlation.byName, key, undefined);
}

/** Somebody wants a channel to end: its own side, or (`soft`) Asterisk. */
export function hangupRequest(correlation: Correlation, fact: Fact, how: string): void {
  note(correlation, fact, 'hangup-request', channelIn(correlation, fact), { detail: how === 'soft' ? 'soft' : undefined });
}

/** What came of an Originate. */
export function originated(correlation: Correlation, fact: Fact): void {
  const life = channelIn(correlation, fact);
  if (!life) return;
  assign(correlation, life, 'originated', true);
  note(correlation, fact, 'originate', life, {
    detail: `${valueIn(fact, 'response') ?? ''} ${valueIn(fact, 'reason') ?? ''}`.trim(),
    more: pick(correlation, fact, ['application', 'exten']),
  });
}

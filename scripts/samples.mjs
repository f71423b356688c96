// `npm run samples`: makes the captures in samples/, which the package carries, from recordings in test/captures. What a sample shows stays as Asterisk sent
// it; what only makes it long is left out: call detail records, channel variables of a test set-up, most of the VarSets. With `--check` it fails where a sample is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const MODERN = 'asterisk-22.10.1';

/** Variables whose VarSet tells something of a call; one in so many of the others stays, for the noise that a capture has. */
const TELLING = /^(QUEUE\w*|MEMBER\w*|DIALSTATUS|BRIDGEPEER|HANGUPCAUSE|TRANSFERERNAME|ABANDONED|ANSWEREDTIME|DIALEDTIME)$/;
const ONE_OF = 6;

/** What a client asked of the queue. */
const QUEUE_STATUS = ['QueueParams', 'QueueEntry', 'QueueMember', 'QueueStatusComplete'];

/** The messages of a recording, without their blank lines; the banner with the first. */
function messagesOf(name) {
  return readFileSync(path.join(root, 'test/captures', name), 'utf8')
    .split(/\r\n\r\n/)
    .filter((one) => one.trim() !== '');
}

const header = (message, name) => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1]?.trim();

/** A recording without what is not told: `without` are events, `linked` says which calls stay; values of `named` become others. */
function trimmed(name, { without = [], linked = () => true, named = {} } = {}) {
  const drop = new Set([
    'CEL',
    'Cdr',
    'SuccessfulAuth',
    'ChallengeSent',
    'ContactStatus',
    'RTCPSent',
    'RTCPReceived',
    'ExtensionStatus',
    'OriginateResponse',
    ...without,
  ]);
  let noise = 0;
  return messagesOf(name)
    .map((message) => message.replace(/^Asterisk Call Manager.*\r\n/, ''))
    .filter((message) => {
      const event = header(message, 'Event');
      if (event === undefined || event === 'FullyBooted' || drop.has(event)) return false;
      const call = /^\w*Linkedid: (.*)$/m.exec(message)?.[1]?.trim();
      if (call !== undefined && !linked(call)) return false;
      return event !== 'VarSet' || TELLING.test(header(message, 'Variable') ?? '') || noise++ % ONE_OF === 0;
    })
    .map((message) => message.replace(/\r\n\w*ChanVariable(\([^)]*\))?: [^\r]*/g, '').replace(/\r\nSystemName: [^\r]*/g, ''))
    .map((message) => message.replaceAll('pbx-eu-1-', ''))
    .map((message) => Object.entries(named).reduce((text, [before, after]) => text.replace(new RegExp(`: ${before}$`, 'gm'), `: ${after}`), message));
}

/** A recording without `Timestamp` with one in each event: from the second of its newest Uniqueid on, and after a wait what the wait says of itself. */
function timed(messages) {
  const bornAt = (message) => Number(/^Uniqueid: (\d+)\./m.exec(message)?.[1] ?? 0);
  // What comes before the first channel came a little before it.
  let clock = (messages.map(bornAt).find(Boolean) ?? 0) - 0.5;
  return messages.map((message) => {
    const born = bornAt(message);
    clock = Math.max(clock + 0.0004, born + 0.1184);
    if (header(message, 'Event') === 'QueueCallerAbandon') clock += Number(header(message, 'HoldTime'));
    return message.replace(/^(Privilege: .*)$/m, (line) => `${line.trim()}\r\nTimestamp: ${clock.toFixed(6)}\r`).replace(/\r\r/g, '\r');
  });
}

const LOGIN = 'Response: Success\r\nMessage: Authentication accepted';
const BOOTED = 'Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 86211\r\nLastReload: 4011\r\nStatus: Fully Booted';
const BOOTED_11 = 'Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted';

function capture(version, ...messages) {
  return `Asterisk Call Manager/${version}\r\n${messages
    .flat()
    .map((message) => `${message}\r\n\r\n`)
    .join('')}`;
}

/** `message` with one thing wrong; throws where the recording has no such place. */
function spoilt(messages, event, before, after, nth = 0) {
  const index = messages.map((message, at) => (header(message, 'Event') === event && message.includes(before) ? at : -1)).filter((at) => at >= 0)[nth];
  if (index === undefined) throw new Error(`no ${event} with ${JSON.stringify(before)}`);
  return messages.with(index, messages[index].replace(before, after));
}

/** A recording with one problem of each kind that is met most. */
function withProblems() {
  let messages = trimmed('asterisk-18.26.4/call_answered.ami');
  messages = spoilt(messages, 'Newchannel', '\r\nChannelStateDesc: ', '\r\nChannelStateDescr: ');
  messages = spoilt(messages, 'Newchannel', '\r\nLanguage: en', '\r\nLanguage en', 1);
  messages = spoilt(messages, 'Newexten', '\r\nPriority: 1', '\r\nPriority: first');
  messages = spoilt(
    messages,
    'Hangup',
    /\r\nCause-txt: .*/.exec(messages.findLast((one) => header(one, 'Event') === 'Hangup'))?.[0] ?? '',
    '\r\nCause-txt: User busy',
  );
  messages = spoilt(messages, 'DialEnd', '\r\nDialStatus: ANSWER', '');
  const own = 'Event: WallboardTick\r\nPrivilege: user,all\r\nWaiting: 3';
  const login = 'Action: Login\r\nActionID: 1\r\nUsername: wallboard\r\nSecret: not-a-real-secret\r\nEvents: call,agent';
  const [last = ''] = messages.splice(-1);
  return `${capture('7.0.3', login, 'Response: Success\r\nActionID: 1\r\nMessage: Authentication accepted', BOOTED, messages, own)}${last.slice(0, -4)}`;
}

/** A mail with a quoted capture in it. */
function quoted() {
  const calls = trimmed('asterisk-18.26.4/call_busy_sip.ami', { without: ['DeviceStateChange'], linked: (id) => id === '1795372354.48' });
  const lines = capture('7.0.3', LOGIN, BOOTED, calls).split('\r\n').slice(0, -1);
  return `${lines.map((line) => `> ${line}`).join('\n')}\n`;
}

/** Each sample by its file. */
export const SAMPLES = {
  'queue-calls-asterisk-22.ami': () =>
    capture(
      '11.0.0',
      LOGIN,
      BOOTED,
      trimmed(`${MODERN}/systemname_ts_chanvars__queue_call_connect.ami`, { linked: (id) => !id.endsWith('-1795373491.45'), named: { Customer: 'Iris Vale' } }),
      timed(
        trimmed(`${MODERN}/queue_abandon.ami`, { linked: (id) => id === '1795374174.84', without: QUEUE_STATUS, named: { Q1: 'Omar Reed', 771: '5550142' } }),
      ),
    ),
  'attended-transfer-asterisk-22.ami': () =>
    capture(
      '11.0.0',
      LOGIN,
      BOOTED,
      // The keys that begin the transfer are left out: what callers press is better not shown around.
      timed(trimmed(`${MODERN}/attended_transfer_complete.ami`, { without: ['DTMFBegin', 'DTMFEnd'], linked: (id) => id === '1795372490.54' })),
    ),
  'busy-and-no-answer-asterisk-18.ami': () =>
    capture(
      '7.0.3',
      LOGIN,
      BOOTED,
      timed(trimmed('asterisk-18.26.4/call_noanswer.ami')),
      timed(trimmed('asterisk-18.26.4/call_sip_busy.ami', { linked: (id) => id === '1795372369.75' })),
    ),
  'answered-call-asterisk-11.ami': () => capture('1.3', LOGIN, BOOTED_11, trimmed('asterisk-11.25.3/call_answered.ami')),
  'quoted-in-a-ticket-asterisk-18.ami': quoted,
  'with-problems-asterisk-18.ami': withProblems,
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  for (const [name, make] of Object.entries(SAMPLES)) {
    const file = path.join(root, 'samples', name);
    const text = make();
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (check) {
      console.error(`samples/${name} is stale. Run \`npm run samples\`.`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, text);
      console.log(`samples/${name} written`);
    }
  }
}

import assert from 'node:assert/strict';
import { headerEntryOf, type HeaderEntry } from '../../server/src/catalog/catalog';
import { versionOf } from '../../server/src/features/version';
import { type Capture, captures, captureNamed, DAMAGED } from '../support/captures';
import { catalog } from '../support/catalog';
import { documentOf } from '../support/markers';
import { check, type FoundIn, lineOf, nameOf, type Picked, pick, withLines, without } from '../support/mutate';

/** A mistake that is planted in a message, and what is to be reported; lines count from the message's first, from 0. */
interface Mutation {
  readonly text: string;
  readonly expected: readonly (readonly [code: string, line: number])[];
}

/** Plants a mistake, or gives none where the message has no place for it. */
type Plant = (message: Picked) => Mutation | undefined;

const undamaged = captures().filter(({ name, duplex }) => !DAMAGED.has(name) && !duplex);
const baselines = new Map<string, FoundIn>();

function baseline(text: string): FoundIn {
  const known = baselines.get(text) ?? check(text);
  baselines.set(text, known);
  return known;
}

/** One message of each event and release: the shortest recording that has it, so that the checks are quick. */
function specimens(release: string): Picked[] {
  const found = new Map<string, Picked>();
  // Without a banner less is certain.
  const bySize = undamaged
    .filter((capture) => capture.release === release && capture.text.startsWith('Asterisk Call Manager/'))
    .sort((a, b) => a.text.length - b.text.length);
  for (const { text } of bySize)
    for (const message of pick(text, ({ kind, ending }) => kind === 'event' && ending === 'blank'))
      if (!found.has(message.name)) found.set(message.name, message);
  return [...found.values()];
}

function entryOf(message: Picked, line: string): HeaderEntry | undefined {
  const event = catalog.event(message.name);
  return event && !event.loose ? headerEntryOf(catalog, event, nameOf(line), 0xffff) : undefined;
}

/** Asserts that exactly the expected is reported beyond what the recording had. */
function checkMutation(message: Picked, mutation: Mutation, what: string): void {
  const before = baseline(message.text);
  const after = check(mutation.text);
  const expected = mutation.expected.map(([code, line]) => `${code} ${message.line + line}`);
  assert.deepEqual([...after.grave].sort(), [...expected].sort(), `${what} in ${message.name}, line ${message.line}`);
  // A channel of which a header is gone may be one whose story is not whole.
  const { conversation: _, ...told } = after.other;
  const { conversation: __, ...was } = before.other;
  assert.deepEqual(told, was, `${what} in ${message.name}, line ${message.line}`);
}

function replaced(message: Picked, i: number, ...lines: string[]): string {
  return withLines(message, [...message.lines.slice(0, i), ...lines, ...message.lines.slice(i + 1)]);
}

/** Whether the message has a header of that name, in whatever case. */
function has(message: Picked, name: string): boolean {
  return message.lines.some((line) => nameOf(line).toLowerCase() === name.toLowerCase());
}

const OPEN = new Set(['UserEvent', 'Cdr', 'TestEvent']);

/** The first header that is no part of the frame, is the message's own, and comes once. */
function plainHeader(message: Picked, fits: (entry: HeaderEntry, value: string) => boolean = () => true): number {
  return message.lines.findIndex((line, i) => {
    const entry = i === 0 ? undefined : entryOf(message, line);
    const name = nameOf(line);
    if (!entry || entry.repeats || /^(Event|Privilege|Timestamp|SystemName|ActionID|EventList|ListItems|ChanVariable|Uniqueid)$/.test(name)) return false;
    return message.lines.filter((one) => nameOf(one) === name).length === 1 && fits(entry, line.slice(name.length + 1).trim());
  });
}

const ALWAYS = 'what this release always sends';

const PLANTS: Readonly<Record<string, Plant>> = {
  'no-colon: a colon is gone'(message) {
    const i = plainHeader(message);
    const line = message.lines[i] ?? '';
    return i < 0 ? undefined : { text: replaced(message, i, line.replace(':', '')), expected: [['no-colon', i]] };
  },
  'no-colon: a line of prose'(message) {
    return { text: replaced(message, 0, message.lines[0] ?? '', 'as seen by the customer'), expected: [['no-colon', 1]] };
  },
  'truncated-message: the blank line is gone'(message) {
    // An event takes any line that follows; only what plainly begins a message cuts it.
    const next = message.text.slice(message.end, message.end + 7);
    return /^Event: /.test(next) ? { text: withLines(message, message.lines, ''), expected: [['truncated-message', 0]] } : undefined;
  },
  'stray-text: a note before it'(message) {
    return { text: `${message.text.slice(0, message.start)}and then it rang\r\n\r\n${message.text.slice(message.start)}`, expected: [['stray-text', 0]] };
  },
  'duplicate-header: a line twice'(message) {
    const i = plainHeader(message, (entry) => entry.kind !== 'nameValue');
    const line = message.lines[i] ?? '';
    return i < 0 || OPEN.has(message.name) ? undefined : { text: replaced(message, i, line, line), expected: [['duplicate-header', i + 1]] };
  },
  'unknown-header: one that nobody knows'(message) {
    if (OPEN.has(message.name) || !catalog.event(message.name)) return undefined;
    return { text: replaced(message, 0, message.lines[0] ?? '', 'Zanzibar: 1'), expected: [['unknown-header', 1]] };
  },
  'bad-value: a number that is none'(message) {
    const i = plainHeader(
      message,
      (entry, value) => /^(count|seconds|epoch|epochOrZero|port|percent|milliseconds)$/.test(entry.kind ?? '') && /^\d/.test(value),
    );
    return i < 0 ? undefined : { text: replaced(message, i, `${nameOf(message.lines[i] ?? '')}: 12O`), expected: [['bad-value', i]] };
  },
  'bad-value: a state of a channel that there is not'(message) {
    const i = plainHeader(message, ({ kind }) => kind === 'channelStateCode');
    return i < 0 ? undefined : { text: replaced(message, i, `${nameOf(message.lines[i] ?? '')}: 47`), expected: [['bad-value', i]] };
  },
  'bad-value: a word that is misspelt'(message) {
    const i = plainHeader(
      message,
      (entry, value) => /^(enum|const|channelStateName|deviceStateName|yesNo|causeText)$/.test(entry.kind ?? '') && /^[A-Za-z_ ]{4,}$/.test(value),
    );
    const line = message.lines[i] ?? '';
    return i < 0 ? undefined : { text: replaced(message, i, `${line}z`), expected: [['bad-value', i]] };
  },
  'bad-value: a privilege class that there is not'(message) {
    const i = lineOf(message, 'Privilege');
    return i < 0 ? undefined : { text: replaced(message, i, 'Privilege: telephony,all'), expected: [['bad-value', i]] };
  },
  'inconsistent: another state than its text'(message) {
    const i = plainHeader(message, ({ kind, name }, value) => kind === 'channelStateName' && name.endsWith('StateDesc') && value !== 'Ringing' && value !== '');
    return i < 0 ? undefined : { text: replaced(message, i, `${nameOf(message.lines[i] ?? '')}: Ringing`), expected: [['inconsistent', i]] };
  },
};

const RELEASES = [...new Set(undamaged.map(({ release }) => release))];

describe('mistakes planted in real recordings', () => {
  it('are planted in recordings in which nothing is wrong', () => {
    for (const { name, text } of undamaged) assert.deepEqual(baseline(text).grave, [], name);
  });

  for (const [what, plant] of Object.entries(PLANTS)) {
    it(`are found on their line, and nothing else is: ${what}`, function () {
      this.timeout(120_000);
      const types = new Set<string>();
      for (const release of RELEASES) {
        for (const message of specimens(release)) {
          const mutation = plant(message);
          if (!mutation) continue;
          types.add(message.name);
          checkMutation(message, mutation, what);
        }
      }
      const least = /a number/.test(what) ? 20 : /misspelt/.test(what) ? 25 : /state|cut|class/.test(what) ? 40 : 60;
      assert.ok(types.size >= least, `${types.size} types of events`);
    });
  }

  it(`are found on their line, and nothing else is: missing-header, ${ALWAYS}`, function () {
    this.timeout(240_000);
    const types = new Set<string>();
    let planted = 0;
    for (const release of RELEASES) {
      const series = versionOf(documentOf(specimens(release)[0]?.text ?? ''), catalog, 'auto').series;
      for (const message of specimens(release)) {
        const event = catalog.event(message.name);
        if (!event || event.loose || OPEN.has(message.name)) continue;
        for (const [i, line] of message.lines.entries()) {
          const entry = i === 0 ? undefined : event.headers.find((one) => one.name === nameOf(line));
          if (
            !entry ||
            entry.optional ||
            entry.repeats ||
            !(entry.sent & ~entry.sometimes & ~entry.late & series & event.sent) ||
            (series & event.sent & ~entry.sent & ~entry.sometimes) !== 0
          )
            continue;
          checkMutation(message, { text: replaced(message, i), expected: [['missing-header', 0]] }, `without ${entry.name}`);
          types.add(message.name);
          planted++;
          // One header in five, another in each release, is enough.
          if (planted % 5 === 0) break;
        }
      }
    }
    assert.ok(types.size >= 60, `${types.size} types of events`);
    assert.ok(planted >= 300, `${planted} planted`);
  });

  it('are found on their line, and nothing else is: unknown-header, a slip of a name', function () {
    this.timeout(120_000);
    const types = new Set<string>();
    for (const message of RELEASES.flatMap(specimens)) {
      const i = plainHeader(message, (entry) => entry.name.length > 5);
      if (i < 0 || OPEN.has(message.name)) continue;
      const line = message.lines[i] ?? '';
      const gone = check(replaced(message, i)).grave.length > 0;
      const text = replaced(message, i, `${line.slice(0, 3)}${line[3]}${line.slice(3)}`);
      checkMutation(message, { text, expected: [['unknown-header', i], ...(gone ? ([['missing-header', 0]] as const) : [])] }, 'a slip');
      types.add(message.name);
    }
    assert.ok(types.size >= 60, `${types.size} types of events`);
  });

  it('are found on their line, and nothing else is: wrong-version, a header that the event has in other releases', function () {
    this.timeout(120_000);
    const types = new Set<string>();
    for (const release of RELEASES) {
      for (const message of specimens(release)) {
        const { series } = versionOf(documentOf(message.text), catalog, 'auto');
        const event = catalog.event(message.name, series);
        if (!event || event.loose || event.open) continue;
        const other = event.headers.find(
          (one) =>
            one.sent !== 0 &&
            ((one.sent | one.documented) & series) === 0 &&
            /^[A-Z]\w+$/.test(one.name) &&
            !catalog.common(one.name) &&
            !has(message, one.name),
        );
        if (!other) continue;
        types.add(message.name);
        checkMutation(message, { text: replaced(message, 0, message.lines[0] ?? '', `${other.name}: `), expected: [['wrong-version', 1]] }, other.name);
      }
    }
    assert.ok(types.size >= 60, `${types.size} types of events`);
  });

  it('are found on their line, and nothing graver is: forged-lines, a value that holds the beginning of a message', function () {
    this.timeout(120_000);
    const types = new Set<string>();
    for (const release of RELEASES) {
      for (const message of specimens(release)) {
        const i = plainHeader(message);
        const event = catalog.event(message.name);
        if (i < 0 || i + 1 >= message.lines.length || !event || event.open) continue;
        // With a header of that name the rest is a message in its own right.
        if (message.lines.slice(i + 1).some((line) => /^(Event|Action|Response)$/.test(nameOf(line)))) continue;
        const text = replaced(message, i, message.lines[i] ?? '', 'Event: Fake', '');
        const before = baseline(message.text);
        const after = check(text);
        // What follows the forged lines continues the message: it is no message of its own, nor is the forged one.
        assert.deepEqual([...after.grave].sort(), [...before.grave, `truncated-message ${message.line}`].sort(), `${message.name} of ${release}`);
        const forged = after.all.filter((one) => one.startsWith('forged-lines '));
        // Of the beginning itself it is said where the value above is one that Asterisk prints as it is.
        const raw = /^(AppData|Value|UserField|LastData|ApplicationData|Message)$/.test(nameOf(message.lines[i] ?? ''));
        const expected = [...(raw ? [i + 1] : []), i + 3].map((line) => `forged-lines ${message.line + line}`);
        assert.deepEqual(forged, expected, `${message.name} of ${release}`);
        types.add(message.name);
      }
    }
    assert.ok(types.size >= 60, `${types.size} types of events`);
  });

  it('are found on their line: wrong-version, an event and a header of another one', () => {
    const old = captureNamed('asterisk-11.25.3/call_answered.ami');
    const [hangup] = pick(old.text, ({ name }) => name === 'Hangup');
    assert.ok(hangup);
    checkMutation(hangup, { text: replaced(hangup, 1, hangup.lines[1] ?? '', 'Linkedid: 1.1'), expected: [['wrong-version', 2]] }, 'Linkedid in 11');
    const join = 'Event: Join\r\nPrivilege: call,all\r\n\r\n';
    const now = captureNamed('asterisk-22.10.1/call_answered.ami');
    const [other] = pick(now.text, ({ name }) => name === 'Hangup');
    assert.ok(other);
    checkMutation(other, { text: now.text.slice(0, other.start) + join + now.text.slice(other.start), expected: [['wrong-version', 0]] }, 'Join in 22');
  });

  it('are found on their line: Cause and its text', () => {
    for (const { text } of RELEASES.map((release) => captureNamed(`asterisk-${release}/call_answered.ami`))) {
      const [hangup] = pick(text, ({ name }) => name === 'Hangup');
      assert.ok(hangup);
      const i = lineOf(hangup, 'Cause-txt');
      const code = lineOf(hangup, 'Cause');
      checkMutation(hangup, { text: replaced(hangup, i, 'Cause-txt: User busy'), expected: [['inconsistent', i]] }, 'text');
      checkMutation(hangup, { text: replaced(hangup, code, 'Cause: 999'), expected: [['bad-value', code]] }, 'code');
      checkMutation(hangup, { text: replaced(hangup, i, 'Cause-txt: Normal Clearling'), expected: [['bad-value', i]] }, 'word');
    }
  });

  it('do not reach the neighbours of the message, whatever is torn out of it', () => {
    for (const release of RELEASES) {
      const { text } = captureNamed(`asterisk-${release}/call_answered.ami`);
      for (const message of pick(text, ({ kind, ending }) => kind === 'event' && ending === 'blank')) {
        const half = message.text.slice(0, message.start + Math.floor((message.end - message.start) / 2));
        const after = check(`${half}\r\n${message.text.slice(message.end)}`);
        const lines = new Set(after.grave.map((one) => Number(one.split(' ')[1])));
        for (const line of lines)
          assert.ok(line >= message.line && line <= message.line + message.lines.length + 1, `${message.name} at ${message.line}: ${after.grave}`);
      }
    }
  });
});

describe('what is only told of', () => {
  it('is found on its line: an event that no Asterisk has', function () {
    this.timeout(120_000);
    const types = new Set<string>();
    for (const release of RELEASES) {
      for (const message of specimens(release)) {
        // Asterisk 11 puts an ActionID before some.
        if (message.lines[0] !== `Event: ${message.name}`) continue;
        types.add(message.name);
        const after = check(replaced(message, 0, 'Event: Zanzibar'));
        assert.deepEqual(after.grave, baseline(message.text).grave, message.name);
        assert.ok(after.all.includes(`unknown-message ${message.line}`), `${message.name} at ${message.line}`);
        assert.equal(after.other['unknown-message'], (baseline(message.text).other['unknown-message'] ?? 0) + 1, message.name);
      }
    }
    assert.ok(types.size >= 60, `${types.size} types of events`);
  });

  it('is found on its line: a secret in a variable', () => {
    for (const release of RELEASES) {
      const message = specimens(release).find(({ name }) => name === 'VarSet');
      assert.ok(message, release);
      const value = lineOf(message, 'Value');
      const named = message.lines.map((line, i) => (nameOf(line) === 'Variable' ? 'Variable: TRUNK_PASSWORD' : i === value ? 'Value: hunter2' : line));
      checkTold(message.text, withLines(message, named), 'secret', message.line + value, release);
    }
  });
});

function duplex(name: string): Capture {
  return captureNamed(name);
}

/** Asserts that exactly one more problem of `code` is told, at `line`, and no error and no warning. */
function checkTold(before: string, after: string, code: string, line: number, what: string): void {
  const was = baseline(before);
  const now = check(after);
  assert.deepEqual(now.grave, was.grave, what);
  assert.deepEqual({ ...now.other, [code]: (now.other[code] ?? 0) - 1 }, { [code]: 0, ...was.other }, what);
  assert.ok(now.all.includes(`${code} ${line}`), `${what}: ${now.all.filter((one) => one.startsWith(code))}, not ${line}`);
}

describe('mistakes in what is asked and answered', () => {
  for (const release of RELEASES) {
    const { text } = duplex(`asterisk-${release}/core_info.duplex.ami`);
    const list = pick(text, ({ kind }) => kind === 'response').find((message) => message.lines.includes('EventList: start'));
    it(`are found in a recording of ${release}`, () => {
      const response = pick(text, ({ kind }) => kind === 'response').find(
        ({ index, lines }) => index > 1 && lines[0] === 'Response: Success' && /^ActionID: /.test(lines[1] ?? '') && !lines.includes('EventList: start'),
      );
      assert.ok(response && list);
      const actionOf = pick(text, ({ kind }) => kind === 'action').find((one) => one.lines[1] === response.lines[1]);
      assert.ok(actionOf);
      checkTold(text, without(response), 'unanswered-action', actionOf.line, 'without the answer');
      const removed = actionOf.lines.length + 1;
      checkTold(text, without(actionOf), 'response-without-action', response.line - removed, 'without the action');
      const id = list.lines.find((line) => line.startsWith('ActionID'));
      const end = pick(text, ({ kind }) => kind === 'event').find((one) => id && one.lines.includes(id) && one.lines.includes('EventList: Complete'));
      assert.ok(end);
      checkTold(text, without(end), 'incomplete-list', list.line, 'without the end of the list');
      const refused = withLines(response, ['Response: Error', ...response.lines.slice(1, 2), 'Message: Permission denied']);
      checkTold(text, refused, 'action-failed', response.line, 'refused');
    });
  }

  it('are told of no recording of one direction', () => {
    for (const { text, name } of undamaged) {
      const { other } = baseline(text);
      for (const code of ['response-without-action', 'unanswered-action', 'incomplete-list', 'action-failed'])
        assert.equal(other[code], undefined, `${name}: ${code}`);
    }
  });
});

/** What recordings really hold, found by reading them. */
const CONVERSATIONS: ReadonlyMap<string, string> = new Map([
  [
    'asterisk-22.10.1/masquerade_rename.ami',
    'PJSIP/loop-000009d4 dials Local/1002@default-00001555;1 while it is redirected: 22 sends DialBegin and DialState, and no DialEnd after it',
  ],
  ['asterisk-22.10.1/masquerade_rename.duplex.ami', 'the same session with what the client sent'],
]);

describe('mistakes in the story of a call', () => {
  const { text } = captureNamed('asterisk-22.10.1/attended_transfer_complete.ami');
  const queue = captureNamed('asterisk-22.10.1/queue_call_complete_caller.ami').text;
  const remove = (from: string, name: string, fits: (message: Picked) => boolean = () => true): [Picked, string] => {
    const found = pick(from, (shape) => shape.name === name).find(fits);
    assert.ok(found, name);
    return [found, without(found)];
  };
  const lineWith = (from: string, name: string, header: string): number => {
    const found = pick(from, (shape) => shape.name === name).find((message) => message.lines.includes(header));
    assert.ok(found, `${name} with ${header}`);
    return found.line;
  };
  const header = (message: Picked, name: string): string => message.lines[lineOf(message, name)] ?? '';

  it('are none in the recordings, but where it is so', () => {
    for (const { name, text: recording } of captures().filter((capture) => !DAMAGED.has(capture.name)))
      assert.equal((baseline(recording).other.conversation ?? 0) > 0, CONVERSATIONS.has(name), name);
  });
  it('are found: a dial without end', () => {
    const [end, torn] = remove(text, 'DialEnd', (message) => lineOf(message, 'Uniqueid') > 0);
    checkTold(text, torn, 'conversation', lineWith(text, 'DialBegin', header(end, 'DestUniqueid')), 'DialEnd');
  });
  it('are found: a bridge that was not entered', () => {
    const [enter, torn] = remove(text, 'BridgeEnter');
    const removed = enter.lines.length + 1;
    const leave = pick(text, ({ name }) => name === 'BridgeLeave').find(
      (message) => message.lines.includes(header(enter, 'Uniqueid')) && message.lines.includes(header(enter, 'BridgeUniqueid')),
    );
    assert.ok(leave);
    checkTold(text, torn, 'conversation', leave.line - removed, 'BridgeEnter');
  });
  it('are found: a queue that is not left', () => {
    const [leave, torn] = remove(queue, 'QueueCallerLeave');
    checkTold(queue, torn, 'conversation', lineWith(queue, 'QueueCallerJoin', header(leave, 'Uniqueid')), 'QueueCallerLeave');
  });
  it('are found: a half of a Local channel', () => {
    const [half, torn] = remove(queue, 'Newchannel', (message) => /^Channel: Local\/.*;2$/.test(header(message, 'Channel')));
    const other = header(half, 'Channel').replace(';2', ';1');
    checkTold(queue, torn, 'conversation', lineWith(queue, 'Newchannel', other), 'Newchannel');
  });
  it('are found: a channel that is not hung up', () => {
    const [hangup, torn] = remove(text, 'Hangup');
    checkTold(text, torn, 'conversation', lineWith(text, 'Newchannel', header(hangup, 'Uniqueid')), 'Hangup');
  });
  it('are told of no capture that begins or ends in the middle of a call', () => {
    for (const recording of [text, queue]) {
      const messages = pick(recording, ({ kind }) => kind === 'event');
      for (const message of messages) {
        assert.equal(check(recording.slice(0, message.end)).other.conversation, undefined, `ends at line ${message.line}`);
        assert.equal(
          check(`Asterisk Call Manager/11.0.0\r\n${recording.slice(message.start)}`).other.conversation,
          undefined,
          `begins at line ${message.line}`,
        );
      }
    }
  });
  it('are forgotten where the connection was lost', () => {
    const [, torn] = remove(text, 'DialEnd');
    const half = torn.indexOf('Event: Cdr');
    assert.equal(check(`${torn.slice(0, half)};! gap 2026-11-22T10:00:00.123Z\n${torn.slice(half)}`).other.conversation, undefined);
  });
});

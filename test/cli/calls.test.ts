import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { callsOf, resultOf } from '../../server/src/calls/calls';
import { addMessage, createCorrelation } from '../../server/src/calls/correlate';
import type { Call, CallStory, CallsResult } from '../../server/src/protocol';
import { messagesOf } from '../../server/src/stream';
import { indexMessages } from '../../server/src/syntax/messages';
import { inSegments } from '../support/segments';
import { captures } from '../support/captures';
import { run } from './run';

const ANSWERED = 'test/captures/asterisk-22.10.1/call_answered.ami';

describe('ami-logs calls', () => {
  it('prints a line a call', async () => {
    const { code, out, err } = await run(['calls', ANSWERED]);
    assert.equal(code, 0);
    assert.equal(err, '');
    const [call, sum, end] = out.split('\n');
    assert.match(call ?? '', /^2026-11-22T18:19:05Z {2}Originate → 5551234 → 1004 → Echo, answered, ended$/);
    assert.match(sum ?? '', /^1 call in \d+ messages$/);
    assert.equal(end, '');
  });

  it('prints the result of ami/calls as JSON', async () => {
    const { out } = await run(['calls', '--format', 'json', ANSWERED]);
    const text = readFileSync(ANSWERED, 'latin1');
    assert.deepEqual(JSON.parse(out), callsOf(text, indexMessages(text)));
  });

  it('tells the story of one call, found by any of its ids', async () => {
    const json = JSON.parse((await run(['calls', '--format', 'json', ANSWERED])).out) as CallsResult;
    const [call] = json.calls;
    for (const id of [call?.id, ...(call?.uniqueids ?? [])]) {
      const { code, out } = await run(['calls', '--call', id ?? '', ANSWERED]);
      assert.equal(code, 0);
      assert.match(out, /^2026-11-22T18:19:05Z {2}Originate → 5551234 → 1004 → Echo, answered/);
      assert.match(out, /\n {2}#\d+ +5551234 answers\n/);
      assert.match(out, /\n {2}Why it ended:\n {2}#\d+/);
    }
    const told = JSON.parse((await run(['calls', '--format', 'json', '--call', call?.id ?? '', ANSWERED])).out) as { calls: (Call & { story: CallStory })[] };
    const { story, ...rest } = told.calls[0] ?? assert.fail('no call');
    assert.deepEqual(rest, call);
    assert.ok(story.steps.length > 0 && story.line.startsWith('Originate → 5551234 → '));
  });

  it('says where no call has the id', async () => {
    const { code, out, err } = await run(['calls', '--call', 'nobody', ANSWERED]);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /no call has the id nobody/);
  });

  it('prints no control characters of a capture', async () => {
    const input = 'Event: Newchannel\r\nChannel: SIP/a-1\r\nCallerIDNum: \u001b[2J1\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n\r\n';
    const { out } = await run(['calls', '--call', '1.1', '-'], { input: Buffer.from(input) });
    assert.ok(!out.includes('\u001b') && out.includes('[2J1'));
  });

  it('reads standard input as -', async () => {
    const { out } = await run(['calls', '--format', 'json', '-'], { input: readFileSync(ANSWERED) });
    assert.equal((JSON.parse(out) as CallsResult).calls.length, 1);
    assert.deepEqual(await run(['calls', '-']), { code: 0, out: '0 calls in 0 messages\n', err: '' });
  });

  it('reads the segments of a recording one after the other, as cat gives them', async () => {
    const whole = readFileSync(ANSWERED, 'latin1');
    const told = async (input: string): Promise<unknown> => {
      const { code, out } = await run(['calls', '--format', 'json', '-'], { input: Buffer.from(input, 'latin1') });
      assert.equal(code, 0);
      return JSON.parse(out);
    };
    for (const count of [2, 5, 9]) assert.deepEqual(await told(inSegments(whole, count).join('')), await told(whole), `${count} segments`);
  });

  it('prints names as they are meant, whatever else the capture holds', async () => {
    const event = (name: string, id: number): string =>
      `Event: Newchannel\r\nPrivilege: call,all\r\nChannel: SIP/a-${id}\r\nCallerIDNum: ${id}\r\nCallerIDName: ${name}\r\nUniqueid: 1.${id}\r\nLinkedid: 1.${id}\r\n\r\n`;
    const input = Buffer.concat([Buffer.from(event('Jürgen 😀', 1)), Buffer.from(event('J\xf6rg', 2), 'latin1')]);
    const { out } = await run(['calls', '--format', 'json', '-'], { input });
    assert.deepEqual(
      (JSON.parse(out) as CallsResult).calls.map(({ caller }) => caller?.name),
      ['Jürgen 😀', 'Jörg'],
    );
  });

  for (const [what, args] of [
    ['a file that is not there', ['calls', 'none.ami']],
    ['a folder', ['calls', 'test']],
    ['no file', ['calls']],
    ['two files', ['calls', ANSWERED, ANSWERED]],
  ] as const) {
    it(`gives 2 after ${what}`, async () => {
      const { code, out, err } = await run(args);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(err, /\S/);
    });
  }

  it('finds by streaming what it finds in the whole text, in every recording', async function () {
    this.timeout(120_000);
    for (const { file, name } of captures()) {
      const correlation = createCorrelation();
      for await (const { text, start, end, shape, gap } of messagesOf(file)) addMessage(correlation, text, start, end, shape, gap);
      const text = readFileSync(file, 'latin1');
      assert.deepEqual(resultOf(correlation), callsOf(text, indexMessages(text)), name);
    }
  });
});

describe('ami-logs explain', () => {
  for (const [what, args, words] of [
    ['an event', ['Hangup'], /^Hangup\n\nEvent/],
    ['an event and the action of its name', ['Hangup'], /^Hangup\n\nAction/m],
    ['an action', ['Originate'], /^Originate\n\nAction/],
    ['in any case', ['originate'], /^Originate\n\nAction/],
    ['a header', ['DialStatus'], /^DialStatus\n[\s\S]*BUSY/],
    ['a value', ['Cause', '21'], /^21 = Call Rejected/m],
    ['another value otherwise', ['Cause', '17'], /User busy/i],
  ] as const) {
    it(`explains ${what}`, async () => {
      const { code, out, err } = await run(['explain', ...args]);
      assert.equal(code, 0, err);
      assert.match(out, words);
      assert.doesNotMatch(out, /\]\(|\*\*|^#|\|---/m, 'no Markdown');
    });
  }

  it('gives 2 for what there is not, and says what may be meant', async () => {
    const { code, out, err } = await run(['explain', 'Hagnup']);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /named Hagnup\. Did you mean Hangup\?/);
    assert.equal((await run(['explain', 'Qqqqqqqqqq'])).code, 2);
    assert.equal((await run(['explain', 'Cause', 'nonsense'])).code, 2);
    assert.equal((await run(['explain'])).code, 2);
  });
});

describe('ami-logs', () => {
  for (const command of ['check', 'calls', 'explain', 'capture', 'replay']) {
    it(`${command} --help says how it is used`, async () => {
      const { code, out, err } = await run([command, '--help']);
      assert.deepEqual([code, err], [0, '']);
      assert.match(out, new RegExp(`^Usage: ami-logs ${command} `));
    });
  }

  it('--help lists the commands', async () => {
    const { code, out } = await run(['--help']);
    assert.equal(code, 0);
    for (const command of ['check', 'calls', 'explain', 'capture', 'replay']) assert.match(out, new RegExp(`^  ${command} `, 'm'));
  });

  it('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.deepEqual(await run(['--version']), { code: 0, out: `${version}\n`, err: '' });
  });
});

import assert from 'node:assert/strict';
import { type HintKinds, inlayHints } from '../../server/src/features/inlayHints';
import { durationWords, localTime } from '../../server/src/features/messageTimes';
import { noiseOf } from '../../server/src/features/noise';
import { contextOf } from '../support/catalog';
import { documentOf } from '../support/markers';

const NONE: HintKinds = { times: false, uniqueidTimes: false, sinceCallBegan: false, texts: false, units: false };
const noise = noiseOf(['VarSet']);

/** The hints of `text` in place, `«label»` each; only those of the lines `from` to `to` where these are given. */
function withHints(text: string, kinds: Partial<HintKinds>, from = 0, to = 1_000): string {
  const document = documentOf(text);
  const range = { start: { line: from, character: 0 }, end: { line: to, character: 0 } };
  const hints = inlayHints(document, range, contextOf('22'), { ...NONE, ...kinds }, noise).map(({ position, label }) => ({
    at: document.lines.offsetAt(position),
    label,
  }));
  let shown = text;
  for (const { at, label } of hints.sort((a, b) => b.at - a.at)) shown = `${shown.slice(0, at)}«${String(label)}»${shown.slice(at)}`;
  return shown;
}

describe('inlayHints', () => {
  const zone = process.env.TZ;
  before(() => {
    process.env.TZ = 'Europe/Amsterdam';
  });
  after(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  const table: [what: string, kind: keyof HintKinds, expected: string][] = [
    ['a Timestamp in local time', 'times', 'Event: Hangup\nTimestamp: 1795371545.123456«2026-11-22 19:19:05.123»\n\n'],
    ['a moment of a queue member', 'times', 'Event: QueueMemberStatus\nLastCall: 1795371545«2026-11-22 19:19:05»\nLastPause: 0\n\n'],
    ['no moment in other numbers', 'times', 'Event: Hangup\nCallerIDNum: 1795371545\nUniqueid: 1795371545.1\n\n'],
    ['when a channel was made', 'uniqueidTimes', 'Event: Hangup\nUniqueid: pbx-1795371545.29«2026-11-22 19:19:05»\nLinkedid: mine\n\n'],
    ['the word to a cause', 'texts', 'Event: HangupRequest\nCause: 16«Normal Clearing»\n\n'],
    ['no word that the message says itself', 'texts', 'Event: Hangup\nChannelState: 6\nChannelStateDesc: Up\nCause: 16\nCause-txt: Normal Clearing\n\n'],
    ['the word to a state whose text is missing', 'texts', 'Event: Hangup\nChannelState: 6«Up»\n\n'],
    ['the status of a queue member', 'texts', 'Event: QueueMemberStatus\nStatus: 2«In use»\n\n'],
    ['no word to a code that does not exist', 'texts', 'Event: Hangup\nCause: 126\n\n'],
    ['seconds', 'units', 'Event: AgentComplete\nHoldTime: 7«s»\nTalkTime: 137«s = 2 min 17 s»\n\n'],
    ['milliseconds', 'units', 'Action: Originate\nTimeout: 30000«ms = 30 s»\n\n'],
    ['no unit to nothing', 'units', 'Event: AgentComplete\nHoldTime: 0\n\n'],
    ['nothing in noise', 'times', 'Event: VarSet\nTimestamp: 1795371545.123456\n\n'],
  ];
  for (const [what, kind, expected] of table)
    it(what, () => {
      const text = expected.replace(/«.*?»/g, '');
      assert.equal(withHints(text, { [kind]: true }), expected);
      assert.equal(withHints(text, {}), text);
    });

  describe('since the call began', () => {
    const kinds = { sinceCallBegan: true };
    const message = (name: string, uniqueid: string, stamp: string): string =>
      `Event: ${name}\nTimestamp: ${stamp}\nUniqueid: ${uniqueid}\nLinkedid: 1795371545.1\n\n`;
    it('counts from the Newchannel of the Linkedid', () => {
      const shown = withHints(message('Newchannel', '1795371545.1', '1795371545.500000') + message('Newchannel', '1795371546.2', '1795371548.700000'), kinds);
      assert.match(shown, /^Event: Newchannel\n[\s\S]*\nEvent: Newchannel«\+3\.2 s»\n/);
    });
    it('counts from the second in the Linkedid where the call began before the capture', () =>
      assert.match(withHints(message('Hangup', '1795371545.1', '1795371635.900000'), kinds), /^Event: Hangup«≈ \+1 min 31 s»\n/));
    it('takes the marks of a live capture', () => {
      const born = ';@ 2026-11-22T18:19:05.000Z\nEvent: Newchannel\nUniqueid: 1795371545.1\nLinkedid: 1795371545.1\n\n';
      const ends = ';@ 2026-11-22T18:19:06.250Z\nEvent: Hangup\nUniqueid: 1795371545.1\nLinkedid: 1795371545.1\n\n';
      assert.match(withHints(born + ends, kinds), /Event: Hangup«\+1\.3 s»/);
    });
    it('finds the Newchannel behind the first record of the channel', () => {
      const text = message('CEL', '1795371545.1', '1795371545.400000') + message('Newchannel', '1795371545.1', '1795371545.500000');
      assert.equal(withHints(text, kinds, 0, 2), text);
    });
    it('is silent without times', () => {
      const text = 'Event: Newchannel\nUniqueid: 1795371545.1\nLinkedid: 1795371545.1\n\nEvent: Hangup\nUniqueid: 1795371545.1\nLinkedid: 1795371545.1\n\n';
      assert.equal(withHints(text, kinds), text);
    });
  });

  it('are of the range alone', () => {
    const text = 'Event: Hangup\nCause: 16\n\n'.repeat(3);
    assert.equal(
      withHints(text, { texts: true }, 3, 5),
      'Event: Hangup\nCause: 16\n\nEvent: Hangup\nCause: 16«Normal Clearing»\n\nEvent: Hangup\nCause: 16\n\n',
    );
  });

  it('say durations as people do', () =>
    assert.deepEqual([0, 20, 3204, 59_940, 59_960, 137_000, 3_720_000, 90_000_000].map(durationWords), [
      '0 s',
      '20 ms',
      '3.2 s',
      '59.9 s',
      '1 min',
      '2 min 17 s',
      '1 h 2 min',
      '1 d 1 h',
    ]));
  it('say moments in the zone of the computer', () => assert.equal(localTime(0), '1970-01-01 01:00:00'));
});

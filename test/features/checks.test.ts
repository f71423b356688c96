import assert from 'node:assert/strict';
import { DiagnosticSeverity } from 'vscode-languageserver-types';
import { updateDocument } from '../../server/src/document';
import { CODE_TEXTS } from '../../server/src/features/checks/codeTexts';
import { examine, problemsOf } from '../../server/src/features/checks/examination';
import { type Code, DEFAULT_SEVERITIES } from '../../server/src/features/checks/problem';
import { diagnostics } from '../../server/src/features/diagnostics';
import { captures } from '../support/captures';
import { catalog, contextOf } from '../support/catalog';
import { randomEdit } from '../support/edits';
import { documentOf } from '../support/markers';

const BANNER = 'Asterisk Call Manager/11.0.0\r\n';

/** Problems as `line:start-end code`, lines from 0. */
function found(text: string, options: { series?: string; live?: boolean } = {}): string[] {
  return diagnostics(documentOf(text), contextOf(options.series), { maximum: 100, live: options.live ?? false }).map(
    ({ range, code }) =>
      `${range.start.line}:${range.start.character}-${range.end.line === range.start.line ? '' : `${range.end.line}:`}${range.end.character} ${code}`,
  );
}

/** The value checked in an event of 22 that is otherwise not looked at. */
function bad(event: string, header: string, value: string): boolean {
  return found(`Event: ${event}\r\nPrivilege: call,all\r\n${header}: ${value}\r\n\r\n`).some((one) => one.endsWith('bad-value'));
}

describe('checks of values', () => {
  const table: [event: string, header: string, right: string[], wrong: string[]][] = [
    ['Hangup', 'ChannelState', ['0', '6', '9', '65542', '<unknown>', ''], ['10', 'Up', '-1', '6 ']],
    ['Hangup', 'ChannelStateDesc', ['Up', 'up', 'Dialing Offhook', 'Unknown (13)', '(null)'], ['Upp', 'Talking']],
    ['Hangup', 'Cause', ['0', '16', '127', '4'], ['128', '-2', 'busy']],
    ['Hangup', 'Cause-txt', ['Normal Clearing', 'User busy', 'Unknown', ''], ['Normal Clearin', 'Whatever']],
    ['Hangup', 'Channel', ['PJSIP/1-1', 'Local/1@a-1;2', 'OutgoingSpoolFailed', '<unknown>'], ['PJSIP1']],
    ['Hangup', 'Priority', ['1', '12'], ['first']],
    ['Hangup', 'CallerIDNum', ['1', 'anything', '+31 20', '********'], []],
    ['Hangup', 'Uniqueid', ['1795374340.1', 'my-own-id'], []],
    ['Hangup', 'Privilege', ['call,all', 'agi,all', 'Command', '<none>'], ['cal,all', 'call,everything']],
    ['DialEnd', 'DialStatus', ['ANSWER', 'NOANSWER', 'CHANUNAVAIL'], ['ANSWERED', 'PERHAPS']],
    ['BridgeEnter', 'BridgeTechnology', ['softmix', 'my_own_mixer'], ['simple_brigde']],
    ['QueueMemberStatus', 'Status', ['0', '8'], ['10', 'idle']],
    ['QueueMemberStatus', 'Paused', ['0', '1'], ['2', 'maybe']],
    ['QueueCallerJoin', 'Count', ['3', '0'], ['3.5', 'many']],
    ['RTCPReceived', 'RTT', ['0.0005', '1(sec)'], ['fast']],
    ['PeerStatus', 'PeerStatus', ['Reachable', 'Lagged'], ['Reachabel']],
    ['PeerStatus', 'Time', ['-1', '12'], ['long']],
    ['ContactStatus', 'RoundtripUsec', ['486', 'N/A'], ['soon']],
    ['SuccessfulAuth', 'EventTV', ['2026-11-22T18:44:13.730+0000'], ['2026-11-22', '2026-13-40T30:00:00']],
    ['SuccessfulAuth', 'RemoteAddress', ['IPV4/TCP/127.0.0.1/5038', 'IPV6/TLS/::1/5039'], ['127.0.0.1:5038', 'IPV5/UDP/1/1']],
    ['LocalBridge', 'LocalOptimization', ['Yes', 'no', 'true', '0'], ['Yess', 'perhaps']],
    ['DTMFEnd', 'Digit', ['1', '#', 'A'], ['12']],
    ['CEL', 'EventName', ['CHAN_START'], ['CHAN_STRAT']],
    ['Cdr', 'StartTime', ['2026-11-22 18:46:06', ''], ['yesterday']],
    ['CoreShowChannel', 'Duration', ['00:02:17'], ['2 minutes']],
  ];
  for (const [event, header, right, wrong] of table) {
    it(`of ${header} of ${event}`, () => {
      for (const value of right) assert.ok(!bad(event, header, value), `${value} is right`);
      for (const value of wrong) assert.equal(bad(event, header, value), value !== '6 ', `${value} is wrong`);
    });
  }
  it('are not made of what an action asks for, but for slips', () => {
    assert.deepEqual(found('Action: Originate\r\nChannel: x\r\nTimeout: soon\r\nPriority: n\r\n\r\n'), []);
  });
  it('are not made of what a user’s event holds under a known name', () => {
    assert.deepEqual(found('Event: UserEvent\r\nPrivilege: user,all\r\nPriority: 1\r\nUserEvent: x\r\nPriority: high\r\nChannelState: z\r\n\r\n'), []);
  });
});

describe('checks of frames', () => {
  const event = 'Event: Reload\r\nPrivilege: system,all\r\nModule: x\r\nStatus: 0\r\n\r\n';
  const table: [what: string, text: string, expected: string[], live?: boolean][] = [
    ['text between messages', `${BANNER}${event}what is\r\nthis\r\n\r\n${event}`, ['6:0-7:4 stray-text']],
    ['text behind the last message', `${BANNER}${event}the end`, ['6:0-7 stray-text']],
    ['what looks like a header, but is of no message', `${event}Remark: by me\r\n\r\n${event}`, ['5:0-13 stray-text']],
    [
      'prompts, transcripts, marks',
      `Trying 127.0.0.1...\r\nConnected to x.\r\nEscape character is '^]'.\r\n${BANNER}${event};@ 2026-11-22T10:00:00.123Z\npbx*CLI> core stop\r\n`,
      [],
    ],
    [
      'the answer of Queues',
      `Action: Queues\r\n\r\nsales has 0 calls (max unlimited) in 'ringall' strategy, W:0\r\n   Members: \r\n      SIP/1 (Not in use) has taken no calls yet\r\n   No Callers\r\n\r\n${event}`,
      [],
    ],
    ['the answer of IAXnetstats, without the action', `${event}(None) 250 -1 0 -1 -1 0 -1 0 0 0 0 0 0 0 0 Tx:POKE    Tx:POKE   \n\r\n${event}`, []],
    ['a message without its blank line', `${event.slice(0, -2)}${event}`, ['0:0-13 truncated-message']],
    ['the last message', `${event}Event: Reload\r\nPriv`, ['5:0-13 truncated-message']],
    ['the last message of a capture that goes on', `${event}Event: Reload\r\nPriv`, [], true],
    ['the answer of a server that stops', 'Response: Follows\r\nPrivilege: Command\r\nstopping', []],
    [
      'a value that holds lines of a message',
      `Event: Newexten\r\nPrivilege: dialplan,all\r\nAppData: a\r\nEvent: Fake\r\n\r\n${event}`,
      ['0:0-15 truncated-message', '3:0-11 forged-lines'],
    ],
    [
      'the rest of such a value, with a header of the message it belongs to',
      `Event: Newexten\r\nPrivilege: dialplan,all\r\nAppData: a\r\nEvent: Fake\r\n\r\ntail\r\nUniqueid: 1.1\r\n\r\n${event}`,
      ['0:0-15 truncated-message', '3:0-11 forged-lines', '5:0-4 stray-text', '6:0-13 forged-lines'],
    ],
    ['a header whose value has the only colon', `Event: PeerStatus\r\nPrivilege: system,all\r\nAddress 192.0.2.1:5060\r\n\r\n`, ['2:0-22 no-colon']],
  ];
  for (const [what, text, expected, live] of table)
    it(what, () =>
      assert.deepEqual(
        found(text, live === undefined ? {} : { live }).filter((one) => !/missing|bad-value/.test(one)),
        expected,
      ),
    );
});

it('a header of an action does not decide how that of an event is checked', () => {
  const event = 'Event: Reload\r\nPrivilege: sistem,all\r\nModule: x\r\nStatus: 0\r\n\r\n';
  assert.deepEqual(
    found(`Action: Ping\r\nPrivilege: x\r\n\r\n${event}`).filter((one) => one.endsWith('bad-value')),
    ['4:11-21 bad-value'],
  );
});

describe('checks of conversations', () => {
  const born = (id: string): string => `Event: Newchannel\r\nPrivilege: call,all\r\nChannel: SIP/${id}\r\nUniqueid: ${id}\r\n\r\n`;
  const ended = (id: string): string => `Event: CEL\r\nPrivilege: call,all\r\nEventName: CHAN_END\r\nUniqueID: ${id}\r\n\r\n`;
  const gone = (id: string): string => `Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: ${id}\r\n\r\n`;
  const quiet = (times: number): string => 'Event: Reload\r\nPrivilege: system,all\r\nModule: x\r\nStatus: 0\r\n\r\n'.repeat(times);
  const told = (text: string): number => found(text).filter((one) => one.endsWith('conversation')).length;
  const table: [what: string, text: string, expected: number][] = [
    ['one Hangup is gone', born('1') + born('2') + ended('1') + ended('2') + gone('2') + quiet(60), 1],
    ['two Hangups are gone, as where a capture ends', born('0') + gone('0') + born('1') + born('2') + ended('1') + ended('2') + quiet(60), 0],
    ['another channel goes on', born('1') + born('2') + born('3') + ended('1') + gone('2') + quiet(60), 0],
    ['little follows', born('1') + born('2') + ended('1') + gone('2') + quiet(20), 0],
    ['the channel was there before', born('2') + ended('1') + gone('2') + quiet(60), 0],
    ['nothing says that it ended', born('1') + born('2') + gone('2') + quiet(60), 0],
    ['no Hangup is recorded at all', born('1') + ended('1') + quiet(60), 0],
    ['the server stops', `${born('1')}${born('2')}${ended('1')}Event: Shutdown\r\nPrivilege: system,all\r\n\r\n${gone('2')}${quiet(60)}`, 0],
    ['the capture goes on for long, with other calls', `${born('1')}${born('2')}${ended('1')}${gone('2')}${born('3')}${quiet(5_100)}`, 1],
  ];
  for (const [what, text, expected] of table) it(`where ${what}`, () => assert.equal(told(text), expected));
});

describe('secrets', () => {
  const table: [what: string, text: string, expected: string[]][] = [
    ['of a login', 'Action: Login\r\nUsername: a\r\nSecret: hunter2\r\n\r\n', ['2:8-15 secret']],
    ['of a login by key', 'Action: Login\r\nAuthType: MD5\r\nKey: 0123456789abcdef\r\n\r\n', ['2:5-21 secret']],
    ['of a challenge', 'Response: Success\r\nChallenge: 840415273\r\n\r\n', ['1:11-20 secret']],
    ['of a variable by its name', 'Event: VarSet\r\nVariable: DB_PASSWORD\r\nValue: x1\r\n\r\n', ['2:7-9 secret']],
    ['of an assignment', 'Action: Originate\r\nVariable: A=1\r\nVariable: PIN=1234,B=2\r\n\r\n', ['2:14-18 secret']],
    ['of configuration', 'Response: Success\r\nLine-000000-000001: secret=abc\r\n\r\n', ['1:27-30 secret']],
    [
      'of a change of configuration',
      'Action: UpdateConfig\r\nVar-000000: secret\r\nValue-000000: abc\r\nVar-000001: host\r\nValue-000001: abc\r\n\r\n',
      ['2:14-17 secret'],
    ],
    ['of the database', 'Event: DBGetResponse\r\nFamily: trunk\r\nKey: password\r\nVal: abc\r\n\r\n', ['3:5-8 secret']],
    ['of a command', 'Response: Success\r\nOutput:   Secret       : abc\r\nOutput:   Secret       : <Set>\r\n\r\n', ['1:25-28 secret']],
    ['none of fillers and masks', 'Action: Login\r\nSecret: ********\r\n\r\nEvent: ChallengeResponseFailed\r\nChallenge: \r\n\r\n', []],
    ['none of other variables', 'Event: VarSet\r\nVariable: DIALSTATUS\r\nValue: BUSY\r\n\r\nEvent: VarSet\r\nVariable: SPINNER\r\nValue: 1\r\n\r\n', []],
    ['of keys, once a channel', ['1', '2', '3'].map((digit) => `Event: DTMFEnd\r\nUniqueid: 1.1\r\nDigit: ${digit}\r\n\r\n`).join(''), ['2:7-8 secret']],
  ];
  for (const [what, text, expected] of table)
    it(what, () =>
      assert.deepEqual(
        found(text).filter((one) => one.endsWith('secret')),
        expected,
      ),
    );

  it('are never in the words of the diagnostic', () => {
    for (const { message } of diagnostics(documentOf('Action: Login\r\nSecret: hunter2\r\n\r\n'), contextOf(undefined), { maximum: 9 }))
      assert.doesNotMatch(String(message), /hunter2/);
  });
});

describe('what diagnostics carry', () => {
  const hangup = 'Event: Hangup\r\nPrivilege: call,all\r\nChannelState: 6\r\nChannelStateDesc: Ring\r\n\r\n';
  it('is where the other header of an inconsistency stands', () => {
    const [one] = diagnostics(documentOf(hangup), contextOf(undefined), { maximum: 9 }).filter(({ code }) => code === 'inconsistent');
    assert.deepEqual(
      one?.relatedInformation?.map(({ location }) => location.range.start.line),
      [2, 3],
    );
  });
  it('is where the version comes from', () => {
    const [one] = diagnostics(documentOf('Event: Join\r\nPrivilege: call,all\r\n\r\n'), contextOf('22'), { maximum: 9 });
    assert.match(one?.relatedInformation?.[0]?.message ?? '', /ami\.asteriskVersion/);
  });
  it('names the class that an account needs', () => {
    const text = 'Action: Originate\r\nActionID: 1\r\n\r\nResponse: Error\r\nActionID: 1\r\nMessage: Permission denied\r\n\r\n';
    const [one] = diagnostics(documentOf(text), contextOf(undefined), { maximum: 9 });
    assert.equal(one?.code, 'action-failed');
    assert.match(String(one?.message), /needs .*originate.* in write/);
    assert.equal(one?.relatedInformation?.[0]?.location.range.start.line, 0);
  });
  it('has the severity that is set, or is not there', () => {
    const options = { maximum: 9, severities: { inconsistent: 'error', 'missing-header': 'off' } as const };
    const all = diagnostics(documentOf(hangup), contextOf('22'), options);
    assert.deepEqual(
      all.map(({ code, severity }) => [code, severity]),
      [['inconsistent', DiagnosticSeverity.Error]],
    );
  });
  it('says how many more there are', () => {
    const all = diagnostics(documentOf('Event: Frob\n\n'.repeat(20)), contextOf(undefined), { maximum: 7 });
    assert.equal(all.length, 7);
    assert.match(String(all[6]?.message), /14 more/);
    assert.equal(all[6]?.range.start.line, 12);
  });
});

describe('known events', () => {
  const knownEvents = new Map([['khomp', { name: 'Khomp', headers: ['Device', 'Signal'] }]]);
  const codes = (text: string): unknown[] =>
    diagnostics(documentOf(text), { ...contextOf(undefined), knownEvents }, { maximum: 9 }).map(({ code, message }) => `${code} ${message}`);
  it('are not reported', () => assert.deepEqual(codes('Event: khomp\r\nPrivilege: call,all\r\nDevice: 1\r\nOther: 1\r\n\r\n'), []));
  it('are looked at for slips', () =>
    assert.deepEqual(codes('Event: Khomp\r\nDevise: 1\r\n\r\n'), ['unknown-header Khomp has no header Devise. Did you mean Device?']));
});

describe('codes', () => {
  it('have a text each', () => {
    for (const code of Object.keys(DEFAULT_SEVERITIES) as Code[])
      assert.ok(CODE_TEXTS[code].what().endsWith('.') && CODE_TEXTS[code].advice().length > 60, code);
  });
});

describe('an examination', () => {
  it('of an edited document equals that of a new one, after any edits', function () {
    this.timeout(120_000);
    let seed = 20_261_122;
    const below = (limit: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % limit;
    };
    const context = contextOf('22');
    for (const { text, name } of captures().filter((_, i) => i % 9 === 0)) {
      let document = documentOf(text);
      let examination = examine(document, context, false);
      for (let i = 0; i < 12; i++) {
        const edit = randomEdit(document.text, below);
        const range = { start: document.lines.positionAt(edit.start), end: document.lines.positionAt(edit.end) };
        document = updateDocument(document, [{ range, text: edit.text }], i + 2);
        examination = examine(document, context, false, examination);
        assert.deepEqual(problemsOf(examination), problemsOf(examine(documentOf(document.text), context, false)), `${name}, edit ${i}`);
      }
    }
  });
  it('is made anew for another version, and for a capture that ends', () => {
    const document = documentOf('Event: Join\r\nPrivilege: call,all\r\n');
    const before = examine(document, contextOf('11'), true);
    assert.deepEqual(problemsOf(before), []);
    assert.equal(problemsOf(examine(document, contextOf('22'), false, before)).length, 2);
    assert.ok(catalog.event('Join'));
  });
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DiagnosticSeverity } from 'vscode-languageserver-types';
import { DEFAULT_SEVERITIES as SEVERITIES } from '../../server/src/features/checks/problem';
import { diagnostics } from '../../server/src/features/diagnostics';
import { versionOf } from '../../server/src/features/version';
import { captures, DAMAGED } from '../support/captures';
import { catalog, contextOf, eventNamed } from '../support/catalog';
import { documentOf } from '../support/markers';

/** A Hangup as 22 sends it, with one line `before` replaced by `after`. */
function hangup(before = '', after = ''): string {
  const text = [
    'Event: Hangup',
    'Privilege: call,all',
    'Channel: PJSIP/1-00000001',
    'ChannelState: 6',
    'ChannelStateDesc: Up',
    'CallerIDNum: 1',
    'CallerIDName: <unknown>',
    'ConnectedLineNum: <unknown>',
    'ConnectedLineName: <unknown>',
    'Language: en',
    'AccountCode: ',
    'Context: a',
    'Exten: s',
    'Priority: 1',
    'Uniqueid: 1795374340.1',
    'Linkedid: 1795374340.1',
    'Cause: 16',
    'Cause-txt: Normal Clearing',
    '',
    '',
  ].join('\r\n');
  assert.ok(text.includes(before));
  return text.replace(before, after);
}

/** Problems as `line:start-end code: message`, lines from 0. */
function problems(text: string, series?: string, limit = 100): string[] {
  return diagnostics(documentOf(text), contextOf(series), { maximum: limit }).map(
    ({ range, code, message }) => `${range.start.line}:${range.start.character}-${range.end.character} ${code}: ${message}`,
  );
}

/** The captures of the folders that AMI_SCENARIOS names, else of the one beside the checkout, where it is. */
function elsewhere(): string[] {
  const folders = process.env.AMI_SCENARIOS?.split(path.delimiter) ?? [path.join('..', 'shared', 'captures', 'call-scenarios')];
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.ami'))
        .map((file) => path.join(folder, file)),
    );
}

const LSP = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

describe('diagnostics', () => {
  describe('each code, at its place', () => {
    const label = 'Asterisk 22';
    const table: [what: string, text: string, series: string | undefined, expected: string[]][] = [
      ['no-colon', hangup('Exten: s', 'Exten s'), undefined, ['12:0-7 no-colon: This line is no header: it has no colon after a name.']],
      [
        'no-colon, for a line that begins with its colon',
        hangup('Cause: 16', ': 16\r\nCause: 16'),
        undefined,
        ['16:0-4 no-colon: This line is no header: it has no colon after a name.'],
      ],
      [
        'unknown-message, an event',
        'Event: Frobnicate\n\n',
        undefined,
        ['0:7-17 unknown-message: Frobnicate is no event of Asterisk itself, of any version. A module from elsewhere may send it.'],
      ],
      [
        'unknown-message, an action',
        'Action: Frobnicate\n\n',
        undefined,
        ['0:8-18 unknown-message: Frobnicate is no action of Asterisk itself, of any version. A module from elsewhere may send it.'],
      ],
      [
        'unknown-message, misspelt',
        'Event:  Hangpu \n\n',
        undefined,
        ['0:8-14 unknown-message: Hangpu is no event of Asterisk itself, of any version. Did you mean Hangup?'],
      ],
      ['unknown-header', hangup('Exten: s', 'Exten: s\r\nFrob: 1'), '22', [`13:0-4 unknown-header: Hangup has no header Frob in ${label}.`]],
      [
        'unknown-header, misspelt',
        hangup('Cause-txt', 'Cause-text'),
        '22',
        [
          '0:0-13 missing-header: Hangup lacks Cause-txt, which it always has.',
          `17:0-10 unknown-header: Hangup has no header Cause-text in ${label}. Did you mean Cause-txt?`,
        ],
      ],
      [
        'unknown-header, of an action only where it is a slip',
        'Action: Originate\nChanel: x\nFrob: 1\n\n',
        undefined,
        ['1:0-6 unknown-header: Originate has no header Chanel. Did you mean Channel?'],
      ],
      ['missing-header', hangup('Cause: 16\r\n'), '22', ['0:0-13 missing-header: Hangup lacks Cause, which it always has.']],
      [
        'truncated-message, and not what it lacks',
        'Event: Hangup\r\nPrivilege: call,all\r\nEvent: Reload\r\nPriv',
        '22',
        [
          '0:0-13 truncated-message: This message is not whole: no blank line ends it.',
          '2:0-13 truncated-message: This message is not whole: no blank line ends it.',
        ],
      ],
      ['wrong-version, an event', 'Event: Join\r\nPrivilege: call,all\r\n\r\n', '22', [`0:7-11 wrong-version: Join is until 11; this is ${label}.`]],
      [
        'wrong-version, a header',
        hangup('Exten: s', 'Exten: s\r\nTenantid: x'),
        '13',
        ['13:0-8 wrong-version: Tenantid of Hangup is 18, since 20; this is Asterisk 13.'],
      ],
    ];
    for (const [what, text, series, expected] of table) it(what, () => assert.deepEqual(problems(text, series), expected));

    it('has the severity of the table and the source ami', () => {
      const text = [
        hangup('Exten: s', 'Exten s'),
        hangup('Cause: 16\r\n'),
        'Event: Frob\n\nEvent: Join\n\nstray\n\n',
        hangup('Exten: s', 'Exten: s\r\nFrob: 1\r\nExten: s'),
        hangup('ChannelStateDesc: Up', 'ChannelStateDesc: Ring'),
        hangup('Cause: 16', 'Cause: 999'),
        'Response: Success\n\nAction: Ping\nActionID: 1\n\nResponse: Error\nActionID: 1\n\nResponse: Success\nActionID: 9\n\n',
        'Action: Login\nActionID: 2\nSecret: x\n\nResponse: Success\nActionID: 2\nEventList: start\n\nAction: Ping\nActionID: 3\n\n',
        'Event: Newexten\nPrivilege: dialplan,all\nAppData: a\nEvent: Fake\n\n',
        'Event: Newchannel\nPrivilege: call,all\nChannel: Local/1@a-1;1\nUniqueid: 1.1\n\nEvent: Hangup\nPrivilege: call,all\nUniqueid: 1.1\n\n',
        'Event: Reload\n',
      ].join('');
      const found = diagnostics(documentOf(text), contextOf('22'), { maximum: 100 });
      assert.deepEqual(new Set(found.map((one) => one.code)), new Set(Object.keys(SEVERITIES)));
      for (const { code, severity, source } of found) {
        assert.equal(source, 'ami');
        assert.equal(severity, LSP[Object.entries(SEVERITIES).find(([name]) => name === code)?.[1] ?? 'hint']);
      }
    });
    it('is an error, a warning or information as the contract says', () =>
      assert.deepEqual(SEVERITIES, {
        'no-colon': 'error',
        'stray-text': 'warning',
        'truncated-message': 'warning',
        'forged-lines': 'information',
        'unknown-message': 'information',
        'unknown-header': 'warning',
        'missing-header': 'warning',
        'duplicate-header': 'warning',
        'wrong-version': 'warning',
        'bad-value': 'warning',
        inconsistent: 'warning',
        'response-without-action': 'information',
        'unanswered-action': 'information',
        'incomplete-list': 'information',
        'action-failed': 'information',
        conversation: 'information',
        secret: 'information',
      }));
    it('is reported for each message, in the order of the text', () => {
      const text = hangup('Cause: 16\r\n');
      assert.deepEqual(
        problems(text + hangup() + text, '22').map((one) => one.split(':')[0]),
        ['0', '37'],
      );
    });
    it('is reported as often as asked for, within a message too', () =>
      assert.equal(problems(hangup('Exten: s\r\nPriority: 1\r\n').replace('Context: a\r\n', ''), '22', 2).length, 2));
    it('is reported as often as asked for', () => assert.equal(problems('Event: Frob\n\n'.repeat(20), undefined, 7).length, 7));
  });

  describe('silence', () => {
    const table: [what: string, text: string, series: string | undefined][] = [
      ['for a message as it should be', hangup(), '22'],
      ['for names in another case', hangup('Cause-txt', 'cause-TXT').replace('Event', 'event'), '22'],
      [
        'for headers that any message may carry',
        hangup('Channel:', 'Timestamp: 1.2\r\nSystemName: a\r\nSequenceNumber: 1\r\nFile: a.c\r\nLine: 1\r\nFunc: f\r\nChannel:'),
        '22',
      ],
      ['for a header that comes in some versions, where the version is not known', hangup('Exten: s', 'Exten: s\r\nTenantid: x'), undefined],
      ['for a header that comes sometimes', hangup('Cause: 16', 'ChanVariable: a=b\r\nChanVariable: c=d\r\nCause: 16'), '22'],
      ["for a header that is missing where only its value may be, in a library's log", hangup('AccountCode: \r\n'), undefined],
      ['for a header that only later releases of a series have', hangup('Language: en\r\n'), '13'],
      ['for an event of another version, where the version is not known', 'Event: Join\nChannel: x\nUniqueid: 1.1\n\n', undefined],
      ['for an action of another version', 'Action: Bridge\n\nAction: MeetmeMute\n\n', '23'],
      ['for a header of an action that it ignores', 'Action: Ping\nFrobnicate: 1\n\n', '22'],
      ['for any header of an open event', 'Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: x\r\nFrob: 1\r\nChanel: 2\r\n\r\n', undefined],
      ['for responses and unnamed list items', 'Response: Success\nFrob: 1\n\nChannel: x\nFrob: 1\n\n', '22'],
      ['for numbered headers', 'Action: UpdateConfig\nAction-000000: NewCat\nCat-000000: a\n\n', '22'],
      ['for nothing', '', '22'],
    ];
    for (const [what, text, series] of table)
      it(what, () =>
        assert.deepEqual(
          problems(text, series).filter((one) => !/unknown-message: A /.test(one)),
          [],
        ),
      );

    it('for every recording, but those that are damaged: those have problems', () => {
      for (const { name, text } of captures()) {
        const document = documentOf(text);
        const context = { catalog, links: false, version: versionOf(document, catalog, 'auto') };
        const found = diagnostics(document, context, { maximum: 100 }).filter(({ severity = 1 }) => severity <= DiagnosticSeverity.Warning);
        assert.equal(found.length > 0, DAMAGED.has(name), `${name}: ${found[0] ? `line ${found[0].range.start.line + 1}: ${found[0].message}` : 'no problem'}`);
      }
    });
    it('for every recording of others, where they are: one of a real server has no error and no warning', () => {
      for (const file of elsewhere()) {
        const document = documentOf(readFileSync(file, 'utf8'));
        const context = { catalog, links: false, version: versionOf(document, catalog, 'auto') };
        const found = diagnostics(document, context, { maximum: 100 }).filter(({ severity = 1 }) => severity <= DiagnosticSeverity.Warning);
        assert.deepEqual(
          found.map(({ range, message }) => `line ${range.start.line + 1}: ${message}`),
          [],
          file,
        );
      }
    });
    it('for every recording read as one of an unknown version', () => {
      for (const { name, text } of captures().filter((capture) => !DAMAGED.has(capture.name))) {
        const found = diagnostics(documentOf(text), contextOf(undefined), { maximum: 5 }).filter(({ severity = 1 }) => severity <= DiagnosticSeverity.Warning);
        assert.deepEqual(
          found.map((one) => one.message),
          [],
          name,
        );
      }
    });
    it('of each damaged recording there is one, with a reason', () => {
      for (const [name, reason] of DAMAGED) {
        assert.ok(
          captures().some((capture) => capture.name === name),
          name,
        );
        assert.notEqual(reason, '');
      }
    });
  });

  it('is not silent for a recording of one version read as another', () => {
    const old = captures().find((capture) => capture.name.startsWith('asterisk-11') && capture.name.endsWith('/call_busy_sip.ami')) ?? captures()[0];
    assert.ok(old && problems(old.text, '22').some((one) => one.includes('wrong-version') || one.includes('unknown-header')));
  });

  it('reports each header that a Hangup of 22 always has, when it is gone', () => {
    const always = eventNamed('Hangup')
      .headers.map((header) => header.name)
      .filter((name) => hangup().includes(`\r\n${name}: `) && name !== 'Privilege');
    assert.ok(always.length > 12);
    for (const name of always) {
      const text = hangup().replace(new RegExp(`\r\n${name}: [^\r]*`), '');
      assert.deepEqual(problems(text, '22'), [`0:0-13 missing-header: Hangup lacks ${name}, which it always has.`]);
    }
  });
});

describe('diagnostics of what somebody is typing', () => {
  const typed = (text: string): unknown[] =>
    diagnostics(documentOf(text), contextOf('22'), { maximum: 100, typing: true }).map(({ range, code }) => `${range.start.line} ${String(code)}`);
  const table: [what: string, text: string, expected: string[]][] = [
    ['nothing of the beginning of a message', 'Act', []],
    ['nothing of the beginning of a name', 'Action: Orig', []],
    ['nothing of a message that is not ended', 'Action: Originate\nChannel: PJSIP/1\n', []],
    ['nothing of half a header', 'Action: Originate\nChan', []],
    ['nothing of an empty document', '', []],
    ['a name that is wrong, once the line is done', 'Action: Originte\nChannel', ['0 unknown-message']],
    ['a line without a colon, once it is done', 'Action: Ping\nActionID 1\nX', ['1 no-colon']],
    ['a secret at once', 'Action: Login\nSecret: geheim', ['1 secret']],
    ['what is wrong with the messages before', 'Event: Reload\nEvent: Re', ['0 truncated-message']],
    ['a message that is ended', 'Action: Originte\n\n', ['0 unknown-message']],
  ];
  for (const [what, text, expected] of table) it(`say ${what}`, () => assert.deepEqual(typed(text), expected));
  it('are others where nobody types', () =>
    assert.deepEqual(
      diagnostics(documentOf('Action: Orig'), contextOf('22'), { maximum: 100 }).map(({ code }) => code),
      ['truncated-message', 'unknown-message'],
    ));
});

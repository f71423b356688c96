import assert from 'node:assert/strict';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-types';
import { TextDocument as Text } from 'vscode-languageserver-textdocument';
import { examine, type Examination } from '../../server/src/features/checks/examination';
import { codeActions, FIX_ALL } from '../../server/src/features/codeActions';
import { diagnosticsOf } from '../../server/src/features/diagnostics';
import { contextOf } from '../support/catalog';
import { documentOf } from '../support/markers';

function examined(text: string, series = '22'): Examination {
  return examine(documentOf(text), contextOf(series), false);
}

function applied(text: string, action: CodeAction | undefined): string {
  const edits = Object.values(action?.edit?.changes ?? {}).flat();
  return Text.applyEdits(Text.create('file:///test.ami', 'ami', 1, text), edits);
}

function actionsFor(text: string, code: string, options: { series?: string; data?: boolean } = {}): CodeAction[] {
  const examination = examined(text, options.series);
  const chosen = diagnosticsOf(examination, { maximum: 99 }).filter((one) => one.code === code);
  const sent = chosen.map(({ data, ...rest }): Diagnostic => (options.data === false ? rest : { ...rest, data }));
  return codeActions(examination, { diagnostics: sent.slice(0, 1) }, { commands: true });
}

const RELOAD = 'Event: Reload\r\nPrivilege: system,all\r\nModule: x\r\nStatus: 0\r\n\r\n';

/** As a ticket quotes it. */
function quoted(text: string): string {
  return text.replace(/.*\r\n/g, '> $&');
}

describe('quick fixes', () => {
  const table: [what: string, code: string, text: string, title: RegExp, expected: string][] = [
    ['rename a header', 'unknown-header', RELOAD.replace('Module', 'Modul'), /^Change to Module$/, RELOAD],
    [
      'insert a header where it stands on the wire',
      'missing-header',
      RELOAD.replace('Module: x\r\n', ''),
      /^Insert Module$/,
      RELOAD.replace('Module: x', 'Module: '),
    ],
    ['insert a header as the last', 'missing-header', RELOAD.replace('Status: 0\r\n', ''), /^Insert Status$/, RELOAD.replace('Status: 0', 'Status: ')],
    ['add a colon', 'no-colon', RELOAD.replace('Module:', 'Module'), /^Put a colon after Module$/, RELOAD],
    ['add the colon of the naming line', 'no-colon', RELOAD.replace('Event:', 'Event'), /^Put a colon after Event$/, RELOAD],
    ['add a blank line', 'truncated-message', RELOAD.slice(0, -2) + RELOAD, /^Put a blank line/, RELOAD + RELOAD],
    ['add a blank line and a line end', 'truncated-message', RELOAD.slice(0, -4), /^Put a blank line/, RELOAD],
    ['add a blank line as the others are', 'truncated-message', RELOAD.replaceAll('\r', '').slice(0, -1), /^Put a blank line/, RELOAD.replaceAll('\r', '')],
    [
      'insert a header in a quoted log',
      'missing-header',
      quoted(RELOAD.replace('Status: 0\r\n', '')),
      /^Insert Status$/,
      quoted(RELOAD.replace('Status: 0', 'Status: ')),
    ],
    ['add a blank line to a quoted log', 'truncated-message', quoted(RELOAD.slice(0, -2) + RELOAD), /^Put a blank line/, quoted(RELOAD + RELOAD)],
    [
      'insert a header in an indented log',
      'missing-header',
      RELOAD.replace('Status: 0\r\n', '').replaceAll(/^(?=\w)/gm, '  '),
      /^Insert Status$/,
      RELOAD.replace('Status: 0', 'Status: ').replaceAll(/^(?=\w)/gm, '  '),
    ],
    ['mask a secret', 'secret', 'Action: Login\r\nSecret: abc\r\n\r\n', /^Mask this secret$/, 'Action: Login\r\nSecret: ********\r\n\r\n'],
    [
      'mask keys',
      'secret',
      'Event: DTMFEnd\r\nUniqueid: 1\r\nDigit: 1\r\n\r\n'.repeat(2),
      /^Mask the keys/,
      'Event: DTMFEnd\r\nUniqueid: 1\r\nDigit: ********\r\n\r\n'.repeat(2),
    ],
    ['take the nearest value', 'bad-value', RELOAD.replace('system,all', 'sistem,all'), /^Change to system,all$/, RELOAD],
    ['take the nearest event', 'unknown-message', RELOAD.replace('Reload', 'Reolad'), /^Change to Reload$/, RELOAD],
  ];
  for (const [what, code, text, title, expected] of table) {
    it(what, () => {
      const action = actionsFor(text, code).find((one) => title.test(one.title));
      assert.ok(
        action,
        actionsFor(text, code)
          .map((one) => one.title)
          .join(),
      );
      assert.equal(applied(text, action), expected);
      assert.equal(action.kind, 'quickfix');
    });
    it(`${what}, for a client that keeps no data`, () => assert.equal(applied(text, actionsFor(text, code, { data: false })[0]), expected));
  }

  it('mend what they are for: nothing is reported after them', () => {
    for (const [, code, text] of table) {
      const after = applied(text, actionsFor(text, code)[0]);
      assert.ok(!diagnosticsOf(examined(after), { maximum: 99 }).some((one) => one.code === code && code !== 'secret'), `${code}: ${after}`);
    }
  });
  it('choose the version', () =>
    assert.equal(actionsFor('Event: Join\r\nPrivilege: call,all\r\n\r\n', 'wrong-version')[0]?.command?.command, 'ami.chooseVersion'));
  it('make an event known, with its headers', () =>
    assert.deepEqual(actionsFor('Event: Khomp\r\nPrivilege: call,all\r\nDevice: 1\r\nDevice: 2\r\n\r\n', 'unknown-message')[0]?.command?.arguments, [
      'Khomp',
      ['Device'],
    ]));
  it('explain the code', () => {
    const explain = actionsFor(RELOAD.replace('Module:', 'Module'), 'no-colon').at(-1);
    assert.deepEqual(explain?.command?.arguments, ['code', 'no-colon']);
  });
  it('name no command that other editors do not have', () => {
    const examination = examined('Event: Khomp\r\nPrivilege: call,all\r\n\r\n');
    assert.deepEqual(codeActions(examination, { diagnostics: diagnosticsOf(examination, { maximum: 9 }) }, { commands: false }), []);
  });
});

describe('fix all', () => {
  const text = `${RELOAD.replace('Module', 'Modul')}${RELOAD.replace('Status:', 'Status')}Action: Login\r\nSecret: abc\r\n\r\n${RELOAD.replace('Module: x\r\n', '')}`;
  it('mends names, colons and secrets, and nothing else', () => {
    const examination = examined(text);
    const [all, ...others] = codeActions(examination, { diagnostics: [], only: [FIX_ALL] }, { commands: true });
    assert.deepEqual(others, []);
    assert.equal(applied(text, all), `${RELOAD}${RELOAD}Action: Login\r\nSecret: ********\r\n\r\n${RELOAD.replace('Module: x\r\n', '')}`);
  });
  it('leaves what is switched off', () => {
    const options = { commands: true, severities: { secret: 'off', 'no-colon': 'off', 'unknown-header': 'off' } as const };
    assert.deepEqual(codeActions(examined(text), { diagnostics: [], only: ['source'] }, options), []);
  });
  it('is not offered among quick fixes', () => assert.deepEqual(codeActions(examined(text), { diagnostics: [] }, { commands: true }), []));
});

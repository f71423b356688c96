import assert from 'node:assert/strict';
import type { CompletionItem } from 'vscode-languageserver-types';
import { completions } from '../../server/src/features/completion/completion';
import { documented } from '../../server/src/features/completion/documentation';
import { captures } from '../support/captures';
import { catalog, contextOf } from '../support/catalog';
import { documentOf, marked } from '../support/markers';

interface Options {
  /** `any`: the capture does not say. */
  readonly series?: string;
  readonly snippets?: boolean;
  readonly commands?: boolean;
  readonly byBlank?: boolean;
}

/** The items at `$0`, in the order in which they are shown. */
function items(fixture: string, { series = '22', snippets = true, commands = false, byBlank = false }: Options = {}): CompletionItem[] {
  const { document, position } = marked(fixture);
  const found = completions(document, position, contextOf(series === 'any' ? undefined : series), { snippets, commands, byBlank });
  return [...found].sort((a, b) => (a.sortText ?? '').localeCompare(b.sortText ?? ''));
}

function labels(fixture: string, options?: Options): string[] {
  return items(fixture, options).map(({ label }) => label);
}

/** The text after an item of that label is taken. */
function taken(fixture: string, label: string, options?: Options): string {
  const { document, text } = marked(fixture);
  const item = items(fixture, options).find((one) => one.label === label);
  assert.ok(item?.textEdit && 'range' in item.textEdit, `no item ${label}`);
  const { range, newText } = item.textEdit;
  return text.slice(0, document.lines.offsetAt(range.start)) + newText + text.slice(document.lines.offsetAt(range.end));
}

describe('completion', () => {
  describe('at the beginning of a message', () => {
    it('has the banner on the first line, the newest first', () => {
      const found = labels('$0', { series: 'any' });
      assert.ok(found.includes('Asterisk Call Manager/11.0.0'));
      const at = (ami: string): number => found.indexOf(`Asterisk Call Manager/${ami}`);
      assert.ok(at('12.0.0') >= 0 && at('12.0.0') < at('11.0.0') && at('11.0.0') < at('1.3'));
      assert.equal(taken('Ast$0', 'Asterisk Call Manager/11.0.0'), 'Asterisk Call Manager/11.0.0');
    });
    it('has no banner where there is one, or further down', () => {
      for (const fixture of ['Asterisk Call Manager/1.3\n$0', 'Event: A\n\n$0']) assert.ok(!labels(fixture).some((label) => label.startsWith('Asterisk')));
    });
    it('has the three kinds', () => assert.deepEqual(labels('Asterisk Call Manager/11.0.0\n$0').slice(0, 3), ['Event', 'Action', 'Response']));
    it('puts colon and blank behind the kind', () => assert.equal(taken('Ev$0', 'Event'), 'Event: '));
    it('leaves colon and value where they are', () => assert.equal(taken('Ev$0ent: Hangup\n', 'Event'), 'Event: Hangup\n'));
    it('has whole actions, the usual ones first', () => {
      const found = labels('$0').filter((label) => label.startsWith('Action: '));
      assert.ok(found.length > 100);
      assert.deepEqual(found.slice(0, 2), ['Action: Login', 'Action: Originate']);
    });
    it('gives an action what it must be given, as tab stops', () =>
      assert.equal(
        taken('$0', 'Action: Redirect'),
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets
        'Action: Redirect\nActionID: ${1:redirect-1}\nChannel: ${2:PJSIP/1001-00000001}\nExten: ${3:100}\nContext: ${4:default}\nPriority: ${5:1}\n\n$0',
      ));
    it('lets choose where there is a list of words', () => assert.match(taken('$0', 'Action: ModuleLoad'), /LoadType: \$\{\d\|load,unload,reload,refresh\|\}/));
    it('gives a client without snippets the first line', () => assert.equal(taken('$0', 'Action: Redirect', { snippets: false }), 'Action: Redirect'));
    it('has only actions of the version', () => {
      assert.ok(!labels('$0', { series: '1.8' }).includes('Action: PJSIPShowEndpoints'));
      assert.ok(labels('$0', { series: '22' }).includes('Action: PJSIPShowEndpoints'));
    });
  });

  describe('of names', () => {
    it('events of the version', () => {
      assert.ok(labels('Event: $0', { series: '22' }).includes('QueueCallerJoin'));
      assert.ok(!labels('Event: $0', { series: '11' }).includes('QueueCallerJoin'));
      assert.ok(labels('Event: $0', { series: '11' }).includes('Join'));
      assert.ok(!labels('Event: $0', { series: '22' }).includes('Join'));
    });
    it('those first that the capture has', () => assert.equal(labels('Event: VarSet\n\nEvent: $0\n')[0], 'VarSet'));
    it('replace what is written', () => assert.equal(taken('Event: Ha$0nd\n', 'Hangup'), 'Event: Hangup\n'));
    it('without the blank behind the colon', () => assert.equal(taken('Event:$0\n', 'Hangup'), 'Event:Hangup\n'));
    it('actions, the usual ones first', () => assert.deepEqual(labels('Action: $0').slice(0, 3), ['Login', 'Originate', 'Hangup']));
    it('responses', () => {
      assert.deepEqual(labels('Response: $0', { series: '22' }), ['Success', 'Error', 'Goodbye']);
      assert.ok(labels('Response: $0', { series: '11' }).includes('Follows'));
    });
  });

  describe('of headers', () => {
    it('those that are always there first, in the order of the wire', () => {
      const found = labels('Event: Hangup\nPrivilege: call,all\nChannel: A/1\n$0\n\n');
      assert.deepEqual(found.slice(0, 3), ['ChannelState', 'ChannelStateDesc', 'CallerIDNum']);
      assert.ok(found.indexOf('Cause') < found.indexOf('Timestamp'));
    });
    it('none that is there already', () => assert.ok(!labels('Event: Hangup\nCause: 1\nCa$0\n\n').includes('Cause')));
    it('again where it may repeat', () => assert.ok(labels('Action: Originate\nVariable: a=b\n$0\n').includes('Variable')));
    it('only those of the version', () => {
      assert.ok(labels('Event: Hangup\n$0\n', { series: '22' }).includes('Linkedid'));
      assert.ok(!labels('Event: Hangup\n$0\n', { series: '11' }).includes('Linkedid'));
    });
    it('of an action: required ones first', () =>
      assert.deepEqual(labels('Action: Redirect\nActionID: 1\n$0\n').slice(0, 4), ['Channel', 'Exten', 'Context', 'Priority']));
    it('of the answer to an action', () => {
      const found = labels('Action: CoreSettings\nActionID: 7\n\nResponse: Success\nActionID: 7\n$0\n\n');
      assert.ok(found.includes('AsteriskVersion'), found.join());
    });
    it('with colon and blank, and the list of values opens by itself where the client can do that', () => {
      assert.equal(taken('Event: Hangup\nCau$0\n\n', 'Cause'), 'Event: Hangup\nCause: \n\n');
      const [own] = items('Event: Hangup\nCau$0\n\n', { commands: true });
      const [other] = items('Event: Hangup\nCau$0\n\n');
      assert.equal(own?.command?.command, 'editor.action.triggerSuggest');
      assert.equal(other?.command, undefined);
    });
    it('before a colon that is there: the name alone', () =>
      assert.equal(taken('Event: Hangup\nCau$0: 16\n\n', 'Cause-txt'), 'Event: Hangup\nCause-txt: 16\n\n'));
    it('on the blank line behind a message, and not on the one behind that', () => {
      assert.ok(labels('Event: Hangup\n$0\n').includes('Cause'));
      assert.ok(!labels('Event: Hangup\n\n$0\n').includes('Cause'));
      assert.ok(labels('Event: Hangup\n\n$0\n').includes('Action: Ping'));
    });
    it('of an event that the user made known', () => {
      const { document, position } = marked('Event: Mine\n$0\n');
      const context = { ...contextOf('22'), knownEvents: new Map([['mine', { name: 'Mine', headers: ['Colour'] }]]) };
      assert.ok(completions(document, position, context, { snippets: true, commands: false }).some(({ label }) => label === 'Colour'));
    });
  });

  describe('of values', () => {
    it('codes with their words', () => {
      const cause = items('Event: Hangup\nCause: $0\n\n').find(({ label }) => label === '16');
      assert.equal(cause?.detail, 'Normal Clearing');
      assert.equal(cause?.filterText, '16 Normal Clearing');
    });
    it('the usual causes first', () => assert.deepEqual(labels('Event: Hangup\nCause: $0\n\n').slice(0, 3), ['16', '17', '19']));
    it('with their words beside them where the client shows that', () => {
      const { document, position } = marked('Event: Hangup\nCause: $0\n\n');
      const found = completions(document, position, contextOf('22'), { snippets: true, commands: false, labelDetails: true });
      assert.equal(found.find(({ label }) => label === '16')?.labelDetails?.description, 'Normal Clearing');
    });
    it('the text to the code that is there, first', () => assert.equal(labels('Event: Hangup\nCause: 17\nCause-txt: $0\n\n')[0], 'User busy'));
    it('the code to the text that is there, first', () => assert.equal(labels('Event: Newstate\nChannelStateDesc: Up\nChannelState: $0\n\n')[0], '6'));
    it('words of a list', () => assert.ok(labels('Event: DialEnd\nDialStatus: $0\n\n').includes('NOANSWER')));
    it('words that belong to the header alone', () => assert.deepEqual(labels('Action: Login\nAuthType: $0\n'), ['plain', 'MD5']));
    it('yes and no as the header spells it', () => {
      assert.deepEqual(labels('Action: Originate\nAsync: $0\n'), ['true', 'false']);
      assert.deepEqual(labels('Event: ConfbridgeJoin\nAdmin: $0\n'), ['Yes', 'No']);
    });
    it('privilege classes: first what Asterisk prints with the event', () => {
      assert.equal(labels('Event: Hangup\nPrivilege: $0\n\n')[0], 'call,all');
      assert.equal(labels('Event: VarSet\nPrivilege: $0\n\n')[0], 'dialplan,all');
    });
    it('event masks', () => assert.deepEqual(labels('Action: Events\nEventMask: $0\n').slice(0, 4), ['on', 'off', 'system', 'call']));
    it('Uniqueids that stand near, the nearest first', () =>
      assert.deepEqual(labels('Event: Newchannel\nUniqueid: 9.1\n\nEvent: Newchannel\nUniqueid: 9.2\n\nEvent: Hangup\nUniqueid: $0\n\n'), ['9.2', '9.1']));
    it('the Uniqueid of the channel that the message names, first', () =>
      assert.deepEqual(
        labels(
          'Event: Newchannel\nChannel: A/1-1\nUniqueid: 9.1\n\nEvent: Newchannel\nChannel: A/2-2\nUniqueid: 9.2\n\nEvent: Hangup\nChannel: A/1-1\nUniqueid: $0\n\n',
        ),
        ['9.1', '9.2'],
      ));
    it('channels for an action, with their Uniqueids', () => {
      const [channel] = items('Event: Newchannel\nChannel: A/1-1\nUniqueid: 9.1\n\nAction: Hangup\nChannel: $0\n');
      assert.deepEqual([channel?.label, channel?.detail], ['A/1-1', '9.1']);
    });
    it('Linkedids, and Uniqueids that may be some', () =>
      assert.deepEqual(labels('Event: Newchannel\nUniqueid: 9.1\nLinkedid: 9.0\n\nEvent: Hangup\nLinkedid: $0\n\n').sort(), ['9.0', '9.1']));
    it('ActionIDs and queues', () => {
      assert.deepEqual(labels('Action: Ping\nActionID: a-1\n\nResponse: Success\nActionID: $0\n\n'), ['a-1']);
      assert.deepEqual(labels('Event: QueueCallerJoin\nQueue: sales\n\nAction: QueueStatus\nQueue: $0\n'), ['sales']);
    });
    it('a queue that is mentioned far away', () =>
      assert.deepEqual(labels(`Event: Join\nQueue: sales\n\n${'Event: Newexten\nExten: 1\n\n'.repeat(1000)}Action: QueueStatus\nQueue: $0\n`), ['sales']));
    it('never a secret', () => {
      assert.deepEqual(labels('Action: Login\nSecret: geheim\n\nAction: Login\nSecret: $0\n'), []);
      assert.deepEqual(labels('Event: VarSet\nVariable: PIN\nValue: 1234\n\nEvent: VarSet\nValue: $0\n\n'), []);
    });
    it('replace the whole value', () => assert.equal(taken('Event: Hangup\nCause: 1$09\n\n', '16'), 'Event: Hangup\nCause: 16\n\n'));
  });

  describe('by a blank that was typed', () => {
    it('behind the colon of a header: its values', () => assert.ok(labels('Event: Hangup\nCause: $0\n\n', { byBlank: true }).includes('16')));
    it('in the middle of a value: nothing', () => assert.deepEqual(labels('Event: Hangup\nCause-txt: Normal $0\n\n', { byBlank: true }), []));
    it('at the beginning of a line: nothing', () => assert.deepEqual(labels(' $0', { byBlank: true }), []));
  });

  describe('is silent', () => {
    const table: [what: string, fixture: string][] = [
      ['in a mark', ';@ 2026$0\n'],
      ['in a banner', 'Asterisk Call$0 Manager/1.3\n'],
      ['in the output of a command', 'Response: Follows\nPrivilege: Command\nab$0\n--END COMMAND--\n\n'],
      ['behind words without a colon', 'Event: A\nsome words$0\n\n'],
    ];
    for (const [what, fixture] of table) it(what, () => assert.deepEqual(labels(fixture), []));
  });

  it('documents an item when it is looked at', () => {
    const text = (fixture: string, label: string): string => {
      const item = items(fixture).find((one) => one.label === label);
      assert.ok(item);
      assert.equal(item.documentation, undefined);
      const { documentation } = documented(catalog, JSON.parse(JSON.stringify(item)) as CompletionItem);
      return typeof documentation === 'object' ? documentation.value : '';
    };
    assert.match(text('Event: $0', 'Hangup'), /channel has ended/i);
    assert.match(text('$0', 'Action: Originate'), /\*\*Danger\*\*/);
    assert.match(text('Event: Hangup\n$0\n', 'Cause'), /Q\.850/);
    assert.match(text('Event: Hangup\nCause: $0\n\n', '21'), /\w{20}|reject/i);
    assert.deepEqual(documented(catalog, { label: 'x' }), { label: 'x' });
    assert.deepEqual(documented(catalog, { label: 'x', data: { of: 'event', name: 'NoSuch' } }), { label: 'x', data: { of: 'event', name: 'NoSuch' } });
  });

  it('offers in every recording, on the line of a header, that header when its line is taken away', () => {
    for (const { name, text, release } of captures().filter((one) => /call_answered\.ami|queue_call_complete_caller\.ami/.test(one.name))) {
      const series = release.split('.')[0] ?? '';
      const found = /Event: Hangup\r\n[\s\S]*?\r\n\r\n/.exec(text);
      assert.ok(found);
      const lines = found[0].split('\r\n').filter(Boolean);
      for (let at = 1; at < lines.length; at++) {
        const header = (lines[at] ?? '').split(':')[0] ?? '';
        const without = [...lines.slice(0, at), '', ...lines.slice(at + 1)];
        const offset = without.slice(0, at).join('\r\n').length + 2;
        const document = documentOf(`${without.slice(0, at).join('\r\n')}\r\n\r\n`);
        const labelsThere = completions(document, document.lines.positionAt(offset), contextOf(series), { snippets: true, commands: false }).map(
          ({ label }) => label,
        );
        assert.ok(labelsThere.includes(header), `${name}: ${header}`);
      }
    }
  });
});

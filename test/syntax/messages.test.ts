import assert from 'node:assert/strict';
import { indexMessages, lastStartingAtOrBefore, messageAt, messageSpan, shapeOf } from '../../server/src/syntax/messages';
import { captureNamed, captures } from '../support/captures';
import { gaps, messageTexts, messageWords } from '../support/describe';

/** Checks the messages of `text` in order, in the words of `shapeWords`. */
function checkMessages(text: string, expected: string[]): void {
  assert.deepEqual(messageWords(indexMessages(text)), expected);
}

describe('syntax: messages', () => {
  describe('line ends', () => {
    const hangup = 'event Hangup: Event Cause, blank';
    const table: [what: string, text: string, expected: string[]][] = [
      ['CRLF', 'Event: Hangup\r\nCause: 16\r\n\r\n', [hangup]],
      ['LF', 'Event: Hangup\nCause: 16\n\n', [hangup]],
      ['a mixture', 'Event: Hangup\nCause: 16\r\n\nEvent: Hangup\r\nCause: 16\n\r\n', [hangup, hangup]],
      ['CRLF LF at the end of a block', 'Event: Hangup\r\nCause: 16\r\n\nEvent: Hangup\r\nCause: 16\r\n\r\n', [hangup, hangup]],
      ['LF CRLF CRLF at the end of a block', 'Event: Hangup\nCause: 16\n\r\n\r\nEvent: Hangup\nCause: 16\n\n', [hangup, hangup]],
      ['more than one blank line', 'Event: Hangup\nCause: 16\n\n\n\n\nEvent: Hangup\nCause: 16\n\n', [hangup, hangup]],
      ['a blank line of blanks', 'Event: Hangup\nCause: 16\n \t\nEvent: Hangup\nCause: 16\n\n', [hangup, hangup]],
      ['a blank line of a CR before CRLF', 'Event: Hangup\nCause: 16\n\r\r\nEvent: Hangup\nCause: 16\n\n', [hangup, hangup]],
      ['a lone CR inside a value', 'Event: Hangup\r\nCause: 1\r6\r\n\r\n', [hangup]],
      ['NUL inside a value', 'Event: Hangup\nCause: \0\n\n', [hangup]],
      ['no blank line at the end of the text', 'Event: Hangup\nCause: 16\n', ['event Hangup: Event Cause, end']],
      ['no line end at the end of the text', 'Event: Hangup\nCause: 16', ['event Hangup: Event Cause, end']],
      ['a text that ends between CR and LF', 'Event: Hangup\r\nCause: 16\r', ['event Hangup: Event Cause, end']],
      ['a blank line that ends between CR and LF', 'Event: Hangup\r\nCause: 16\r\n\r', [hangup]],
      ['a byte order mark before a message', '\ufeffEvent: Hangup\nCause: 16\n\n', [hangup]],
      ['a byte order mark that was read as latin1', 'ï»¿Event: Hangup\nCause: 16\n\n', [hangup]],
      ['a byte order mark before the banner', '\ufeffAsterisk Call Manager/1.3\r\nEvent: Hangup\nCause: 16\n\n', [hangup]],
      ['blank lines alone', '\r\n\r\n \n', []],
      ['nothing', '', []],
    ];
    for (const [what, text, expected] of table) it(what, () => checkMessages(text, expected));
  });

  describe('what stands between messages', () => {
    const table: [what: string, text: string, gaps: string[]][] = [
      ['a banner', 'Asterisk Call Manager/1.3\r\nEvent: A\r\n\r\n', ['Asterisk Call Manager/1.3\r\n', '']],
      ['a banner behind the first actions', 'Action: Login\n\nAsterisk Call Manager/1.3\nEvent: A\n\n', ['', 'Asterisk Call Manager/1.3\n', '']],
      ['marks', ';@ t\nEvent: A\n\n;! gap\n;# note: x\nEvent: A\n\n', [';@ t\n', ';! gap\n;# note: x\n', '']],
      [
        'a transcript of telnet',
        "Trying 1...\nConnected to x.\nEscape character is '^]'.\nEvent: A\n\nConnection closed by foreign host.\n",
        ["Trying 1...\nConnected to x.\nEscape character is '^]'.\n", 'Connection closed by foreign host.\n'],
      ],
      ['what the console prints', '<-- Examining AMI event: -->\r\nEvent: A\r\n\r\n\r\n', ['<-- Examining AMI event: -->\r\n', '\r\n']],
      ['prose with a colon', 'This is what I see: nothing\n\nEvent: A\n\n', ['This is what I see: nothing\n\n', '']],
      ['prose that begins like a damaged naming line', 'event horizon\nof the hole\n', ['event horizon\nof the hole\n']],
      ['a separator', '-----\n****:\nEvent: A\n\n', ['-----\n****:\n', '']],
      ['a number with a colon', '10:15 call came in\nEvent: A\n\n', ['10:15 call came in\n', '']],
      ['a name longer than any header', `${'x'.repeat(100)}: y\nEvent: A\n\n`, [`${'x'.repeat(100)}: y\n`, '']],
    ];
    for (const [what, text, expected] of table) it(what, () => assert.deepEqual(gaps(text, indexMessages(text)), expected));

    it('the free text that Queues gave until 13', () => {
      const text =
        "Action: Queues\r\n\r\nsupport has 0 calls (max unlimited) in 'ringall'\r\n   Members: \r\n      Local/1@x (dynamic)\r\n   No Callers\r\n\r\n";
      assert.deepEqual(messageWords(indexMessages(text)).slice(0, 1), ['action Queues: Action, blank']);
      for (const words of messageWords(indexMessages(text)).slice(1)) assert.match(words, /^message Members: /);
    });

    it('the free text of IAXnetstats that runs into the next block', () => {
      const text = 'Action: IAXnetstats\r\n\r\nIAX2/1-1  10 -1 0 0 -1 0\nIAX2/2-1  10 -1 0 0 -1 0\nEvent: Hangup\r\nCause: 16\r\n\r\n';
      checkMessages(text, ['action IAXnetstats: Action, blank', 'event Hangup: Event Cause, blank']);
    });
  });

  describe('kinds and names', () => {
    const table: [what: string, text: string, expected: string][] = [
      ['an event', 'Event: Hangup\n\n', 'event Hangup: Event, blank'],
      ['an action', 'Action: Login\n\n', 'action Login: Action, blank'],
      ['a response', 'Response: Success\n\n', 'response Success: Response, blank'],
      ['lower case, no blank', 'action:login\n\n', 'action login: action, blank'],
      ['upper case', 'EVENT: HANGUP\n\n', 'event HANGUP: EVENT, blank'],
      ['blanks around the naming words', '  Event :  Hangup  \n\n', 'event Hangup: Event, blank'],
      ['a name of two words', 'Event: My Event\n\n', 'event My Event: Event, blank'],
      ['an empty name', 'Event: \nFoo: 1\n\n', 'event : Event Foo, blank'],
      ['Action that is not first', 'Username: x\nSecret: y\nAction: Login\n\n', 'action Login: Username Secret Action, blank'],
      [
        'ActionID before Event, as 11 does',
        'ActionID: 5\r\nEvent: VoicemailUserEntry\r\nVMContext: x\r\n\r\n',
        'event VoicemailUserEntry: ActionID Event VMContext, blank',
      ],
      ['a list item without Event', 'Channel: SIP/1\nState: Up\n\n', 'message Channel: Channel State, blank'],
      [
        'an event that has Response',
        'Event: OriginateResponse\nPrivilege: call,all\nResponse: Failure\nChannel: x\n\n',
        'event OriginateResponse: Event Privilege Response Channel, blank',
      ],
      [
        'OriginateResponse that went well',
        'Event: OriginateResponse\nResponse: Success\nChannel: x\n\n',
        'event OriginateResponse: Event Response Channel, blank',
      ],
      [
        'ResourceListDetail with two Events',
        'Event: ResourceListDetail\nObjectType: r\nEvent: presence\nListItem: x\n\n',
        'event ResourceListDetail: Event ObjectType Event ListItem, blank',
      ],
      ['QueueLog with Event', 'Action: QueueLog\nQueue: q\nEvent: JOIN\nMessage: x\n\n', 'action QueueLog: Action Queue Event Message, blank'],
      ['UserEvent that repeats real names', 'Event: UserEvent\nAction: x\nEvent: y\nPriority: 1\n\n', 'event UserEvent: Event Action Event Priority, blank'],
      ['MiniVoiceMail with Action', 'Event: MiniVoiceMail\nAction: SentNotification\nMailbox: x\n\n', 'event MiniVoiceMail: Event Action Mailbox, blank'],
      ['an event that lost its colon', 'Event Hangup\nCause: 16\n\n', 'message Cause: (no colon) Cause, blank'],
    ];
    for (const [what, text, expected] of table) it(what, () => checkMessages(text, [expected]));
  });

  describe('repeated headers are one column', () => {
    const table: [what: string, text: string, expected: string][] = [
      ['Variable', 'Action: Originate\nVariable: a=1\nVariable: b=2\nVariable: c=3\nExten: 1\n\n', 'action Originate: Action Variable+ Exten, blank'],
      ['once only', 'Action: Originate\nVariable: a=1\nExten: 1\n\n', 'action Originate: Action Variable Exten, blank'],
      ['apart', 'Event: A\nX: 1\nY: 1\nX: 2\n\n', 'event A: Event X Y X, blank'],
      ['with other blanks', 'Event: A\nX: 1\n X : 2\n\n', 'event A: Event X+, blank'],
      ['in another case, which is another name', 'Event: A\nX: 1\nx: 2\n\n', 'event A: Event X x, blank'],
      [
        'Output of a command',
        'Response: Success\nMessage: Command output follows\nOutput: a: b\nOutput:\nOutput:  c\n\n',
        'response Success: Response Message Output+, blank',
      ],
      ['twice as many rows of one shape', 'Event: A\nX: 1\nX: 2\n\nEvent: A\nX: 1\n\n', 'event A: Event X+, blank'],
    ];
    for (const [what, text, expected] of table) it(what, () => assert.equal(messageWords(indexMessages(text))[0], expected));
    it('does not make the next message repeat', () =>
      checkMessages('Event: A\nX: 1\nX: 2\n\nEvent: A\nX: 1\n\nEvent: A\nX: 1\nX: 2\nX: 3\n\n', [
        'event A: Event X+, blank',
        'event A: Event X, blank',
        'event A: Event X+, blank',
      ]));
  });

  describe('Response: Follows', () => {
    const head = 'Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\n';
    const follows = 'response Follows: Response Privilege ActionID (raw)';
    const table: [what: string, text: string, expected: string[]][] = [
      ['lines', `${head}a\nb\n--END COMMAND--\r\n\r\n`, [`${follows}, blank`]],
      ['blank lines', `${head}a\n\n\nb\n--END COMMAND--\r\n\r\nEvent: A\n\n`, [`${follows}, blank`, 'event A: Event, blank']],
      ['colons', `${head}Name: x\nState: y\n--END COMMAND--\r\n\r\n`, [`${follows}, blank`]],
      ['what looks like a message without its like behind', `${head}a\n\nEvent: log\nline two\n--END COMMAND--\r\n\r\n`, [`${follows}, blank`]],
      ['nothing', `${head}--END COMMAND--\r\n\r\n`, [`${follows}, blank`]],
      ['another end', `${head}x\n--END SMDI--\r\n\r\n`, [`${follows}, blank`]],
      ['the end marker inside a line, which is none', `${head}a --END COMMAND--\nb\n--END COMMAND--\n\n`, [`${follows}, blank`]],
      [
        'not ended before the next message',
        `${head}a\n\nEvent: Hangup\r\nPrivilege: call,all\r\n\r\n`,
        [`${follows}, cut`, 'event Hangup: Event Privilege, blank'],
      ],
      ['not ended before a banner', `${head}a\nAsterisk Call Manager/1.3\r\nEvent: A\n\n`, [`${follows}, cut`, 'event A: Event, blank']],
      ['not ended before a mark', `${head}a\n;! gap\nEvent: A\n\n`, [`${follows}, cut`, 'event A: Event, blank']],
      ['not ended at all', `${head}a\n\nb: c\n`, [`${follows}, end`]],
      ['no blank line behind the end', `${head}a\n--END COMMAND--\r\nEvent: A\n\n`, [`${follows}, cut`, 'event A: Event, blank']],
    ];
    for (const [what, text, expected] of table) it(what, () => checkMessages(text, expected));
  });

  describe('cut messages', () => {
    const hangup = 'event Hangup: Event Channel, cut';
    const table: [what: string, text: string, expected: string[]][] = [
      ['by a new event', 'Event: Hangup\nChannel: x\nEvent: A\nB: 1\n\n', [hangup, 'event A: Event B, blank']],
      [
        'by a new event with a privilege',
        'Event: UserEvent\nX: x\nEvent: A\nPrivilege: b\n\n',
        ['event UserEvent: Event X, cut', 'event A: Event Privilege, blank'],
      ],
      ['by an action', 'Event: Hangup\nChannel: x\nAction: Ping\n\n', [hangup, 'action Ping: Action, blank']],
      ['by a response', 'Event: Hangup\nChannel: x\nResponse: Success\nActionID: 1\n\n', [hangup, 'response Success: Response ActionID, blank']],
      ['by a mark', 'Event: Hangup\nChannel: x\n;! gap\nEvent: A\n\n', [hangup, 'event A: Event, blank']],
      ['by a banner', 'Event: Hangup\nChannel: x\nAsterisk Call Manager/1.3\nEvent: A\n\n', [hangup, 'event A: Event, blank']],
      ['by the end of the connection', 'Event: Hangup\nChannel: x\nConnection closed by foreign host.\n', [hangup]],
      ['in the middle of a line by the end of the text', 'Event: Hangup\nChan', ['event Hangup: Event (no colon), end']],
      ['an action by another', 'Action: Login\nUsername: x\nAction: Ping\n\n', ['action Login: Action Username, cut', 'action Ping: Action, blank']],
    ];
    for (const [what, text, expected] of table) it(what, () => checkMessages(text, expected));
  });

  describe('lines without a colon', () => {
    const table: [what: string, text: string, expected: string][] = [
      ['one', 'Event: A\nfoo\nB: 1\n\n', 'event A: Event (no colon) B, blank'],
      ['several in a row, one column', 'Event: A\nfoo\nbar\nB: 1\n\n', 'event A: Event (no colon) B, blank'],
      ['one that begins with its colon', 'Event: A\n: foo\n\n', 'event A: Event (no colon), blank'],
      ['one with nothing but blanks before its colon', 'Event: A\n  : foo\n\n', 'event A: Event (no colon), blank'],
      ['the last', 'Event: A\nfoo\n\n', 'event A: Event (no colon), blank'],
    ];
    for (const [what, text, expected] of table) it(what, () => checkMessages(text, [expected]));
  });

  describe('forged lines, which nothing tells from real ones', () => {
    it('a header in a value', () =>
      checkMessages('Event: Newexten\r\nAppData: a\nFake: b\r\nUniqueid: 1.1\r\n\r\n', ['event Newexten: Event AppData Fake Uniqueid, blank']));
    it('a message in a value', () =>
      checkMessages('Event: Newexten\r\nAppData: a\r\n\r\nEvent: Fake\r\nUniqueid: 1.1\r\n\r\n', [
        'event Newexten: Event AppData, blank',
        'event Fake: Event Uniqueid, blank',
      ]));
    it('every damaged recording still gives what stands behind the damage', () => {
      for (const release of ['11.25.3', '13.38.3', '18.26.4', '22.10.1']) {
        const words = messageWords(indexMessages(captureNamed(`asterisk-${release}/varset_odd_values.ami`).text));
        assert.ok(words.at(-1)?.endsWith(', blank'), `${release} ends with ${words.at(-1)}`);
        assert.ok(words.filter((one) => one.startsWith('event Hangup:')).length > 1, release);
      }
    });
  });

  describe('shapes', () => {
    it('are one object for equal messages', () => {
      const index = indexMessages('Event: A\nB: 1\n\nEvent: A\nB: 22\n\nEvent: A\nB: 1\nC: 1\n\n');
      assert.equal(shapeOf(index, 0), shapeOf(index, 1));
      assert.notEqual(shapeOf(index, 0), shapeOf(index, 2));
    });
    it('are few where messages are many', () => {
      const { text } = captureNamed('asterisk-22.10.1/odd_server_killed_mid_stream.ami');
      const index = indexMessages(text);
      assert.ok(index.count > 1000 && index.table.shapes.length < index.count / 20, `${index.table.shapes.length} shapes of ${index.count} messages`);
    });
    it('a row that there is not is an error of the caller', () => assert.throws(() => shapeOf(indexMessages('Event: A\n\n'), 1), RangeError));
  });

  describe('places', () => {
    const text = ';@ t\nEvent: A\n\n\nEvent: B\nC: 1\n';
    const index = indexMessages(text);
    const table: [offset: number, message: number | undefined][] = [
      [0, undefined],
      [text.indexOf('Event: A'), 0],
      [text.indexOf('\n\n\n') + 1, 0],
      [text.indexOf('\n\n\n') + 2, undefined],
      [text.indexOf('Event: B'), 1],
      [text.length - 1, 1],
      [text.length, undefined],
    ];
    for (const [offset, message] of table) it(`offset ${offset} is in ${message ?? 'no'} message`, () => assert.equal(messageAt(index, offset), message));
    it('finds the last start at or before an offset', () => {
      assert.equal(lastStartingAtOrBefore(index, 0), -1);
      assert.equal(lastStartingAtOrBefore(index, text.indexOf('Event: B') - 1), 0);
      assert.equal(lastStartingAtOrBefore(index, text.indexOf('Event: B')), 1);
    });
    it('a message has its blank line and not the second', () => assert.deepEqual(messageTexts(text, index), ['Event: A\n\n', 'Event: B\nC: 1\n']));
    it('spans are the rows', () => assert.deepEqual(messageSpan(index, 0), { start: 5, end: 15 }));
  });

  describe('recordings', () => {
    it('hold as many Event, Action and Response lines at the start of a block as messages of these kinds', () => {
      for (const { name, text } of captures()) {
        // Marks of the recorder stand before messages without a blank line.
        if (/odd_|noauth_|varset|gap_|13\.38\.3|11\.25\.3/.test(name)) continue;
        const begun = text
          .split(/\r?\n\r?\n/)
          .filter((block) => /^(Asterisk Call Manager\/[^\n]*\r?\n)?(Event|Action|Response|ActionID): /i.test(block.replace(/^\s+/, '')));
        const index = indexMessages(text);
        const named = Array.from({ length: index.count }, (_, i) => shapeOf(index, i)).filter((shape) => shape.kind !== 'message');
        assert.equal(named.length, begun.length, name);
      }
    });
  });
});

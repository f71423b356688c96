import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hover } from '../../server/src/features/hover';
import { codeSpan } from '../../server/src/features/markdown';
import { captures } from '../support/captures';
import { contextOf } from '../support/catalog';
import { amiText, random, randomNumbers, SEED } from '../support/logText';
import { documentOf, marked } from '../support/markers';

interface Options {
  readonly series?: string;
  readonly links?: boolean;
}

/** The Markdown of the hover at `$0`; empty where there is none. */
function hoverText(fixture: string, { series, links = false }: Options = {}): string {
  const { document, position } = marked(fixture);
  const found = hover(document, position, contextOf(series, { links }));
  if (!found) return '';
  assert.ok(typeof found.contents === 'object' && 'kind' in found.contents && found.contents.kind === 'markdown');
  return found.contents.value;
}

/** Checks that the hover at `$0` begins as `begin` says and, further on, has each of `parts`. */
function checkHover(fixture: string, begin: RegExp, ...parts: RegExp[]): void {
  const text = hoverText(fixture);
  assert.match(text, new RegExp(`^(?:${begin.source})`, begin.flags));
  for (const part of parts) assert.match(text, part);
}

/** Checks that the hover in the middle of `$0…$0` marks exactly that. */
function checkRange(fixture: string): void {
  const { document, span } = marked(fixture);
  const found = hover(document, document.lines.positionAt(Math.floor((span.start + span.end) / 2)), contextOf('22'));
  assert.deepEqual(found?.range, { start: document.lines.positionAt(span.start), end: document.lines.positionAt(span.end) });
}

describe('hover', () => {
  describe('names of messages', () => {
    it('an event: what it is, then details, pitfalls and the small print', () =>
      checkHover(
        'Event: Hang$0up\r\nCause: 16\r\n\r\n',
        /\*\*Hangup\*\* – A channel has ended/,
        /\n\n\*\*Beware\*\*: /,
        /\n\n---\n\nAsterisk 1\.8 and later · class `call,all`/,
        /after `HangupRequest`/,
      ));
    it('an event in another case', () => checkHover('event: hang$0up\n\n', /\*\*Hangup\*\* – /));
    it('an event of the seed page that was misspelt there', () => checkHover('Event: Sussessful$0Auth\n\n', /\*\*SuccessfulAuth\*\* – /));
    it('an event that is gone, and what it became', () => checkHover('Event: Joi$0n\n\n', /\*\*Join\*\* – /, /until 11/, /became `QueueCallerJoin`/));
    it('an item of a list, and which action it answers', () =>
      checkHover('Event: CoreShowChan$0nel\n\n', /\*\*CoreShowChannel\*\* – /, /answers `CoreShowChannels`/));
    it('an action: danger, answer and what it needs', () =>
      checkHover('Action: Orig$0inate\n\n', /\*\*Originate\*\* – /, /\*\*Danger\*\*: /, /\*\*Answer\*\*: /, /needs `originate`/));
    it('an action that needs nothing', () => checkHover('Action: Pin$0g\n\n', /\*\*Ping\*\* – /, /needs no privilege/));
    it('a response', () => checkHover('Response: Succ$0ess\n\n', /`Success`: The action was accepted/));
    it('a response that Asterisk does not give', () => checkHover('Response: May$0be\n\n', /`Maybe`: an answer that Asterisk does not give/));
    it('a response of the name of a member of every object', () => checkHover('Response: constru$0ctor\n\n', /`constructor`: an answer that/));
    it('the word Event', () => checkHover('Eve$0nt: Hangup\n\n', /\*\*Event\*\*: Names the event/, /`Hangup`: A channel has ended/));
    it('the word Action', () => checkHover('Act$0ion: Ping\n\n', /\*\*Action\*\*: Names what the client asks/));
    it('the word Response', () => checkHover('Res$0ponse: Success\n\n', /\*\*Response\*\*: First line of the answer/));
    it('an event of nobody', () => checkHover('Event: MyE$0vent\n\n', /`MyEvent` is not part of Asterisk's own events/));
    it('links to pages where the client can follow them, and names alone where it cannot', () => {
      assert.match(
        hoverText('Event: Hang$0up\n\n', { links: true }),
        /\[HangupRequest\]\(command:ami\.openCatalogPage\?%5B%22event%22%2C%22HangupRequest%22%5D\)/,
      );
      assert.doesNotMatch(hoverText('Event: Hang$0up\n\n'), /command:/);
    });
  });

  describe('headers', () => {
    it('what it means in this message, then its value', () =>
      checkHover(
        'Event: Hangup\r\nCa$0use: 21\r\n\r\n',
        /\*\*Cause\*\* – Q\.850 cause of this channel/,
        /\n\n`21` = \*\*Call Rejected\*\*: /,
        /always in `Hangup`/,
      ));
    it('of the same name in another message is something else', () => {
      const reasons = ['OriginateResponse', 'QueueMemberPause', 'AgentComplete'].map((event) => hoverText(`Event: ${event}\nRea$0son: x\n\n`));
      assert.equal(new Set(reasons.map((text) => text.split('\n')[0])).size, 3);
    });
    it('of a prefix family', () =>
      checkHover(
        'Event: DialBegin\nDestChannel$0StateDesc: Ringing\n\n',
        /\*\*DestChannelStateDesc\*\* – In a word, the state of the channel that is being rung; the number in `DestChannelState` /,
      ));
    it('of two prefix families of one event', () =>
      assert.notEqual(
        hoverText('Event: AttendedTransfer\nOrigTransferer$0Channel: x\n\n'),
        hoverText('Event: AttendedTransfer\nSecondTransferer$0Channel: x\n\n'),
      ));
    it('with a number in its name', () =>
      checkHover('Event: RTCPReceived\nReport0Source$0SSRC: 0x1\n\n', /\*\*`Report0SourceSSRC`\*\* – /, /sometimes in `RTCPReceived`, since 12/));
    it('with a channel in its name', () =>
      checkHover('Event: Hangup\nChanVar$0iable(SIP/1-2): a=b\n\n', /\*\*`ChanVariable\(SIP\/1-2\)`\*\* – Older spelling/));
    it('that any message may carry', () => checkHover('Event: Hangup\nAction$0ID: 1\n\n', /\*\*ActionID\*\* – Label that the client chose/));
    it('that any message may carry, in one whose facts list it', () =>
      checkHover('Event: ParkedCall\nAction$0ID: 1\n\n', /\*\*ActionID\*\* – Label that the client chose/));
    it('of an action: required, default', () => {
      checkHover('Action: Originate\nChan$0nel: x\n\n', /\*\*Channel\*\* – /, /required/);
      checkHover('Action: Originate\nTime$0out: 30000\n\n', /\*\*Timeout\*\* – /, /optional · default `30000`/, /`30000` = 30 s/);
    });
    it('that is documented and never sent', () =>
      checkHover('Event: ParkedCallGiveUp\nParkerChan$0nel: x\n\n', /\*\*ParkerChannel\*\* – /, /no Asterisk sends it/));
    it('of a version', () => checkHover('Event: Hangup\nAccount$0Code: x\n\n', /\*\*AccountCode\*\* – /, /always in `Hangup`, since 11/));
    it('that the event has not', () => checkHover('Event: Hangup\nFro$0b: 1\n\n', /\*\*`Frob`\*\* – not a header of `Hangup`/));
    it('that is misspelt', () =>
      checkHover('Event: Hangup\nCause-tx$0: 1\n\n', /\*\*`Cause-tx`\*\* – not a header of `Hangup`\. Perhaps `Cause-txt` is meant/));
    it('of an open event', () => checkHover('Event: UserEvent\nFo$0o: 1\n\n', /\*\*`Foo`\*\* – a header of the sender's own: `UserEvent` takes any/));
    it('that an unknown event shares with known ones', () =>
      checkHover('Event: MyEvent\nUnique$0id: 1.1\n\n', /\*\*Uniqueid\*\* – Identifier of the channel, /));
    it('of an unnamed list item', () => checkHover('Channel: x\nLink$0edid: 1.1\n\n', /\*\*Linkedid\*\* – Shared by all channels of one call/));
    it('of a response', () => checkHover('Response: Success\nMess$0age: x\n\n', /\*\*Message\*\* – Free text for people/));
    it('of a response that nobody knows', () => checkHover('Response: Success\nFro$0b: x\n\n', /\*\*`Frob`\*\* – a header of the answer to an action/));
  });

  describe('values', () => {
    const table: [kind: string, fixture: string, begin: RegExp][] = [
      ['cause', 'Event: Hangup\nCause: 3$04\n\n', /`34` = \*\*[^*]*\*\*: No line free\. SIP 503/],
      ['cause in words', 'Event: Hangup\nCause-txt: User $0busy\n\n', /`User busy` = \*\*17\*\*: Busy\. SIP 486/],
      ['channel state', 'Event: Newstate\nChannelState: $04\n\n', /`4` = \*\*Ring\*\*: /],
      ['channel state in words', 'Event: Newstate\nChannelStateDesc: Ringin$0g\n\n', /`Ringing` = \*\*5\*\*: /],
      ['dial status', 'Event: DialEnd\nDialStatus: CHAN$0UNAVAIL\n\n', /`CHANUNAVAIL`: /],
      ['reason of an Originate', 'Event: OriginateResponse\nReason: $05\n\n', /`5`/],
      ['device state', 'Event: DeviceStateChange\nState: NOT_IN$0USE\n\n', /`NOT_INUSE` = \*\*1\*\*: /],
      ['bridge type', 'Event: BridgeCreate\nBridgeType: bas$0ic\n\n', /`basic`: /],
      ['bridge technology', 'Event: BridgeCreate\nBridgeTechnology: soft$0mix\n\n', /`softmix`: /],
      ['a word of one header', 'Event: AgentComplete\nReason: call$0er\n\n', /`caller`: The caller hung up/],
      ['a packet type', 'Event: RTCPSent\nPT: 200($0SR)\n\n', /`200\(SR\)`/],
      ['seconds', 'Event: AgentComplete\nHoldTime: 4$01\n\n', /`41` = 41 s/],
      ['seconds of a minute', 'Event: AgentConnect\nHoldTime: 12$05\n\n', /`125` = 2 min 5 s/],
      ['milliseconds', 'Action: Originate\nTimeout: 15$0000\n\n', /`15000` = 15 s/],
      ['a moment', 'Event: Hangup\nTimestamp: 1795374340.$0015442\n\n', /`1795374340\.015442` = 2026-11-22 19:05:40\.015 UTC/],
      [
        'a Uniqueid',
        'Event: Hangup\nUniqueid: 1795374340.$015\n\n',
        /`1795374340\.15`: channel number 15 since Asterisk started, made 2026-11-22 19:05:40 UTC\./,
      ],
      ['a Uniqueid with a system name', 'Event: Hangup\nUniqueid: pbx-1-17953$074340.15\n\n', /.*on system `pbx-1`\./],
      ['a Uniqueid that a client chose', 'Event: Hangup\nUniqueid: my$0-call\n\n', /`my-call`: chosen by whoever originated/],
      ['a Linkedid', 'Event: Hangup\nLinkedid: 1795374340.$015\n\n', /`1795374340\.15`: channel number 15/],
      [
        'a channel',
        'Event: Hangup\nChannel: PJSIP/30$00-0000002a\n\n',
        /`PJSIP\/300-0000002a`: technology `PJSIP`, endpoint `300`, channel number `0000002a`\./,
      ],
      ['half of a Local channel', 'Event: Hangup\nChannel: Local/1@a-0000$0001a;1\n\n', /.*extension `1@a`.*the half that faces whoever dialled/],
      ['the other half', 'Event: Hangup\nChannel: Local/1@a-0000$0001a;2\n\n', /.*the half that runs the dialplan/],
      [
        'an address',
        'Event: SuccessfulAuth\nRemoteAddress: IPV4/TLS/192.0.2.$01/5061\n\n',
        /`IPV4\/TLS\/192\.0\.2\.1\/5061`: address `192\.0\.2\.1`, port `5061`\. Over TLS/,
      ],
      ['privileges', 'Event: Hangup\nPrivilege: ca$0ll,all\n\n', /`call`: Reading shows/],
      ['a privilege as 11 writes it', 'Event: Hangup\nPrivilege: Ca$0ll\n\n', /`call`: Reading shows/],
      ['a filler', 'Event: Hangup\nConnectedLineNum: <unk$0nown>\n\n', /`<unknown>`: Asterisk has no value here/],
      ['another filler', 'Event: ParkedCall\nParkeeAccountCode: (nu$0ll)\n\n', /`\(null\)`: /],
      ['nothing', 'Event: Hangup\nAccountCode: $0\n\n', /\(empty\)/],
      ['a known message of a response', 'Response: Error\nMessage: Permission de$0nied\n\n', /`Permission denied`: The session is not logged in/],
      ['a message of a response that is not known', 'Response: Error\nMessage: Oh$0 no\n\n', /`Oh no`/],
      ['a value that nothing is known of', 'Event: Newexten\nAppData: a$0bc\n\n', /`abc`/],
    ];
    for (const [kind, fixture, begin] of table)
      it(kind, () => {
        assert.match(hoverText(fixture), new RegExp(`^(?:${begin.source})`));
        assert.match(hoverText(fixture), /\n\n\*\*[^*]+\*\* – /, 'and then the header');
      });
    it('of an enum are told apart, each from its neighbours', () => {
      const said = ['1', '3', '16', '17', '18', '19', '20', '21', '26', '34', '38', '42', '58', '127'].map(
        (code) => hoverText(`Event: Hangup\nCause: $0${code}\n\n`).split('\n')[0],
      );
      assert.equal(new Set(said).size, said.length);
    });
    it('of the name of a member of every object', () =>
      assert.match(hoverText('Event: Newexten\nAppData: constr$0uctor\n\n'), /^`constructor`(: [A-Z][^()]*)?\n/));
    it('of a version say so', () => assert.match(hoverText('Event: Cdr\nDisposition: CON$0GESTION\n\n'), /^`CONGESTION`/));
  });

  describe('the banner', () => {
    it('of one series', () => checkHover('Asterisk Call Man$0ager/11.0.0\r\n', /\*\*Banner\*\* – .*`11\.0\.0`\. Asterisk 22\.0\.0 to 22\.10\.1 announces/));
    it('of two series', () => checkHover('Asterisk Call Man$0ager/2.5.0\r\n', /.*12\.5\.0 to 12\.8\.2 or 13\.0\.0 to 13\.0\.2/));
    it('of none', () => checkHover('Asterisk Call Man$0ager/99.0\r\n', /.*No release of Asterisk is known/));
  });

  describe('nothing', () => {
    for (const [what, fixture] of [
      ['between messages', 'Event: A\n\n$0\nEvent: B\n\n'],
      ['in a blank line', 'Event: A\n$0\nEvent: B\n\n'],
      ['on a mark', ';@ 2026$0-01-01\nEvent: A\n\n'],
      ['on a line without a colon', 'Event: A\nno col$0on\n\n'],
      ['in the output of a command', 'Response: Follows\nCha$0nnel: x\n--END COMMAND--\n\n'],
      ['in an empty text', '$0'],
    ] as const)
      it(what, () => assert.equal(hoverText(fixture), ''));
  });

  describe('marks', () => {
    for (const fixture of [
      'Event: $0Hangup$0\r\n\r\n',
      'Event: Hangup\r\n$0Cause$0: 16\r\n\r\n',
      'Event: Hangup\r\nCause:  $016$0 \r\n\r\n',
      'Event: Hangup\r\n  $0Cause$0 : 16\r\n\r\n',
      '$0Asterisk Call Manager/11.0.0$0\r\n',
    ])
      it(JSON.stringify(fixture), () => checkRange(fixture));
  });

  describe('text of a capture stays text', () => {
    const nasty = [
      '[click](http://evil.example)',
      '![x](http://evil.example/x.png)',
      '<img src=x onerror=alert(1)>',
      'http://evil.example',
      'a`](http://evil.example)`b',
      '``[x](y)``',
      '`',
      '```',
      '\\`[x](y)',
      '[a]: http://evil.example',
      '$(error)',
      'command:ami.attach',
      '[x](command:workbench.action.quit)',
      '| a | b |',
      '\u202egnp.exe',
      `${'`'.repeat(40)}<script>${'`'.repeat(39)}`,
      ' `a` ',
      'x'.repeat(5000),
    ];
    for (const value of nasty) {
      for (const [where, fixture] of [
        ['a value', `Event: Newexten\r\nAppData: $0${value}\r\n\r\n`],
        ['the name of a header', `Event: Hangup\r\n$0${value.replaceAll(':', '')}: 1\r\n\r\n`],
        ['the name of a bracketed header', `Event: Hangup\r\nChanVariable$0(${value.replaceAll(':', '')}): 1\r\n\r\n`],
        ['a channel', `Event: Hangup\r\nChannel: $0SIP/${value}-0000000a\r\n\r\n`],
        ['a Uniqueid', `Event: Hangup\r\nUniqueid: $0${value}-1795374340.1\r\n\r\n`],
        ['an address', `Event: SuccessfulAuth\r\nRemoteAddress: $0IPV4/TCP/${value.replaceAll('/', '')}/1\r\n\r\n`],
        ['the name of an event', `Event: $0${value}\r\n\r\n`],
        ['a response', `Response: $0${value}\r\n\r\n`],
        ['a message of a response', `Response: Error\r\nMessage: $0${value}\r\n\r\n`],
      ] as const)
        it(`${JSON.stringify(value.slice(0, 40))} as ${where}`, () => checkHarmless(hoverText(fixture, { links: true })));
    }
    it('whatever it is', () =>
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom(...'`[]()<>!:/\\*_ \t\nax'), maxLength: 30 }), (value) => {
          const span = codeSpan(value);
          if (span !== '(empty)') assert.equal(span.replace(/^(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)$/, ''), '', span);
        }),
        random(3000),
      ));
  });

  it('is had everywhere in every text, and never throws', () => {
    const context = contextOf(undefined, { links: true });
    fc.assert(
      fc.property(amiText(12), (text) => {
        const document = documentOf(text);
        for (let offset = 0; offset <= text.length; offset += 3) hover(document, document.lines.positionAt(offset), context);
      }),
      random(300),
    );
  });

  it('says something of every header of every recording that is not damaged', () => {
    const below = randomNumbers(SEED);
    const context = contextOf(undefined);
    for (const { text, name } of captures()) {
      const document = documentOf(text);
      for (let i = 0; i < 12; i++) {
        const line = text.lastIndexOf('\n', below(text.length)) + 1;
        if (!/^(Event|Channel|Uniqueid|Privilege|Response|ActionID): /.test(text.slice(line, line + 12))) continue;
        assert.ok(hover(document, document.lines.positionAt(line + 1), context), `${name} at ${line}`);
      }
    }
  });
});

/** Checks that, code spans and our own links left out, nothing is left that a client could make a link, an image, HTML or an address of. */
function checkHarmless(markdown: string): void {
  const own = /\[[^[\]]*\]\(command:ami\.openCatalogPage\?[A-Za-z0-9%._-]*\)/g;
  const rest = withoutCode(markdown).replace(own, '');
  assert.doesNotMatch(rest, /\]\(|\]:|<[a-z/!]|https?:|command:|evil|onerror|script|\u202e/i, markdown);
  assert.doesNotMatch(markdown, /[\u202a-\u202e\u2066-\u2069]/, 'no change of direction, not even in code');
  assert.ok(markdown.length < 4000, `${markdown.length} characters`);
}

/** Markdown without its code spans, by CommonMark's rule: a run of backticks up to the next run of the same length. */
function withoutCode(markdown: string): string {
  let rest = '';
  let at = 0;
  for (const opening of markdown.matchAll(/`+/g)) {
    if (opening.index < at) continue;
    // A backslash before a backtick makes it none.
    if (markdown[opening.index - 1] === '\\') continue;
    const run = opening[0];
    const close = new RegExp(`(?<!\`)${run}(?!\`)`, 'g');
    close.lastIndex = opening.index + run.length;
    const found = close.exec(markdown);
    if (!found) continue;
    rest += markdown.slice(at, opening.index);
    at = found.index + run.length;
  }
  return rest + markdown.slice(at);
}

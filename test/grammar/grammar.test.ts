import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, type IToken, parseRawGrammar, Registry } from 'vscode-textmate';
import { headersOf } from '../../server/src/syntax/headers';
import { indexMessages } from '../../server/src/syntax/messages';

const GRAMMAR = 'syntaxes/ami.tmLanguage.json';
const CAPTURES = 'test/captures';

/** `$0…$0` in a log, and the innermost scope that exactly this range has. */
type Row = readonly [what: string, log: string, scope: string];

const HEADER_NAME = 'variable.other.property.ami';
const TEXT = 'meta.header.ami';

const between: Row[] = [
  ['the banner', '$0Asterisk Call Manager$0/11.0.0', 'markup.heading.banner.ami'],
  ['the version in the banner', 'Asterisk Call Manager/$011.0.0$0', 'constant.numeric.version.ami'],
  ['a time mark', ';@$0 2026-11-22T18:31:50.000Z$0', 'comment.line.time.ami'],
  ['a gap mark', ';!$0 gap 12 s$0', 'markup.deleted.gap.ami'],
  ['a note', ';#$0 Channel: the one that failed$0', 'comment.line.note.ami'],
  ['no mark without its blank', '$0;@now$0', 'source.ami'],
  ['telnet, trying', '$0Trying 10.0.0.1...$0', 'comment.line.transcript.ami'],
  ['telnet, connected', '$0Connected to pbx.example.$0', 'comment.line.transcript.ami'],
  ['telnet, escape character', "$0Escape character is '^]'.$0", 'comment.line.transcript.ami'],
  ['telnet, closed', '$0Connection closed by foreign host.$0', 'comment.line.transcript.ami'],
  ['ssh, closed: its colon makes no header', '$0Connection to pbx: closed$0', 'comment.line.transcript.ami'],
  ['the debug log of Asterisk', '$0<-- Examining AMI event: -->$0', 'comment.line.transcript.ami'],
  ['prose', '$0Here is what we saw: nothing$0', 'source.ami'],
  ['prose behind a message', 'Event: Reload\n\n$0and then: nothing$0', 'source.ami'],
  ['a name that is too long to be one', `$0${'x'.repeat(81)}: y$0`, 'source.ami'],
];

/** Quoted lines are read by the parser only where the whole text is quoted, so that these are not compared with it. */
const quotes: Row[] = [
  ['the name of a quoted event', '> Event: $0Hangup$0', 'entity.name.type.event.ami'],
  ['the name of a header that is quoted twice', '> > Event: Hangup\n> > $0Cause$0: 16', HEADER_NAME],
  ['the mark of quoting', '$0> $0Cause: 16', 'comment.line.quote.ami'],
  ['the name of a header behind a mark of comment', '// $0Cause$0: 16', HEADER_NAME],
];

const naming: Row[] = [
  ['an event', '$0Event$0: Hangup', 'keyword.control.event.ami'],
  ['an event name', 'Event: $0Hangup$0', 'entity.name.type.event.ami'],
  ['an event name with blanks and a colon', 'Event: $0Weird Name: x$0  ', 'entity.name.type.event.ami'],
  ['an action', '$0Action$0: Login', 'keyword.control.action.ami'],
  ['an action as typed into telnet', '  $0action$0:login', 'keyword.control.action.ami'],
  ['an action name as typed into telnet', '  action:$0login$0', 'entity.name.function.action.ami'],
  ['an action that is not on the first line', 'ActionID: 1\n$0Action$0: Ping', 'keyword.control.action.ami'],
  ['a response', '$0Response$0: Success', 'keyword.control.response.ami'],
  ['success', 'Response: $0Success$0', 'markup.inserted.response.success.ami'],
  ['failure', 'Response: $0Error$0', 'invalid.illegal.response.error.ami'],
  ['why it failed', 'Response: Error\nMessage: $0No such channel$0', 'markup.deleted.error-text.ami'],
  ['the message of a success', 'Response: Success\nMessage: $0Originate successfully queued$0', TEXT],
  ['goodbye', 'Response: $0Goodbye$0', 'markup.changed.response.goodbye.ami'],
  ['follows', 'Response: $0Follows$0', 'entity.name.type.response.follows.ami'],
  ['another response', 'Response: $0Pong$0', 'entity.name.type.response.ami'],
  ['the colon', 'Event$0:$0 Hangup', 'punctuation.separator.key-value.ami'],
  ['an event that cuts another short', 'Event: Newchannel\nChannel: x\n$0Event$0: Hangup', 'keyword.control.event.ami'],
  ['a response that cuts an event short', 'Event: Newchannel\nChannel: x\n$0Response$0: Error', 'keyword.control.response.ami'],
  ['a header named Response', 'Event: OriginateResponse\n$0Response$0: Failure', HEADER_NAME],
  ['its value', 'Event: OriginateResponse\nResponse: $0Failure$0', 'constant.language.word.ami'],
  ['a header named Event in an event', 'Event: ResourceListDetail\n$0Event$0: presence', HEADER_NAME],
  ['a header named Event in an action', 'Action: QueueLog\n$0Event$0: LUNCH', HEADER_NAME],
  ['a header named Action', 'Event: UserEvent\n$0Action$0: x', HEADER_NAME],
  ['Event in the value of a header', 'RequestType: $0Event: x$0', TEXT],
  ['an old spelling of Uniqueid', 'Event: Hangup\nUniqueID: $0a$0', 'variable.other.constant.id.ami'],
  ['a header as typed into telnet', 'Action: Originate\nexten: $0200$0', 'constant.numeric.phone.ami'],
  ['a word as typed into telnet', 'Action: QueueLog\nchanneltype: $0SIP$0', 'constant.language.word.ami'],
];

const names: Row[] = [
  ['a header', 'Event: Hangup\n$0Cause-txt$0: User busy', HEADER_NAME],
  ['no blank behind the colon', 'Event: Hangup\n$0Cause$0:16', HEADER_NAME],
  ['no value', 'Event: Hangup\n$0Cause$0:', HEADER_NAME],
  ['blanks around the name', 'Event: Hangup\n\t $0Cause$0 \t: 16', HEADER_NAME],
  ['blanks inside the name', 'Event: UserEvent\n$0Key With Space$0: v', HEADER_NAME],
  ['a channel in the name', 'Event: Hangup\n$0ChanVariable(Local/600@default-00000003;1)$0: A=b', HEADER_NAME],
  ['an old list item without Event', '$0Channel$0: SIP/1-00000001\nCause: 16', HEADER_NAME],
  ['slashes and digits', 'Event: AOC-D\n$0Rate(0)/Flat$0: 1', HEADER_NAME],
  ['a line without a colon', 'Event: UserEvent\n$0tail$0', 'meta.event.ami'],
  ['a line that begins with its colon', 'Event: UserEvent\n$0: tail$0', 'meta.event.ami'],
  ['a message after a mark', 'Event: Hangup\nCause: 16\n;! gap\n$0Channel$0: x', HEADER_NAME],
];

const values: Row[] = [
  ['a number', 'Cause: $016$0', 'constant.numeric.ami'],
  ['a negative number', 'ExecutionTime: $0-1.5$0', 'constant.numeric.ami'],
  ['a number with trailing blanks', 'Cause: $016$0  ', 'constant.numeric.ami'],
  ['a number among words', 'Linetext: $016 bits$0', TEXT],
  ['a number and its word', 'PT: $0200$0(SR)', 'constant.numeric.ami'],
  ['hexadecimal', 'SSRC: $00x2958859a$0', 'constant.numeric.hex.ami'],
  ['an extension', 'Exten: $0*97$0', 'constant.numeric.phone.ami'],
  ['a phone number', 'CallerIDNum: $0+31150010001$0', 'constant.numeric.phone.ami'],
  ['a pressed key', 'Digit: $0#$0', 'constant.numeric.phone.ami'],
  ['microseconds', 'Timestamp: $01795372831.711580$0', 'constant.numeric.timestamp.ami'],
  ['a date with time', 'StartTime: $02026-11-22 18:32:16$0', 'constant.numeric.timestamp.ami'],
  ['a time with its zone', 'EventTV: $02026-11-22T18:38:54.141+0000$0', 'constant.numeric.timestamp.ami'],
  ['a Uniqueid', 'Uniqueid: $01795371545.29$0', 'variable.other.constant.id.ami'],
  ['a Uniqueid of a named server', 'Linkedid: $0pbx-eu-1-1795371545.29$0', 'variable.other.constant.id.ami'],
  ['a Uniqueid that an originator chose', 'DestUniqueid: $0my id$0', 'variable.other.constant.id.ami'],
  ['a Uniqueid elsewhere', 'Value: $0c4061ca6474c-1531990698.589$0', 'variable.other.constant.id.ami'],
  ['a bridge', 'BridgeUniqueid: $0f68d2326-3bfd-4e7a-96f9-b329020926be$0', 'variable.other.constant.id.ami'],
  ['an ActionID', 'ActionID: $0my-action$0', 'variable.other.constant.id.ami'],
  ['a channel', 'Channel: $0PJSIP/1001-00000001$0', 'entity.name.function.channel.ami'],
  ['half of a Local channel', 'DestChannel: $0Local/600@default-00000003;1$0', 'entity.name.function.channel.ami'],
  ['a channel that was replaced', 'Newname: $0Local/600@default-00000003;1<ZOMBIE>$0', 'entity.name.function.channel.ami'],
  ['a DAHDI channel', 'Channel: $0DAHDI/i1/5551234-1$0', 'entity.name.function.channel.ami'],
  ['a dial string', 'Channel: $0PJSIP/1001$0', 'entity.name.function.channel.ami'],
  ['a channel elsewhere', 'Value: $0PJSIP/1001-00000001$0', 'entity.name.function.channel.ami'],
  ['a path', 'FileName: $0/var/spool/x/y-00000001$0', TEXT],
  ['arguments', 'AppData: $0PJSIP/1001,30,tT$0', TEXT],
  ['a privilege', 'Privilege: $0call$0,all', 'storage.modifier.privilege.ami'],
  ['no privilege', 'Privilege: $0<none>$0', 'constant.language.null.ami'],
  ['a channel state', 'ChannelStateDesc: $0Ring$0', 'constant.language.word.ami'],
  ['a dial status', 'DialStatus: $0NOANSWER$0', 'constant.language.word.ami'],
  ['a hangup cause', 'Cause-txt: $0User alerting, no answer$0', 'constant.language.word.ami'],
  ['a list that begins', 'EventList: $0start$0', 'constant.language.word.ami'],
  ['a list that ends', 'EventList: $0Complete$0', 'constant.language.word.ami'],
  ['a word of a free header', 'Context: $0default$0', TEXT],
  ['yes', 'LocalOptimization: $0Yes$0', 'constant.language.boolean.ami'],
  ['true', 'Async: $0true$0', 'constant.language.boolean.ami'],
  ['a caller whose name is a word', 'CallerIDName: $0No$0', TEXT],
  ['unknown', 'ConnectedLineNum: $0<unknown>$0', 'constant.language.null.ami'],
  ['null', 'Mask: $0(null)$0', 'constant.language.null.ami'],
  ['IPv4', 'IPaddress: $0127.0.0.1$0', 'constant.numeric.address.ami'],
  ['IPv4 with a port', 'Address: $010.0.0.1:5060$0', 'constant.numeric.address.ami'],
  ['IPv6', 'Address: $0fe80::1%eth0$0', 'constant.numeric.address.ami'],
  ['IPv6 with a port', 'Address: $0[2001:db8::1]:5060$0', 'constant.numeric.address.ami'],
  ['an address of a security event', 'RemoteAddress: $0IPV4/TCP/127.0.0.1/5238$0', 'constant.numeric.address.ami'],
  ['quoted text', 'CallerID: $0"Desk"$0 <1001>', 'string.quoted.double.ami'],
  ['a quote that does not close', 'CallerIDName: $0"Smith$0', TEXT],
  ['a secret', 'Secret: $0pass word$0', 'string.unquoted.secret.ami'],
  ['a digest', 'Md5Cred: $0e30678b1e6dc7c26d7f5f1ab6075f1b9$0', 'string.unquoted.secret.ami'],
  ['a challenge', 'Challenge: $01795373040/db4099592cb553469b8bb1899a2b2fc9$0', 'string.unquoted.secret.ami'],
  ['a challenge that is described', 'Challenge: $0Generate Challenge. (Priv: <none>)$0', TEXT],
  ['the key of a login', 'Key: $0e30678b1e6dc7c26d7f5f1ab6075f1b9$0', 'string.unquoted.secret.ami'],
  ['the key of a database entry', 'Key: $0cfim$0', TEXT],
  ['the answer to a challenge', 'Event: ChallengeResponseFailed\nResponse: $0e30678b1e6dc7c26d7f5f1ab6075f1b9$0', 'string.unquoted.secret.ami'],
  ['a variable', 'ChanVariable: $0CAMPAIGN$0=42', 'variable.other.readwrite.ami'],
  ['the value of a variable', 'ChanVariable: CAMPAIGN=$042$0', 'constant.numeric.ami'],
  ['a variable that holds a secret', 'Variable: SIPPASSWORD=$0abc$0', 'string.unquoted.secret.ami'],
  ['a secret in a configuration file', 'Line-000001-000002: secret=$0abc$0', 'string.unquoted.secret.ami'],
  ['a line of output', 'Response: Success\nOutput: $0  Peer: 10.0.0.1$0', 'string.unquoted.output.ami'],
];

const FOLLOWS = 'Response: Follows\nPrivilege: Command\nActionID: 1\n';

const output: Row[] = [
  ['a header above the output', 'Response: Follows\n$0Privilege$0: Command\nx\n--END COMMAND--', HEADER_NAME],
  ['a line of output', `${FOLLOWS}$0Name/username  Host$0\n--END COMMAND--`, 'string.unquoted.output.ami'],
  ['a line with a colon', `${FOLLOWS}$0Peer: 10.0.0.1$0\n--END COMMAND--`, 'string.unquoted.output.ami'],
  ['a line behind a blank one', `${FOLLOWS}x\n\n$0Peer: 10.0.0.1$0\n--END COMMAND--`, 'string.unquoted.output.ami'],
  ['the end of the output', `${FOLLOWS}x\n$0--END COMMAND--$0`, 'comment.line.end-of-output.ami'],
  ['the message behind it', `${FOLLOWS}x\n--END COMMAND--\n\nEvent: $0Hangup$0`, 'entity.name.type.event.ami'],
  ['the message behind output that was cut', `${FOLLOWS}x\n\nEvent: $0Hangup$0\nPrivilege: call,all`, 'entity.name.type.event.ami'],
  ['a mark behind output that was cut', `${FOLLOWS}x\n;!$0 gap$0`, 'markup.deleted.gap.ami'],
];

describe('grammar', () => {
  let grammar: IGrammar;

  before(async () => {
    await loadWASM(readFileSync('node_modules/vscode-oniguruma/release/onig.wasm'));
    const registry = new Registry({
      onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
      loadGrammar: () => Promise.resolve(parseRawGrammar(readFileSync(GRAMMAR, 'utf8'), GRAMMAR)),
    });
    const loaded = await registry.loadGrammar('source.ami');
    assert.ok(loaded, 'source.ami');
    grammar = loaded;
  });

  for (const [group, rows] of Object.entries({
    'between messages': between,
    'quoted lines': quotes,
    'naming lines': naming,
    'header names': names,
    values,
    'command output': output,
  })) {
    describe(group, () => {
      for (const [what, log, scope] of rows) it(what, () => checkScope(grammar, log, scope));
    });
  }

  describe('terminates on', () => {
    const long: [what: string, line: string][] = [
      ['a long word', 'x'.repeat(100_000)],
      ['a long value', `AppData: ${'x'.repeat(100_000)}`],
      ['many blanks', `Channel: a${' '.repeat(100_000)}b`],
      ['many leading blanks', `${' '.repeat(100_000)}b`],
      ['many digits', `Cause: ${'1'.repeat(100_000)}x`],
      ['many quotes', `Value: ${'"'.repeat(99_999)}`],
      ['many slashes', `Value: ${'a/'.repeat(50_000)}`],
      ['many dashes', `Value: ${'1-'.repeat(50_000)}`],
      ['many assignments', `Variable: ${'secret'.repeat(16_000)}`],
      ['many colons', `Event: X\n${'a:'.repeat(50_000)}`],
      ['many commas', `Privilege: ${'a,'.repeat(50_000)}`],
      ['a long name', `Event: X\n${'State '.repeat(16_000)}: y`],
    ];
    for (const [what, text] of long) {
      it(what, () => {
        for (const { line, tokens } of tokenized(grammar, text)) assert.ok((tokens.at(-1)?.endIndex ?? 0) >= line.length);
      });
    }
  });

  describe('agrees with the parser on header names', () => {
    const captures = readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ami'))
      .sort();

    it('has captures to look at', () => assert.ok(captures.length > 0, CAPTURES));

    for (const name of captures) {
      // An editor takes a lone CR for a line end too, and the server then gets the text with equal line ends.
      it(name, () => checkNames(grammar, readFileSync(path.join(CAPTURES, name), 'utf8').replace(/\r\n?/g, '\n')));
    }

    for (const [what, log] of [...between, ...naming, ...names, ...values, ...output]) it(what, () => checkNames(grammar, unmarked(log).text));
  });
});

/** The range `$0…$0` of `log` is one token, and `scope` is its innermost scope. */
function checkScope(grammar: IGrammar, log: string, scope: string): void {
  const { text, start, end } = unmarked(log);
  for (const { at, line, tokens } of tokenized(grammar, text)) {
    if (start < at || start > at + line.length) continue;
    const found = tokens.filter((token) => at + token.startIndex < end && at + token.endIndex > start);
    const seen = found.map((token) => [line.slice(token.startIndex, token.endIndex), token.scopes.at(-1)]);
    assert.deepEqual(seen, [[text.slice(start, end), scope]]);
    return;
  }
  assert.fail('no $0 in the log');
}

/** What the grammar colours as a header name is what the parser takes for one, at the same place. */
function checkNames(grammar: IGrammar, text: string): void {
  const coloured: string[] = [];
  for (const { at, line, tokens } of tokenized(grammar, text)) {
    for (const token of tokens) {
      if (isHeaderName(token)) coloured.push(`${at + token.startIndex} ${line.slice(token.startIndex, token.endIndex)}`);
    }
  }
  const parsed: string[] = [];
  const index = indexMessages(text);
  for (let i = 0; i < index.count; i++) {
    for (const { name } of headersOf(text, index, i)) if (name.end > name.start) parsed.push(`${name.start} ${text.slice(name.start, name.end)}`);
  }
  assert.deepEqual(coloured, parsed);
}

function isHeaderName(token: IToken): boolean {
  return token.scopes.some((scope) => scope === 'support.type.property-name.ami' || scope.startsWith('keyword.control.'));
}

/** Each line of `text` with its offset and tokens. */
function* tokenized(grammar: IGrammar, text: string): Generator<{ at: number; line: string; tokens: IToken[] }> {
  let state = INITIAL;
  let at = 0;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    yield { at, line, tokens };
    state = ruleStack;
    at += line.length + 1;
  }
}

function unmarked(log: string): { text: string; start: number; end: number } {
  const [before = '', marked = '', after = ''] = log.split('$0');
  return { text: before + marked + after, start: before.length, end: before.length + marked.length };
}

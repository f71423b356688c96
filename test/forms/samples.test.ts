import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { catalogNames } from '../../server/src/cli/convert';
import { detectForm } from '../../server/src/forms/detect';
import { FORMS } from '../../server/src/forms/form';
import { captures } from '../support/captures';
import { converted, textOf } from './support';

const SAMPLES = 'test/fixtures/forms/samples';
const DECOYS = 'test/fixtures/forms/decoys';

/** What the sample becomes, line ends shown as they are in this table's text: LF for CRLF. */
function checkSample(name: string, expected: string): void {
  const pieces = converted(readFileSync(path.join(SAMPLES, name)), undefined, catalogNames());
  const text = textOf(pieces);
  assert.ok(!/(?<!\r)\n/.test(text), 'every line ends in CRLF');
  assert.equal(text.replaceAll('\r\n', '\n'), Buffer.from(expected).toString('latin1'));
}

describe('forms: detection', () => {
  for (const name of readdirSync(SAMPLES)) {
    it(name, () => assert.equal(detectForm(readFileSync(path.join(SAMPLES, name))), name.replace(/[-.].*$/, '')));
  }
  for (const name of readdirSync(DECOYS)) {
    it(`not ${name}`, () => assert.equal(detectForm(readFileSync(path.join(DECOYS, name))), undefined));
  }
  it('this project’s own files are no captures', () => {
    for (const file of [
      'package.json',
      'biome.json',
      'README.md',
      'server/src/cli.ts',
      'server/src/capture/login.ts',
      'LICENSE',
      'esbuild.mjs',
      'tsconfig.base.json',
    ]) {
      assert.equal(detectForm(readFileSync(file)), undefined, file);
    }
  });
  it('every recording is the wire, with UTF-16, byte order mark or a string alike', () => {
    for (const { name, file } of captures()) {
      const bytes = readFileSync(file);
      assert.equal(detectForm(bytes), 'wire', name);
      assert.equal(detectForm(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])), 'wire', name);
      assert.equal(detectForm(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('latin1'), 'utf16le')])), 'wire', name);
      assert.equal(detectForm(bytes.toString('utf8')), 'wire', name);
    }
  });
  it('every recording with the marks of a live or converted capture is the wire', () => {
    for (const { name, text } of captures()) {
      for (const mark of [';@ 2026-11-22T10:00:00.123Z', ';! gap 2026-11-22T10:00:00Z to 2026-11-22T10:00:09Z', ';# customer calls at 10:00:00']) {
        const marked = text.replace(/(?<=^|\n\r\n)(?=[A-Z])/g, `${mark}\r\n`);
        assert.equal(detectForm(marked), 'wire', `${mark} in ${name}`);
      }
    }
  });
  it('network captures with AMI in them, and none without', () => {
    const bytes = readFileSync('test/captures/asterisk-22.10.1/pcap_two_clients.pcap');
    assert.equal(detectForm(bytes), 'pcap');
    const other = Buffer.from(bytes);
    // Port 5038 becomes 80, and what makes AMI of the payload is gone.
    for (let at = other.indexOf(Buffer.from([0x13, 0xae])); at >= 0; at = other.indexOf(Buffer.from([0x13, 0xae]), at + 1)) other.writeUInt16BE(80, at);
    for (const word of ['Asterisk Call Manager', 'Event', 'Response', 'Action']) {
      for (let at = other.indexOf(word); at >= 0; at = other.indexOf(word, at + 1)) other.write('x'.repeat(word.length), at);
    }
    assert.equal(detectForm(other), undefined);
  });
  it('has an entry for each form', () => assert.ok(Object.values(FORMS).every(({ title }) => title() !== '')));
});

describe('forms: samples', () => {
  const table: [name: string, expected: string][] = [
    [
      'coreDebug-quoted-wrapped.txt',
      `;@ 2025-11-16T22:51:47.012
Event: VarSet
Privilege: dialplan,all
Timestamp: 1763333507.012350
Channel: Local/1234@from-trunk-00000001;1
ChannelState: 6
Uniqueid: 1763333492.7
Linkedid: 1763333492.7
Variable: BRIDGEPEER
Value: 

;@ 2025-11-16T22:51:47.013
Event: Hangup
Privilege: call,all
Channel: Local/1234@from-trunk-00000001;1
Uniqueid: 1763333492.7
Cause: 16
Cause-txt: Normal Clearing

`,
    ],
    [
      'coreDebug-noyear.log',
      `;@ 2025-11-16T22:51:47
Event: Newchannel
Privilege: call,all
Channel: SIP/1-00000001
Uniqueid: 1763333492.7
Linkedid: 1763333492.7

Action: Ping
ActionID: 12

`,
    ],
    [
      'prefixed-python.log',
      `;@ 2024-05-01T12:00:00.200
Asterisk Call Manager/5.0.2
;@ 2024-05-01T12:00:00.300
Response: Success
Message: Authentication accepted

;@ 2024-05-01T12:00:01.400
Event: Newchannel
Privilege: call,all
Channel: PJSIP/100-00000001
Uniqueid: 1714564801.1

;@ 2024-05-01T12:00:02.000
Event: Hangup
Privilege: call,all
Channel: PJSIP/100-00000001
Uniqueid: 1714564801.1
Cause: 16
Cause-txt: Normal Clearing

`,
    ],
    [
      'prefixed-epoch.log',
      `;@ 2024-05-01T12:00:00.123456Z
Asterisk Call Manager/5.0.2
;@ 2024-05-01T12:00:01.000001Z
Event: Newchannel
Privilege: call,all
Channel: PJSIP/100-00000001
Uniqueid: 1714564801.1

;@ 2024-05-01T12:00:02.000001Z
Event: Hangup
Privilege: call,all
Uniqueid: 1714564801.1

`,
    ],
    [
      'prefixed-headings.log',
      `;@ 2024-05-01T12:00:00Z
Event: Newchannel
Privilege: call,all
Channel: PJSIP/100-00000001
Uniqueid: 1714564801.1

;@ 2024-05-01T12:00:01Z
Response: Follows
Privilege: Command
ActionID: 7
2024-05-01 12:00:00 is a time in the output
10:00:00

--END COMMAND--

;@ 2024-05-01T12:00:02Z
Event: Hangup
Privilege: call,all
Uniqueid: 1714564801.1
Cause: 16

`,
    ],
    [
      'prefixed-level-line.log',
      `Event: Newchannel
Privilege: call,all
Uniqueid: 1714564801.1

Event: Hangup
Privilege: call,all
Uniqueid: 1714564801.1

`,
    ],
    [
      'prefixed-quoted-transcript.txt',
      `;@ 2024-05-01T12:00:00
Trying 127.0.0.1...
Connected to localhost.
Escape character is '^]'.
Asterisk Call Manager/5.0.2
action:login
username:admin
secret:x

Response: Success
Message: Authentication accepted

;@ 2024-05-01T12:00:01
Event: FullyBooted
Privilege: system,all
Status: Fully Booted

`,
    ],
    [
      'prefixed-inside-quotes.txt',
      `;@ 12:00:00.100
Event: Newchannel
Privilege: call,all
Uniqueid: 1714564801.1

;@ 12:00:01.100
Event: Hangup
Privilege: call,all
Uniqueid: 1714564801.1

`,
    ],
    [
      'directions-send-recv.log',
      `;@ 2026-01-22T15:30:40.100
Action: Login
Username: amigow
Secret: ********
ActionID: 1234-5678-9012

;@ 2026-01-22T15:30:40.105
Response: Success
Message: Authentication accepted

;@ 2026-01-22T15:30:45.123
Event: Newchannel
Privilege: call,all
Channel: SIP/1001-00000001
CallerIDName: João Silva
Uniqueid: 1737556245.123

;@ 2026-01-22T15:30:50.210
Event: Hangup
Privilege: call,all
Cause: 16
Cause-txt: Normal Clearing

`,
    ],
    [
      'directions-pami.log',
      `;@ 2015-03-01T10:00:00
action: Login
actionid: 1425200400.123
username: asd
secret: asd

;@ 2015-03-01T10:00:01
Response: Success
ActionID: 1425200400.123
Message: Authentication accepted

;@ 2015-03-01T10:00:02
Event: Newchannel
Privilege: call,all
Uniqueid: 1425200402.1

`,
    ],
    [
      'directions-per-line.log',
      `Asterisk Call Manager/1.1
Action: Login
Username: a

Response: Success
Message: Authentication accepted

Event: Hangup
Privilege: call,all
Uniqueid: 1.1

`,
    ],
    [
      'directions-starpy.log',
      `;@ 2012-01-01T10:00:00+00:00
Asterisk Call Manager/1.1
;@ 2012-01-01T10:00:01+00:00
Event: VarSet
Privilege: dialplan,all
Value: it's é \\ here
Other: é €

`,
    ],
    [
      'yaai.log',
      `Asterisk Call Manager/1.1
Response: Success
Message: Authentication accepted

;@ 2014-07-09T06:46:07
Event: Newchannel
Privilege: call,all
Channel: SIP/774123456787-00000025
CallerIDName: 
Uniqueid: 1404888366.37

;@ 2014-07-09T06:46:09
Event: Hangup
Privilege: call,all
AppData1: a --> b
Cause-txt: Normal Clearing

`,
    ],
    [
      'yaai-prefixed.log',
      `;@ 2014-07-09T06:46:07
Event: Newchannel
Privilege: call,all
Channel: SIP/774123456787-00000025
CallerIDName: 
Uniqueid: 1404888366.37

;@ 2014-07-09T06:46:09
Event: Hangup
Privilege: call,all
AppData1: a --> b
Cause-txt: Normal Clearing

`,
    ],
    [
      'asteriskJava.log',
      `;@ 2019-02-03T10:00:00.001
Event: FullyBooted
Privilege: system,all
Status: Fully Booted

;@ 2019-02-03T10:00:01
Event: Newexten
Privilege: dialplan,all
AppData: say='it's, ok', and 'b' [z]
Application: Set
callerid: 
Priority: 1

;@ 2019-02-03T10:00:02.003
Event: Inner
Privilege: user,all
Variables: a=1
Variables: b=it's, 2
map: k=v
map: l=w

`,
    ],
    [
      'asteriskJava-old.log',
      `;@ 2014-04-01T18:45:37
Event: Hangup
Privilege: call,all
Cause: 16
Cause-txt: Normal Clearing
Uniqueid: 1396356317.899

`,
    ],
    [
      'asterNet.log',
      `;@ 07:57:13.921879
Response: Success
ActionID: amp13-49414
Message: Extension Status
Hint:

;@ 07:57:17.106259
Response: Follows
Privilege: Command
ActionID: amp13-49415
Name/username             Host                                    Dyn Forcerport
  indented output
--END COMMAND--

`,
    ],
    [
      'ngrep.txt',
      `;# connection 10.0.0.2:40000 - 10.0.0.1:5038
;@ 2016-03-09T12:23:26.957583
Asterisk Call Manager/1.3
;@ 2016-03-09T12:23:27.100000
Action: Login
Username: a
Secret: b.

;@ 2016-03-09T12:23:27.150000
Event: Newchannel
Privilege: call,all
Channel: SIP/1-1
Uniqueid: 1457526207.1

`,
    ],
    [
      'json-lower.jsonl',
      `;@ 2024-05-01T12:00:01.123Z
Event: Newchannel
Privilege: call,all
Channel: SIP/1-1
Uniqueid: 1.1
CallerIDName: José 😀

;# Value of the next message holds line ends, written here as \\r and \\n
Event: VarSet
Privilege: dialplan,all
Variable: A
Variable: B
Value: two\\nlines
Uniqueid: 1.1

Event: Hangup
Privilege: call,all
Uniqueid: 1.1
Cause: 16
Cause-txt: \0x
big: 12345678901234567890

`,
    ],
    [
      'json-envelope.txt',
      `;# server_id: 1, server_name: asterisk01.local, ssl: false
Event: Hangup
Privilege: call,all
Channel: SIP/sipp-00000a6a
1: numeric name keeps its place
Variable: A=1
Variable: B=2
Cause-txt: Unknown

;# server_id: 2, server_name: asterisk02.local, ssl: false
Response: Success
ActionID: 7
Output: line 1
Output:   line 2

`,
    ],
    [
      'json-wire.jsonl',
      `Event: Hangup
Privilege: call,all
Uniqueid: 1.1

Response: Success
Message: Originate successfully queued

`,
    ],
    [
      'json-prefixed.log',
      `;@ 2024-05-01T12:00:00
Event: Hangup
Privilege: call,all
Uniqueid: 1.1

;@ 2024-05-01T12:00:02
Event: Newstate
Privilege: call,all
Uniqueid: 1.1

`,
    ],
    [
      'http-curl.txt',
      `Action: login
username: admin
secret: p@ss

;@ 2026-11-22T18:32:38Z
Response: Success
Message: Authentication accepted

Action: ping

Response: Success
Ping: Pong
Timestamp: 1795372358.8

Action: ping

Response: Success
Ping: Pong & more

`,
    ],
  ];
  for (const [name, expected] of table) it(name, () => checkSample(name, expected));

  it('ajamXml.xml', () =>
    checkSample(
      'ajamXml.xml',
      `Response: Success
Message: Queue status will follow
EventList: start

Event: QueueMember
Queue: sales
Name: Bob, Jr. <b> & "c" 'd' é
StateInterface: Custom:a

Event: Hangup
Privilege: call,all
Cause-txt: a > b
ChanVariable: x=1
ChanVariable: y=2

Response: Follows
Privilege: Command
a: b

 c
--END COMMAND--

`,
    ));

  it('the bars of an ngrep paste are its dots', () => {
    const [dots, bars] = ['ngrep.txt', 'ngrep-bars.txt'].map((name) => textOf(converted(readFileSync(path.join(SAMPLES, name)))));
    assert.equal(bars?.replace('Secret: b.', 'Secret: b'), dots?.replace('Secret: b.', 'Secret: b'));
  });

  it('forms that are read in place lose their quoting only', () => {
    const read = (name: string): string => textOf(converted(readFileSync(path.join(SAMPLES, name))));
    assert.equal(read('quoted.txt'), read('wire.ami'));
    assert.match(
      read('quoted-slashes.txt').replaceAll('\r\n', '\n'),
      /Asterisk Call Manager\/5.0.2\naction:login\nusername:admin\nsecret:x\n\nResponse: Success/,
    );
    assert.match(read('managerDebug.txt').replaceAll('\r\n', '\n'), /Event: Newchannel\nPrivilege: call,all\nSequenceNumber: 7666\n/);
  });

  it('says where each message came from', () => {
    const pieces = converted(readFileSync(path.join(SAMPLES, 'coreDebug-quoted-wrapped.txt')));
    assert.deepEqual(
      pieces.filter(({ kind }) => kind === 'message').map(({ origin }) => origin),
      [
        { unit: 'line', number: 7 },
        { unit: 'line', number: 22 },
      ],
    );
  });

  it('says the column where one line holds many messages', () => {
    const text = '[{"Event":"A","Privilege":"x"}, {"Event":"B","Privilege":"x"}]';
    assert.deepEqual(
      converted(text).map(({ origin }) => origin),
      [
        { unit: 'line', number: 1, column: 2 },
        { unit: 'line', number: 1, column: 33 },
      ],
    );
  });

  it('Latin-1, UTF-8 and NUL stay what they are', () => {
    const value = 'a\xe9b\xc3\xa9c\0d\x80\xff';
    const json = `{"Event":"X","Privilege":"y","Value":"${value.replace('\0', '\\u0000')}"}\n`;
    for (const text of [`2024-01-01 00:00:00 Event: X\n2024-01-01 00:00:00 Privilege: y\n2024-01-01 00:00:00 Value: ${value}\n2024-01-01 00:00:00 \n`, json]) {
      assert.ok(textOf(converted(text)).includes(`Value: ${value}\r\n`));
    }
  });
});

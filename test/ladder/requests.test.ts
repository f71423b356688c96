import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { CallListResult, LadderResult } from '../../server/src/protocol';
import { run } from '../cli/run';
import { captureNamed, captures } from '../support/captures';
import { type LspClient, startClient } from '../support/lspClient';
import { mermaidProblems } from '../support/mermaidGrammar';
import { createDocument } from '../../server/src/document';
import { documentSource } from '../../server/src/largeFiles/documentSource';
import { callLadder } from '../../server/src/largeFiles/ladders';
import { svgFile } from '../../client/src/ladder/svgFile';
import { xmlProblems } from '../support/xmlGrammar';

const QUEUE = captureNamed('asterisk-22.10.1/systemname_ts_chanvars__queue_call_connect.ami').file;
const ONE = captureNamed('asterisk-22.10.1/call_answered.ami').file;

describe('ami/ladder', () => {
  const uri = 'file:///queue.ami';
  const textDocument = { uri };
  let client: LspClient;
  before(async () => {
    client = await startClient();
    client.open(uri, readFileSync(QUEUE, 'utf8'));
  });
  after(() => client.end());

  it('draws a call, with the message of each step, and writes it in a form', async () => {
    const { calls } = await client.request<CallListResult>('ami/callList', { textDocument });
    const call = calls[0]?.key;
    const { ladder, written, call: told } = await client.request<LadderResult>('ami/ladder', { textDocument, call });
    assert.equal(written, undefined);
    assert.equal(told.key, call);
    assert.deepEqual(
      ladder.lifelines.map(({ kind, name }) => [kind, name]),
      [
        ['local', '600@default'],
        ['queue', 'support'],
        ['local', 'agent1@agents'],
      ],
    );
    const ring = ladder.rows.find(({ kind }) => kind === 'queue-ring');
    assert.deepEqual([ring?.from, ring?.to, ring?.style], [1, 2, 'arrow']);
    assert.ok(ladder.rows.every(({ message }, i) => i === 0 || message >= (ladder.rows[i - 1]?.message ?? 0)));
    assert.ok(ladder.boxes.some(({ parts }) => parts.some(({ lines }) => lines.length === 2)));
    const apart = await client.request<LadderResult>('ami/ladder', { textDocument, call, local: 'apart', format: 'mermaid' });
    assert.equal(apart.ladder.lifelines.length, 5);
    assert.match(apart.written ?? '', /^sequenceDiagram\n/);
  });

  it('is null where there is no such call or capture', async () => {
    assert.equal(await client.request('ami/ladder', { textDocument, call: 99_999 }), null);
    assert.equal(await client.request('ami/ladder', { textDocument: { uri: 'file:///other.ami' }, call: 0 }), null);
  });
});

describe('every call of the recordings', () => {
  it('has a ladder that can be drawn and written', function () {
    this.timeout(120_000);
    let drawn = 0;
    for (const { file, name } of captures()) {
      const source = documentSource(createDocument('file:///a.ami', 'ami', 1, readFileSync(file, 'utf8')));
      for (const _ of source.prepare());
      const book = source.book();
      for (let i = 0; i < book.count; i++) {
        const found = callLadder(source, { call: book.key(i), format: 'mermaid' });
        assert(found, name);
        const { ladder } = found;
        assert.deepEqual(mermaidProblems(found.written ?? ''), [], name);
        assert.deepEqual(xmlProblems(svgFile(ladder, String, { colors: {}, words: { time: '', message: '', sentences: '' } })), [], name);
        for (const { at, text } of ladder.rows) assert.ok(text !== '' && (at === undefined || Number.isFinite(at)), name);
        // Whoever is told of has a line, and no line is empty.
        for (const [line, { uniqueids }] of ladder.lifelines.entries())
          assert.ok(uniqueids.length === 0 || ladder.rows.some(({ from, to }) => from === line || to === line), `${name}: line ${line}`);
        drawn++;
      }
    }
    assert.ok(drawn > 100, `${drawn} calls`);
  });
});

describe('ami-logs calls, as ladders', () => {
  it('prints Mermaid', async () => {
    const { code, out, err } = await run(['calls', '--format', 'mermaid', ONE]);
    assert.deepEqual([code, err], [0, '']);
    assert.deepEqual(mermaidProblems(out), []);
  });

  it('prints one call of several by any of its ids, and asks for one where a form holds no more', async () => {
    const several = await run(['calls', '--format', 'mermaid', QUEUE]);
    assert.equal(several.code, 2);
    assert.match(several.err, /2 calls: choose one with --call/);
    const [, id = ''] = /--call (\S+)/.exec(several.err.replace('--call ID', '')) ?? [];
    const one = await run(['calls', '--format', 'mermaid', '--call', id, QUEUE]);
    assert.equal(one.code, 0);
    assert.match(one.out, /participant p2 as queue support/);
    const wrong = await run(['calls', '--format', 'ladder', '--call', 'nobody', QUEUE]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /no call has the id nobody/);
  });

  it('prints drawings of letters of all calls', async () => {
    const { code, out } = await run(['calls', '--format', 'ladder', QUEUE]);
    assert.equal(code, 0);
    assert.match(out, /─ rings Agent One ─/);
    assert.equal(out.split('new channel').length - 1, 3);
  });

  it('prints names as they are meant', async () => {
    const input = Buffer.from(
      'Event: Newchannel\r\nChannel: SIP/a-00000001\r\nChannelState: 0\r\nCallerIDNum: 1\r\nCallerIDName: Jürgen 😀\r\nExten: 5\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n\r\n',
    );
    const { out } = await run(['calls', '--format', 'ladder', '-'], { input });
    assert.match(out, /Jürgen 😀/);
  });
});

import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Hover } from 'vscode-languageserver-types';
import type {
  CallListResult,
  CallMessagesResult,
  CallsResult,
  Located,
  MessageSummary,
  OpenCaptureResult,
  OpenSliceResult,
  Origin,
} from '../../server/src/protocol';
import { captureNamed } from '../support/captures';
import { inSegments } from '../support/segments';
import { type LspClient, RequestError, startClient } from '../support/lspClient';
import { folder } from './disk';

const CAPTURE = readFileSync(captureNamed('asterisk-22.10.1/call_answered.ami').file);
const OUR_CLIENT = { initializationOptions: { catalogLinks: true }, capabilities: { workspace: { textDocumentContent: {} } } };

describe('captures on disk, over LSP', () => {
  let client: LspClient;
  let temporary: ReturnType<typeof folder>;
  let file: string;
  let uri: string;

  beforeEach(async () => {
    temporary = folder();
    file = temporary.file('a b.ami', CAPTURE);
    uri = pathToFileURL(file).href;
    client = await startClient(OUR_CLIENT);
  });
  afterEach(() => {
    client.server.kill();
    temporary.remove();
  });

  const ask = <T>(method: string, params: object = {}): Promise<T> => client.request<T>(method, { textDocument: { uri }, ...params });
  const refused = async (request: Promise<unknown>, words: RegExp): Promise<void> => {
    await assert.rejects(request, (error: unknown) => error instanceof RequestError && words.test(error.message));
  };
  const textOf = async (slice: string): Promise<string> => (await client.request<{ text: string }>('workspace/textDocumentContent', { uri: slice })).text;

  it('says that it makes documents', () => {
    const { workspace } = client.initialized.capabilities as { workspace: { textDocumentContent: { schemes: string[] } } };
    assert.deepEqual(workspace.textDocumentContent.schemes, ['ami-slice', 'ami-statistics']);
  });

  it('are answered for like documents', async () => {
    const opened = await client.request<OpenCaptureResult>('ami/openCapture', { path: file });
    assert.equal(opened.uri, uri);
    assert.equal(opened.size, CAPTURE.length);
    const fromDisk = await ask<CallsResult>('ami/calls');
    const list = await ask<CallListResult>('ami/callList', { page: 500 });
    const messages = await ask<MessageSummary[]>('ami/messages', { messages: [0, 5, 6] });
    const legs = await ask<CallMessagesResult>('ami/callMessages', { call: list.calls[0]?.key, uniqueid: list.calls[0]?.legs[0]?.uniqueid });
    await ask('ami/closeCapture');
    assert.equal(await ask('ami/callList'), null);
    client.open(uri, CAPTURE.toString('utf8'));
    assert.deepEqual(await ask<CallsResult>('ami/calls'), fromDisk);
    assert.deepEqual(await ask<CallListResult>('ami/callList', { page: 500 }), list);
    assert.deepEqual(
      (await ask<MessageSummary[]>('ami/messages', { messages: [0, 5, 6] })).map(({ index, label, detail, range }) => [index, label, detail, range.start]),
      messages.map(({ index, label, detail, range }) => [index, label, detail, range.start]),
    );
    assert.deepEqual(await ask<CallMessagesResult>('ami/callMessages', { call: list.calls[0]?.key, uniqueid: list.calls[0]?.legs[0]?.uniqueid }), legs);
  });

  it('are cut into slices, which are documents with every feature and a way back', async () => {
    await client.request('ami/openCapture', { uri });
    const { calls } = await ask<CallListResult>('ami/callList');
    const [call] = calls;
    assert.ok(call);
    const slice = await ask<OpenSliceResult>('ami/openSlice', { slice: { call: call.key }, message: call.legs[0]?.evidence });
    assert.equal(slice.messages, call.messageCount);
    const text = await textOf(slice.uri);
    assert.equal(await textOf(slice.uri), text, 'as often as it is asked for');
    client.open(slice.uri, text);
    const lines = text.split('\r\n');
    const hangup = lines.findIndex((line) => line.startsWith('Cause-txt: '));
    const hover = await client.request<Hover>('textDocument/hover', { textDocument: { uri: slice.uri }, position: { line: hangup, character: 1 } });
    assert.match(JSON.stringify(hover), /Cause/);
    const origin = await client.request<Origin>('ami/origin', { textDocument: { uri: slice.uri }, position: { line: hangup, character: 0 } });
    assert.equal(origin.path, file);
    assert.equal(origin.openable, true);
    const original = CAPTURE.toString('utf8');
    assert.equal(original.split('\r\n')[origin.line], lines[hangup]);
    assert.match(original.slice(origin.offset), /^Event: Hangup/);
    const located = await client.request<Located>('ami/locate', { textDocument: { uri: slice.uri }, position: { line: hangup, character: 0 } });
    assert.equal(located.message, origin.message);
    assert.equal(located.uri, uri);
    assert.equal(located.call?.key, call.key);
    assert.match(lines[slice.line ?? 0] ?? '', /^Event: /);
  });

  it('are the segments of a recording together, with a way back to each', async () => {
    const segments = inSegments(CAPTURE.toString('latin1'), 2);
    const files = segments.map((text, i) => temporary.file(`pbx.000${i + 1}.ami`, Buffer.from(text, 'latin1')));
    uri = `${pathToFileURL(path.join(temporary.name, 'pbx.ami')).href}?segments`;
    const opened = await client.request<OpenCaptureResult>('ami/openCapture', { uri });
    assert.deepEqual([opened.uri, opened.size, opened.calls], [uri, segments.join('').length, 1]);
    const { calls } = await ask<CallListResult>('ami/callList', { page: 500 });
    const slice = await ask<OpenSliceResult>('ami/openSlice', { slice: { call: calls[0]?.key } });
    assert.match(decodeURIComponent(slice.uri), /^ami-slice:\/pbx\.ami – /);
    const text = await textOf(slice.uri);
    client.open(slice.uri, text);
    const lines = text.split('\r\n');
    for (const [words, segment] of [
      ['Event: Newchannel', 0],
      ['Event: Hangup', 1],
    ] as const) {
      const origin = await client.request<Origin>('ami/origin', {
        textDocument: { uri: slice.uri },
        position: { line: lines.indexOf(words), character: 0 },
      });
      assert.deepEqual([origin.uri, origin.path, origin.openable], [pathToFileURL(files[segment] ?? '').href, files[segment], true]);
      assert.equal(segments[segment]?.split('\r\n')[origin.line], words);
      assert.equal(segments[segment]?.slice(origin.offset, (origin.offset ?? 0) + words.length), words);
    }
  });

  it('are searched, with sentences on what is wrong', async () => {
    await client.request('ami/openCapture', { uri });
    const slice = await ask<OpenSliceResult>('ami/openSlice', { slice: { filter: 'event:Hangup' } });
    const text = await textOf(slice.uri);
    assert.equal(text.match(/^Event: Hangup/gm)?.length, slice.messages);
    assert.equal((await ask<OpenSliceResult>('ami/openSlice', { slice: { filter: 'event:Nothing' } })).messages, 0);
    await refused(ask('ami/openSlice', { slice: { filter: 'evnt:Hangup' } }), /no key “evnt”/);
    assert.match(await client.request('ami/checkFilter', { filter: 'time:x' }), /is no time/);
    assert.equal(await client.request('ami/checkFilter', { filter: 'event:x' }), null);
    await ask('ami/closeCapture');
    await refused(ask('ami/openSlice', { slice: { filter: 'event:Hangup' } }), /not open.*Open Large Capture/);
    client.notify('textDocument/didClose', { textDocument: { uri: slice.uri } });
    assert.match(await textOf(slice.uri), /^;# The capture .* is not open\. Open it/);
  });

  it('have statistics', async () => {
    await client.request('ami/openCapture', { uri });
    const page = `ami-statistics:/x.md?${encodeURIComponent(JSON.stringify({ capture: uri }))}`;
    assert.match(await textOf(page), /# Statistics of `a b\.ami`[\s\S]*\| Calls \| 1 \|/);
  });

  it('say what is wrong with a file', async () => {
    await refused(client.request('ami/openCapture', { path: path.join(temporary.name, 'none.ami') }), /no such file\. Check/);
    await refused(client.request('ami/openCapture', { uri: 'untitled:x' }), /Only a file on this computer/);
    const packed = gzipSync(CAPTURE);
    const damaged = temporary.file('d.ami.gz', packed.subarray(0, packed.length / 2));
    const { notes, messages } = await client.request<OpenCaptureResult>('ami/openCapture', { path: damaged });
    assert.ok(messages > 0);
    assert.match(notes[0] ?? '', /damaged/);
  });

  it('show progress, answer others meanwhile, and are cancelled without a trace', async () => {
    const big = temporary.file('big.ami', '');
    writeFileSync(big, Buffer.concat(Array.from({ length: Math.ceil(60_000_000 / CAPTURE.length) }, () => CAPTURE)));
    client.open('file:///other.ami', CAPTURE.toString('utf8'));
    const opening = client.request<OpenCaptureResult>('ami/openCapture', { path: big, workDoneToken: 'token' });
    await client.next<{ token: string; value: { kind: string } }>('$/progress', ({ token, value }) => token === 'token' && value.kind === 'report');
    await client.next('ami/callsChanged', (params: { textDocument: { uri: string } }) => params.textDocument.uri === pathToFileURL(big).href);
    let slowest = 0;
    let answers = 0;
    let done = false;
    const reading = opening.then(() => {
      done = true;
    });
    while (!done) {
      const began = performance.now();
      await client.request('textDocument/hover', { textDocument: { uri: 'file:///other.ami' }, position: { line: 6, character: 2 } });
      slowest = Math.max(slowest, performance.now() - began);
      answers++;
    }
    await reading;
    assert.ok(answers > 5, `${answers} hovers while 60 MB were read`);
    assert.ok(slowest < 500, `the slowest took ${slowest} ms`);
    await client.request('ami/closeCapture', { textDocument: { uri: pathToFileURL(big).href } });

    const again = client.request('ami/openCapture', { path: big, workDoneToken: 'again' });
    await client.next<{ token: string; value: { kind: string } }>('$/progress', ({ token, value }) => token === 'again' && value.kind === 'report');
    client.cancelLast();
    await assert.rejects(again, (error: unknown) => error instanceof RequestError && error.code === -32800);
    assert.equal(await client.request('ami/callList', { textDocument: { uri: pathToFileURL(big).href } }), null);
  });

  it('are followed: calls are told of, a slice of a call goes on, a replaced file is told of', async () => {
    const half = CAPTURE.indexOf('Event: Hangup');
    writeFileSync(file, CAPTURE.subarray(0, half));
    await client.request('ami/openCapture', { uri });
    const { calls } = await ask<CallListResult>('ami/callList');
    const slice = await ask<OpenSliceResult>('ami/openSlice', { slice: { call: calls[0]?.key } });
    const before = await textOf(slice.uri);
    client.open(slice.uri, before);
    writeFileSync(file, CAPTURE.subarray(half), { flag: 'a' });
    const refreshed = await client.next<{ uri: string }>('workspace/textDocumentContent/refresh');
    assert.equal(refreshed.uri, slice.uri);
    assert.ok((await textOf(slice.uri)).length > before.length);
    writeFileSync(`${file}.new`, CAPTURE);
    renameSync(`${file}.new`, file);
    const { message } = await client.next<{ message: string }>('window/showMessage');
    assert.match(message, /replaced by another file/);
  });
});

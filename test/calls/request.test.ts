import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CallListResult, CallStoryResult } from '../../server/src/protocol';
import { type LspClient, startClient } from '../support/lspClient';
import { logOf, part, talk } from './logs';

const URI = 'file:///calls.ami';

describe('ami/callStory', () => {
  let client: LspClient;
  before(async function () {
    this.timeout(60_000);
    client = await startClient();
  });
  after(() => client.end());

  it('tells of a call of a document, by its key, and of what is typed into it', async () => {
    const textDocument = { uri: URI };
    const text = logOf(...talk('300', '200'), 'HangupRequest Uniqueid=300', ...part('300', '200', 'bridge-300'));
    client.notify('textDocument/didOpen', { textDocument: { uri: URI, languageId: 'ami', version: 1, text } });
    const { calls } = await client.request<CallListResult>('ami/callList', { textDocument });
    const story = await client.request<CallStoryResult>('ami/callStory', { textDocument, call: calls[0]?.key });
    assert.equal(story.line, '300 → 200, answered, caller hung up (16 normal clearing)');
    assert.deepEqual(story.call, calls[0]);
    assert.equal(calls[0]?.line, story.line);
    assert.deepEqual(story.ending[0], { text: '300, the caller, hung up first', message: 8 });
    assert.equal(await client.request('ami/callStory', { textDocument, call: 99 }), null);

    const line = text.slice(0, text.indexOf('HangupRequest')).split('\n').length - 1;
    client.notify('textDocument/didChange', {
      textDocument: { uri: URI, version: 2 },
      contentChanges: [{ range: { start: { line, character: 7 }, end: { line, character: 7 } }, text: 'No' }],
    });
    const after = await client.request<CallStoryResult>('ami/callStory', { textDocument, call: calls[0]?.key });
    assert.equal(after.line, '300 → 200, answered, caller probably hung up (16 normal clearing)');
  });

  it('tells of a call of a capture on disk what it tells of one in the editor', async () => {
    const file = path.resolve('test/captures/asterisk-22.10.1/queue_call_complete_caller.ami');
    const uri = pathToFileURL(file).href;
    await client.request('ami/openCapture', { uri });
    const disk = await client.request<CallStoryResult>('ami/callStory', { textDocument: { uri }, call: 0 });
    client.notify('textDocument/didOpen', {
      textDocument: { uri: URI.replace('calls', 'other'), languageId: 'ami', version: 1, text: readFileSync(file, 'utf8') },
    });
    const editor = await client.request<CallStoryResult>('ami/callStory', { textDocument: { uri: URI.replace('calls', 'other') }, call: 0 });
    assert.ok(disk.steps.length > 3);
    assert.deepEqual(disk, editor);
  });
});

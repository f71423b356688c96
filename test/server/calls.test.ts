import assert from 'node:assert/strict';
import type { CallHierarchyItem, CallHierarchyOutgoingCall, CodeLens } from 'vscode-languageserver-types';
import type { CallAt, CallListResult, CallParts, CallStoryResult } from '../../server/src/protocol';
import { captureNamed } from '../support/captures';
import { type LspClient, startClient } from '../support/lspClient';

const URI = 'file:///calls.ami';
const { text } = captureNamed('asterisk-22.10.1/queue_call_complete_caller.ami');

describe('calls, over LSP', () => {
  let client: LspClient;
  let lenses = true;
  before(async () => {
    client = await startClient({ initializationOptions: { catalogLinks: true }, capabilities: { workspace: { configuration: true } } });
    client.answer('workspace/configuration', (params) => (params as { items: unknown[] }).items.map(() => ({ codeLens: { calls: lenses } })));
    client.open(URI, text);
  });
  after(() => client.end());

  const ask = <T>(method: string, params: object = {}): Promise<T> => client.request<T>(method, { textDocument: { uri: URI }, ...params });
  const dialAt = { line: text.split('\n').findIndex((line) => line.startsWith('Event: DialBegin')) + 2, character: 12 };

  it('says what it can do', () => {
    const { codeLensProvider, callHierarchyProvider } = client.initialized.capabilities;
    assert.deepEqual([codeLensProvider, callHierarchyProvider], [{ resolveProvider: true }, true]);
  });

  it('lists, filters and groups', async () => {
    const all = await ask<CallListResult>('ami/callList', { grouping: 'queue', find: 0 });
    assert.equal(all.total, 1);
    assert.equal(all.groups?.[0]?.id, 'support');
    assert.equal(all.found?.group, 'support');
    assert.match(all.calls[0]?.line ?? '', /→ queue support/);
    assert.equal((await ask<CallListResult>('ami/callList', { filter: 'queue:sales' })).fitting, 0);
  });

  it('tells what a call consists of and what happened', async () => {
    const parts = await ask<CallParts>('ami/callParts', { call: 0 });
    assert.ok(parts.telling > 10);
    assert.equal(parts.noise[0]?.name, 'VarSet');
    const story = await ask<CallStoryResult>('ami/callStory', { call: 0 });
    assert.ok(story.steps.some(({ kind }) => kind === 'queue-enter'));
    const markdown = await ask<string>('ami/storyText', { call: 0 });
    assert.match(markdown, /^# .*queue support/);
    assert.match(markdown, /waits in queue support/);
    assert.equal(await ask('ami/callStory', { call: 77 }), null);
    assert.equal(await ask('ami/storyText', { call: 77 }), null);
    assert.equal(await ask('ami/callParts', { call: 77 }), null);
  });

  it('finds the call at a position', async () => {
    const at = await ask<CallAt>('ami/callAt', { position: dialAt });
    assert.equal(at.key, 0);
    assert.ok(at.lines.includes(dialAt.line - 2));
    assert.equal(await ask('ami/callAt', { position: { line: 0, character: 0 } }), null);
  });

  it('has a hierarchy of channels', async () => {
    const items = await ask<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', { position: dialAt });
    assert.ok(items.length > 0);
    const reached = (await Promise.all(items.map((item) => client.request<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', { item })))).flat();
    assert.ok(Array.isArray(await client.request('callHierarchy/incomingCalls', { item: items[0] })));
    for (const { to, fromRanges } of reached) assert.ok(to.name && fromRanges.length > 0);
  });

  it('has a lens a call, which a setting turns off', async () => {
    const found = await ask<CodeLens[]>('textDocument/codeLens');
    const ofOneCall = found.filter(({ range }) => range.start.line === found[0]?.range.start.line);
    const resolved = await Promise.all(ofOneCall.map((lens) => client.request<CodeLens>('codeLens/resolve', lens)));
    const titles = resolved.map(({ command }) => command?.title ?? '');
    assert.deepEqual(titles.slice(0, 2), ['Story', 'Ladder']);
    assert.match(titles.at(-1) ?? '', /→ queue support/);
    lenses = false;
    client.notify('workspace/didChangeConfiguration', { settings: null });
    for (let left = 50; left > 0 && (await ask<CodeLens[]>('textDocument/codeLens')).length > 0; left--);
    assert.deepEqual(await ask('textDocument/codeLens'), []);
  });

  it('answers for what is not open with nothing', async () => {
    for (const method of ['ami/callList', 'ami/callParts', 'ami/callStory', 'ami/storyText'])
      assert.equal(await client.request(method, { textDocument: { uri: 'file:///none.ami' }, call: 0 }), null);
    for (const method of ['ami/callAt', 'textDocument/codeLens', 'textDocument/prepareCallHierarchy'])
      assert.equal(await client.request(method, { textDocument: { uri: 'file:///none.ami' }, position: { line: 0, character: 0 } }), null);
  });
});

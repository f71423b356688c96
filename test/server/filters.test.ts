import assert from 'node:assert/strict';
import type { BetweenResult, FilterHelp, FilterSuggestion, NoiseResult, OpenSliceResult, Overview, SeekResult } from '../../server/src/protocol';
import { captureNamed } from '../support/captures';
import { type LspClient, startClient } from '../support/lspClient';

const { text } = captureNamed('asterisk-22.10.1/call_answered.ami');
const uri = 'file:///call.ami';

describe('filters and noise, over LSP', () => {
  let client: LspClient;
  let noise: string[] | undefined;

  beforeEach(async () => {
    noise = undefined;
    client = await startClient({ capabilities: { workspace: { textDocumentContent: {}, configuration: true } } });
    client.answer('workspace/configuration', (params) => (params as { items: unknown[] }).items.map(() => (noise ? { noise } : null)));
    client.notify('initialized', {});
    client.open(uri, text);
  });
  afterEach(() => void client.server.kill());

  const ask = <T>(method: string, params: object = {}): Promise<T> => client.request<T>(method, { textDocument: { uri }, ...params });
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;

  it('helps, and suggests what is at the cursor', async () => {
    const { error, proposals } = await ask<FilterHelp>('ami/filterHelp', { filter: 'event:Hang', offset: 10 });
    assert.equal(error, undefined);
    assert.equal(proposals[0]?.text, 'Hangup ');
    const wrong = await client.request<FilterHelp>('ami/filterHelp', { filter: 'event:', offset: 6 });
    assert.deepEqual([wrong.error?.offset, wrong.error?.length], [6, 0]);
    const line = text.slice(0, text.indexOf('Cause: ', text.indexOf('Event: Hangup\r'))).split('\r\n').length - 1;
    const suggestions = await ask<FilterSuggestion[]>('ami/filtersAt', { position: { line, character: 8 } });
    assert.deepEqual(suggestions.slice(0, 2), [
      { kind: 'value', filter: 'cause:16' },
      { kind: 'event', filter: 'event:Hangup' },
    ]);
  });

  it('knows what is noise from the setting', async () => {
    const { messages } = await ask<Overview>('ami/overview');
    const some = count(/^Event: (VarSet|Newexten|AGIExec.*|RTCP.*)\r$/gm);
    const overview = await ask<Overview>('ami/overview');
    assert.deepEqual([overview.messages, overview.noise, overview.calls], [messages, some, 1]);
    const runs = async () => (await ask<NoiseResult>('ami/noise')).runs;
    assert.equal(
      (await runs()).reduce((sum, [, , one]) => sum + one, 0),
      some,
    );
    const without = await ask<OpenSliceResult>('ami/openSlice', { slice: { filter: 'not noise' } });
    assert.equal(without.messages, messages - some);
    noise = ['Hangup'];
    client.notify('workspace/didChangeConfiguration', { settings: null });
    // The server asks for the settings, so their first use may be too early.
    while ((await runs()).length !== count(/^Event: Hangup\r$/gm)) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await ask<Overview>('ami/overview')).noise, count(/^Event: Hangup\r$/gm));
  });

  it('finds the messages of calls by what became of them', async () => {
    const all = await ask<OpenSliceResult>('ami/openSlice', { slice: { filter: 'outcome:answered' } });
    assert.ok(all.messages > 10);
    assert.equal((await ask<OpenSliceResult>('ami/openSlice', { slice: { filter: 'outcome:busy' } })).messages, 0);
  });

  it('moves about and measures', async () => {
    const timed = { textDocument: { uri: 'file:///timed.ami' } };
    client.open(timed.textDocument.uri, ';@ 2026-11-22T10:00:00.000Z\r\nEvent: A\r\n\r\n;@ 2026-11-22T10:00:07.500Z\r\nEvent: B\r\n\r\n');
    const place = { line: 0, character: 0 };
    const found = await client.request<SeekResult>('ami/seek', { ...timed, position: place, to: { time: '+5s' } });
    assert.deepEqual([found.message, found.range?.start.line], [1, 4]);
    const gap = await client.request<BetweenResult>('ami/between', { ...timed, positions: [{ line: 1, character: 0 }, found.range?.start] });
    assert.deepEqual(gap, { messages: 2, milliseconds: 7_500, rough: false });
    assert.match((await ask<SeekResult>('ami/seek', { position: place, to: { number: 0 } })).problem ?? '', /from 1 to/);
  });
});

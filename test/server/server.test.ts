import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { Diagnostic, DocumentSymbol, FoldingRange, Hover, Position } from 'vscode-languageserver-types';
import type { CallsResult, CatalogName, Located, MessageSummary, PageResult, VersionResult } from '../../server/src/protocol';
import { captures } from '../support/captures';
import { random } from '../support/logText';
import { exitOf, type LspClient, RequestError, startClient, startSocketClient } from '../support/lspClient';

const URI = 'file:///capture.ami';
const PULL = {
  textDocument: {
    diagnostic: {},
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
  },
};

const CALL = lines(
  'Asterisk Call Manager/11.0.0',
  'Event: Newchannel',
  'Privilege: call,all',
  'Channel: PJSIP/alice-00000001',
  'ChannelState: 4',
  'ChannelStateDesc: Ring',
  'CallerIDNum: 100',
  'CallerIDName: Alice',
  'ConnectedLineNum: <unknown>',
  'ConnectedLineName: <unknown>',
  'Language: en',
  'AccountCode: ',
  'Context: default',
  'Exten: 200',
  'Priority: 1',
  'Uniqueid: 1795371545.1',
  'Linkedid: 1795371545.1',
  '',
  'Event: Hangup',
  'Privilege: call,all',
  'Channel: PJSIP/alice-00000001',
  'ChannelState: 6',
  'ChannelStateDesc: Up',
  'CallerIDNum: 100',
  'CallerIDName: Alice',
  'ConnectedLineNum: <unknown>',
  'ConnectedLineName: <unknown>',
  'Language: en',
  'AccountCode: ',
  'Context: default',
  'Exten: 200',
  'Priority: 1',
  'Uniqueid: 1795371545.1',
  'Linkedid: 1795371545.1',
  'Cause: 21',
  'Cause-txt: Call Rejected',
  '',
  '',
);

/** A message that only Asterisk 12 and later would find fault with. */
const BROKEN = 'Event: Hangup\r\nPrivilege: call,all\r\nChannel: SIP/a-1\r\nthis is no header\r\n\r\n';

describe('the language server', () => {
  const clients: LspClient[] = [];

  async function start(...options: Parameters<typeof startClient>): Promise<LspClient> {
    const client = await startClient(...options);
    clients.push(client);
    return client;
  }

  afterEach(() => {
    for (const { server } of clients.splice(0)) server.kill();
  });

  describe('initialize', () => {
    it('says what it can do', async () => {
      const { initialized } = await start();
      assert.equal(initialized.serverInfo?.name, 'ami-logs-server');
      const { capabilities } = initialized;
      assert.equal(capabilities.hoverProvider, true);
      assert.equal(capabilities.documentSymbolProvider, true);
      assert.equal(capabilities.foldingRangeProvider, true);
      assert.deepEqual(capabilities.diagnosticProvider, { identifier: 'ami', interFileDependencies: false, workspaceDiagnostics: false });
      assert.equal(capabilities.textDocumentSync, 2);
    });

    it('asks for the settings of a client that has them, and registers for their changes', async () => {
      const client = await start({ capabilities: { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } } });
      const { registrations } = await client.next<{ registrations: { method: string; registerOptions: unknown }[] }>('client/registerCapability');
      assert.deepEqual(
        registrations.map(({ method, registerOptions }) => ({ method, registerOptions })),
        [{ method: 'workspace/didChangeConfiguration', registerOptions: { section: 'ami' } }],
      );
      const { items } = await client.next<{ items: unknown[] }>('workspace/configuration');
      assert.deepEqual(items, [{ section: 'ami' }]);
    });

    it('puts links into hovers only for a client that can follow them', async () => {
      const where = place(CALL, 'Cause: ');
      const hoverOf = async (client: LspClient): Promise<string> => {
        client.open(URI, CALL);
        return text(await client.request<Hover>('textDocument/hover', { textDocument: { uri: URI }, position: where }));
      };
      const plain = await hoverOf(await start());
      const linked = await hoverOf(await start({ initializationOptions: { catalogLinks: true } }));
      assert.doesNotMatch(plain, /command:|\]\(/);
      assert.match(linked, /\]\(command:ami\.openCatalogPage\?/);
    });
  });

  describe('features', () => {
    let client: LspClient;

    beforeEach(async () => {
      client = await start({ capabilities: PULL });
      client.open(URI, CALL);
    });

    const ask = <T>(method: string, params: object = {}): Promise<T> => client.request<T>(method, { textDocument: { uri: URI }, ...params });

    it('hover explains names and values', async () => {
      const value = await ask<Hover>('textDocument/hover', { position: place(CALL, 'Cause: 2') });
      assert.match(text(value), /Call Rejected/);
      assert.deepEqual(value.range, { start: place(CALL, 'Cause: '), end: place(CALL, 'Cause: 21') });
      const name = await ask<Hover>('textDocument/hover', { position: place(CALL, '\r\nCaus') });
      assert.notEqual(text(name), text(value));
      assert.equal(await ask('textDocument/hover', { position: place(CALL, 'Call Rejected\r\n') }), null);
    });

    it('documentSymbol has one symbol a message, in order', async () => {
      const own = await start({ capabilities: PULL, initializationOptions: { catalogLinks: true } });
      own.open(URI, CALL);
      const symbols = await own.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri: URI } });
      assert.deepEqual(
        symbols.map(({ name }) => name),
        ['Event: Newchannel', 'Event: Hangup'],
      );
      assert.match(symbols[1]?.detail ?? '', /alice.*Call Rejected/);
      assert.deepEqual(symbols[1]?.range, { start: place(CALL, 'Linkedid: 1795371545.1\r\n\r\n'), end: place(CALL, 'Cause-txt: Call Rejected') });
    });

    it('foldingRange folds messages', async () => {
      assert.deepEqual(await ask<FoldingRange[]>('textDocument/foldingRange'), [
        { startLine: 1, endLine: 16 },
        { startLine: 18, endLine: 35 },
      ]);
    });

    it('ami/calls has the shape of the contract', async () => {
      assert.deepEqual(await ask<CallsResult>('ami/calls'), {
        calls: [
          {
            id: '1795371545.1',
            linkedids: ['1795371545.1'],
            uniqueids: ['1795371545.1'],
            caller: { number: '100', name: 'Alice', channel: 'PJSIP/alice-00000001', uniqueid: '1795371545.1' },
            dialled: '200',
            outcome: 'answered',
            cause: { code: 21, text: 'Call Rejected' },
            startedAt: 1795371545000,
            transfers: [],
            legs: [{ uniqueid: '1795371545.1', channel: 'PJSIP/alice-00000001', joinedBy: 'first', evidence: 0 }],
            messages: [0, 1],
            probable: false,
          },
        ],
        messages: 2,
      });
    });

    it('ami/messages summarises those asked for, of one channel where one is named', async () => {
      const summaries = await ask<MessageSummary[]>('ami/messages', { messages: [1, 0, 7, -1] });
      assert.deepEqual(
        summaries.map(({ index, label }) => [index, label]),
        [
          [1, 'Event: Hangup'],
          [0, 'Event: Newchannel'],
        ],
      );
      assert.deepEqual(summaries[1]?.range.start, { line: 1, character: 0 });
      assert.equal((await ask<MessageSummary[]>('ami/messages', { messages: [0, 1], uniqueid: '1795371545.1' })).length, 2);
      assert.deepEqual(await ask('ami/messages', { messages: [0, 1], uniqueid: '9.9' }), []);
    });

    it('ami/locate gives the message at a position and its channels', async () => {
      assert.deepEqual(await ask<Located>('ami/locate', { position: place(CALL, 'Cause: 2') }), {
        message: 1,
        uniqueids: ['1795371545.1'],
        call: { index: 0, key: 0 },
      });
      assert.equal(await ask('ami/locate', { position: { line: 0, character: 3 } }), null);
    });

    it('ami/version tells the version and why', async () => {
      const version = await ask<VersionResult>('ami/version');
      assert.equal(version.source, 'banner');
      assert.deepEqual(version.series, ['22']);
      assert.match(version.label, /AMI 11\.0\.0/);
      assert.notEqual(version.reason, '');
    });

    it('ami/setVersion holds for its document, before the banner, until it is closed', async () => {
      const other = 'file:///other.ami';
      client.open(other, CALL);
      client.notify('ami/setVersion', { textDocument: { uri: URI }, version: '11' });
      assert.deepEqual(await ask<VersionResult>('ami/version').then(({ source, series }) => ({ source, series })), { source: 'document', series: ['11'] });
      assert.equal((await client.request<VersionResult>('ami/version', { textDocument: { uri: other } })).source, 'banner');
      client.notify('ami/setVersion', { textDocument: { uri: URI }, version: 'auto' });
      assert.equal((await ask<VersionResult>('ami/version')).source, 'banner');
      client.notify('ami/setVersion', { textDocument: { uri: URI }, version: '11' });
      client.notify('textDocument/didClose', { textDocument: { uri: URI } });
      client.open(URI, CALL);
      assert.equal((await ask<VersionResult>('ami/version')).source, 'banner');
    });

    it('ami/catalogPage has pages of every kind', async () => {
      for (const [kind, name] of [
        ['event', 'Hangup'],
        ['action', 'Originate'],
        ['header', 'Cause'],
        ['enum', 'hangupCause'],
      ]) {
        const page = await client.request<PageResult | null>('ami/catalogPage', { kind, name });
        assert.ok(page && page.markdown.length > 40 && page.title.includes(name ?? ''), `${kind} ${name}`);
      }
      assert.equal(await client.request('ami/catalogPage', { kind: 'event', name: 'NoSuchEvent' }), null);
    });

    it('ami/catalogNames lists every name, each with a page', async () => {
      const names = await client.request<CatalogName[]>('ami/catalogNames');
      for (const kind of ['event', 'action', 'header', 'enum'] as const) {
        const of = names.filter((one) => one.kind === kind);
        assert.ok(of.length > 10, kind);
        assert.equal(new Set(of.map(({ name }) => name)).size, of.length, kind);
      }
      const pages = await Promise.all(names.map(({ kind, name }) => client.request('ami/catalogPage', { kind, name })));
      assert.deepEqual(
        names.filter((_, i) => pages[i] === null),
        [],
      );
    });

    it('answers empty for a document that is not open', async () => {
      const closed = { textDocument: { uri: 'file:///closed.ami' } };
      const position = { line: 0, character: 0 };
      assert.equal(await client.request('textDocument/hover', { ...closed, position }), null);
      assert.equal(await client.request('textDocument/documentSymbol', closed), null);
      assert.equal(await client.request('textDocument/foldingRange', closed), null);
      assert.deepEqual(await client.request('textDocument/diagnostic', closed), { kind: 'full', items: [] });
      assert.deepEqual(await client.request('ami/calls', closed), { calls: [], messages: 0 });
      assert.deepEqual(await client.request('ami/messages', { ...closed, messages: [0] }), []);
      assert.equal(await client.request('ami/locate', { ...closed, position }), null);
      assert.equal(await client.request('ami/version', closed), null);
    });

    it('goes on after requests that make no sense', async () => {
      await assert.rejects(client.request('ami/noSuchRequest', {}), (error) => error instanceof RequestError && error.code === -32601);
      await assert.rejects(client.request('ami/calls', {}), RequestError);
      await assert.rejects(client.request('textDocument/hover', 7), RequestError);
      client.notify('ami/noSuchNotification', {});
      client.sendBody('{"jsonrpc":"2.0","method":"ami/setVersion"}');
      client.sendBody('this is no JSON');
      client.sendBody('[]');
      client.notify('textDocument/didChange', { textDocument: { uri: 'file:///closed.ami', version: 2 }, contentChanges: [{ text: '' }] });
      assert.equal((await ask<CallsResult>('ami/calls')).messages, 2);
    });
  });

  describe('changes', () => {
    it('takes incremental and full changes, several at once and in order', async () => {
      const client = await start({ capabilities: PULL });
      client.open(URI, 'Event: A\r\n\r\n');
      const names = async (): Promise<string[]> =>
        (await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri: URI } })).map(({ name }) => name);
      client.notify('textDocument/didChange', {
        textDocument: { uri: URI, version: 2 },
        contentChanges: [
          { range: { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } }, text: 'Event: C\r\n\r\n' },
          { range: { start: { line: 2, character: 7 }, end: { line: 2, character: 8 } }, text: 'B' },
        ],
      });
      assert.deepEqual(await names(), ['Event: A', 'Event: B']);
      client.notify('textDocument/didChange', { textDocument: { uri: URI, version: 3 }, contentChanges: [{ text: 'Action: Ping\r\n\r\n' }] });
      assert.deepEqual(await names(), ['Action: Ping']);
      client.notify('textDocument/didClose', { textDocument: { uri: URI } });
      assert.equal(await names().catch(() => undefined), undefined);
    });

    it('answers after many edits what it answers of a fresh document', async function () {
      this.timeout(120_000);
      const client = await start({ capabilities: PULL });
      const small = captures().filter((capture) => capture.text.length < 40_000);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...small.map(({ name }) => name)),
          fc.array(
            fc.tuple(fc.nat(), fc.nat(120), fc.constantFrom('', '\r\n', '\r\n\r\n', 'Event: Fake\r\n', 'Privilege: call,all\r\n', ':', 'x', 'é😀', '\n', '\r')),
            {
              minLength: 1,
              maxLength: 12,
            },
          ),
          async (name, edits) => {
            const before = small.find((capture) => capture.name === name)?.text ?? '';
            const edited = `file:///edited-${++run}.ami`;
            const fresh = `file:///fresh-${run}.ami`;
            client.open(edited, before);
            let now = before;
            edits.forEach(([at, length, put], i) => {
              const start = onBoundary(now, at % (now.length + 1));
              const end = onBoundary(now, Math.min(now.length, start + length));
              const range = { start: positionAt(now, start), end: positionAt(now, end) };
              now = now.slice(0, start) + put + now.slice(end);
              client.notify('textDocument/didChange', { textDocument: { uri: edited, version: i + 2 }, contentChanges: [{ range, text: put }] });
            });
            client.open(fresh, now);
            for (const method of ['textDocument/documentSymbol', 'textDocument/foldingRange', 'textDocument/diagnostic', 'ami/calls', 'ami/version']) {
              const [one, other] = await Promise.all([edited, fresh].map((uri) => client.request<unknown>(method, { textDocument: { uri } })));
              // Related places name their document.
              assert.equal(JSON.stringify(one).replaceAll(edited, fresh), JSON.stringify(other), method);
            }
            for (const uri of [edited, fresh]) client.notify('textDocument/didClose', { textDocument: { uri } });
          },
        ),
        random(60),
      );
    });
  });

  describe('diagnostics', () => {
    it('are pulled by a client that can', async () => {
      const client = await start({ capabilities: PULL });
      client.open(URI, BROKEN);
      const report = await client.request<{ kind: string; items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: URI } });
      assert.equal(report.kind, 'full');
      const found = report.items.filter(({ code }) => code === 'no-colon');
      assert.deepEqual(
        found.map(({ range, severity, source }) => ({ range, severity, source })),
        [{ range: { start: { line: 3, character: 0 }, end: { line: 3, character: 17 } }, severity: 1, source: 'ami' }],
      );
    });

    it('are pushed to a client that cannot, follow its edits, and go with the document', async () => {
      const client = await start({ capabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } } });
      type Pushed = { uri: string; version?: number; diagnostics: Diagnostic[] };
      client.open(URI, BROKEN);
      const first = await client.next<Pushed>('textDocument/publishDiagnostics');
      assert.equal(first.uri, URI);
      assert.equal(first.version, 1);
      assert.ok(codes(first.diagnostics).includes('no-colon'));
      client.notify('textDocument/didChange', { textDocument: { uri: URI, version: 2 }, contentChanges: [{ text: CALL }] });
      assert.deepEqual((await client.next<Pushed>('textDocument/publishDiagnostics', ({ version }) => version === 2)).diagnostics, []);
      client.notify('textDocument/didClose', { textDocument: { uri: URI } });
      assert.deepEqual(await client.next<Pushed>('textDocument/publishDiagnostics', ({ version }) => version === undefined), { uri: URI, diagnostics: [] });
    });

    it('are not pushed to a client that pulls', async () => {
      const client = await start({ capabilities: PULL, initializationOptions: { catalogLinks: true } });
      client.open(URI, BROKEN);
      // The views are told at the time at which diagnostics would be pushed.
      await client.next('ami/callsChanged');
      let pushed = false;
      void client.next('textDocument/publishDiagnostics').then(() => {
        pushed = true;
      });
      await client.request('ami/calls', { textDocument: { uri: URI } });
      assert.equal(pushed, false);
    });
  });

  describe('quick fixes', () => {
    it('are given for a diagnostic, and mend it', async () => {
      const client = await start({ capabilities: PULL, initializationOptions: { catalogLinks: true } });
      client.open(URI, BROKEN);
      const { items } = await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: URI } });
      const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
      const actions = await client.request<{ title: string; kind: string }[]>('textDocument/codeAction', {
        textDocument: { uri: URI },
        range,
        context: { diagnostics: items },
      });
      assert.ok(
        actions.some(({ title }) => title === 'Explain no-colon'),
        JSON.stringify(actions),
      );
      const { capabilities } = client.initialized;
      assert.deepEqual(capabilities.codeActionProvider, { codeActionKinds: ['quickfix', 'source.fixAll.ami'] });
      assert.ok(await client.request('ami/catalogPage', { kind: 'code', name: 'no-colon' }));
    });
  });

  describe('a capture that goes on', () => {
    it('has no cut message at its end, until it ends', async () => {
      const client = await start({ capabilities: PULL });
      const pulled = async (): Promise<unknown[]> =>
        codes((await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: URI } })).items);
      client.notify('ami/live', { textDocument: { uri: URI }, live: true });
      client.open(URI, 'Event: Reload\r\nPriv');
      assert.deepEqual(await pulled(), []);
      client.notify('ami/live', { textDocument: { uri: URI }, live: false });
      assert.deepEqual(await pulled(), ['truncated-message']);
    });
  });

  describe('what is being typed', () => {
    const pulled = async (client: LspClient, uri: string): Promise<unknown[]> =>
      codes((await client.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } })).items);
    const type = (client: LspClient, uri: string, text: string): void =>
      client.notify('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ text }] });
    for (const [what, uri, before, after, expected] of [
      ['has no cut message at its end', 'untitled:Untitled-1', '', 'Action: Originate\nChan', []],
      ['is told as it is in a file', URI, '', 'Event: Reload\n', ['truncated-message']],
      ['is told as it is below a banner', 'untitled:Untitled-1', '', 'Asterisk Call Manager/11.0.0\nEvent: Reload\n', ['truncated-message']],
    ] as const)
      it(what, async () => {
        const client = await start({ capabilities: PULL });
        client.open(uri, before);
        type(client, uri, after);
        assert.deepEqual(await pulled(client, uri), expected);
      });
    it('is told as it is where it was opened so', async () => {
      const client = await start({ capabilities: PULL });
      client.open('untitled:Untitled-1', 'Event: Reload\n');
      assert.deepEqual(await pulled(client, 'untitled:Untitled-1'), ['truncated-message']);
    });
  });

  describe('settings', () => {
    it('shape diagnostics; what is wrong with them is told once', async () => {
      const client = await start();
      const told: string[] = [];
      const listen = (): void =>
        void client.next<{ message: string }>('window/showMessage').then(({ message }) => {
          told.push(message);
          listen();
        });
      listen();
      client.open(URI, 'Event: Frob\r\n\r\nEvent: Other\r\n\r\n');
      const pushed = (): Promise<{ diagnostics: Diagnostic[] }> => client.next('textDocument/publishDiagnostics');
      assert.equal((await pushed()).diagnostics.length, 2);
      const ami = { diagnostics: { severity: { 'unknown-message': 'error' }, maximum: 0 }, knownEvents: [{ name: 'frob' }] };
      for (let i = 0; i < 2; i++) {
        client.notify('workspace/didChangeConfiguration', { settings: { ami } });
        const { diagnostics } = await pushed();
        assert.deepEqual(
          diagnostics.map(({ severity, range }) => [severity, range.start.line]),
          [[1, 2]],
        );
      }
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', /ami\.diagnostics\.maximum is 0/);
    });

    const sourceOf = async (client: LspClient): Promise<string> => (await client.request<VersionResult>('ami/version', { textDocument: { uri: URI } })).source;

    it('are pulled, at the start and after a change', async () => {
      let version = '13';
      const client = await start({
        capabilities: { ...PULL, workspace: { configuration: true, diagnostics: { refreshSupport: true } } },
      });
      client.answer('workspace/configuration', () => [{ asteriskVersion: version }]);
      client.notify('workspace/didChangeConfiguration', { settings: null });
      client.open(URI, BROKEN);
      await client.next('workspace/diagnostic/refresh');
      assert.equal(await sourceOf(client), 'setting');
      version = 'auto';
      client.notify('workspace/didChangeConfiguration', { settings: null });
      await client.next('workspace/diagnostic/refresh');
      assert.equal(await sourceOf(client), 'unknown');
    });

    it('are pushed by a client that cannot be asked, and push diagnostics anew', async () => {
      const client = await start();
      const pushed = (): Promise<{ diagnostics: Diagnostic[] }> => client.next('textDocument/publishDiagnostics');
      client.open(URI, 'Event: Hangup\r\nPrivilege: call,all\r\nChannel: SIP/a-1\r\nUniqueid: 1.1\r\nCause: 16\r\nCause-txt: x\r\n\r\n');
      const before = codes((await pushed()).diagnostics);
      client.notify('workspace/didChangeConfiguration', { settings: { ami: { asteriskVersion: '22' } } });
      const after = codes((await pushed()).diagnostics);
      assert.equal(await sourceOf(client), 'setting');
      assert.ok(after.includes('missing-header') && !before.includes('missing-header'), `${before} → ${after}`);
    });

    it('of the wrong kind are those of the start', async () => {
      const client = await start();
      client.open(URI, BROKEN);
      for (const settings of [{ ami: { asteriskVersion: 7 } }, { ami: 'x' }, { ami: null }, {}, null]) {
        client.notify('workspace/didChangeConfiguration', { settings });
        assert.equal(await sourceOf(client), 'unknown', JSON.stringify(settings));
      }
    });
  });

  describe('its end', () => {
    it('is 0 after shutdown and exit', async () => {
      assert.equal(await (await start()).end(), 0);
    });

    it('is 1 after exit without shutdown', async () => {
      const client = await start();
      client.notify('exit');
      assert.equal(await exitOf(client.server), 1);
    });

    it('is 0 after a second shutdown, too', async () => {
      const client = await start();
      await client.request('shutdown');
      await assert.rejects(client.request('shutdown'), { code: -32600 });
      client.notify('exit');
      assert.equal(await exitOf(client.server), 0);
    });

    it('comes when the client closes its pipes', async () => {
      const client = await start();
      client.server.stdin?.end();
      assert.notEqual(await exitOf(client.server), null);
    });

    it('comes when the client process is gone, even where pipes stay open', async () => {
      // The server watches the process that `initialize` names.
      const parent = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
      await once(parent, 'spawn');
      const server = spawn(process.execPath, [path.resolve('dist/server.js'), '--stdio', `--clientProcessId=${parent.pid}`]);
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: parent.pid, rootUri: null, capabilities: {} } });
      server.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
      await once(server.stdout, 'data');
      parent.kill('SIGKILL');
      assert.notEqual(await exitOf(server), null);
    });

    it('comes when the socket of --socket=N closes', async () => {
      const client = await startSocketClient({ capabilities: PULL });
      clients.push(client);
      client.open(URI, CALL);
      assert.equal((await client.request<CallsResult>('ami/calls', { textDocument: { uri: URI } })).calls.length, 1);
      assert.equal(await client.end(), 0);
    });
  });

  it('that is not told where to talk says what it can be told, and does not fall', () => {
    const run = (...args: string[]) => spawnSync(process.execPath, [path.resolve('dist/server.js'), ...args], { encoding: 'utf8' });
    const usage = /^Usage: ami-logs-server --stdio \| .*\n/;
    const [wrong, help, version] = [run(), run('--help'), run('--version')];
    assert.match(wrong.stderr, usage);
    assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
    assert.match(help.stdout, usage);
    assert.deepEqual([help.status, help.stderr], [0, '']);
    assert.deepEqual([version.status, version.stdout], [0, `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`]);
  });

  it('refuses what is asked out of order', async () => {
    const server = spawn(process.execPath, [path.resolve('dist/server.js'), '--stdio']);
    const hover = { textDocument: { uri: URI }, position: { line: 1, character: 2 } };
    const messages = [
      { id: 1, method: 'textDocument/hover', params: hover },
      { method: 'textDocument/didOpen', params: { textDocument: { uri: URI, languageId: 'ami', version: 1, text: CALL } } },
      { id: 2, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } },
      { id: 3, method: 'textDocument/hover', params: hover },
      { id: 4, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } },
      { id: 5, method: 'shutdown' },
      { id: 6, method: 'textDocument/hover', params: hover },
      { method: 'exit' },
    ];
    for (const message of messages) {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    }
    let answered = '';
    server.stdout.on('data', (chunk: Buffer) => {
      answered += chunk.toString('utf8');
    });
    await once(server, 'close');
    const answers = [...answered.matchAll(/"id":(\d),(?:"result":(null)?|"error":\{"code":(-\d+))/g)].map(([, id, none, code]) =>
      [id, code ?? none ?? 'result'].join(' '),
    );
    // The document was opened before its time, and is not there.
    assert.deepEqual(answers, ['1 -32002', '2 result', '3 null', '4 -32600', '5 null', '6 -32600']);
    assert.equal(server.exitCode, 0);
  });

  it('knows a recording that is sent line by line', async () => {
    const client = await start({ capabilities: PULL });
    const whole = readFileSync('test/captures/asterisk-22.10.1/call_answered.ami', 'utf8');
    client.open('file:///whole.ami', whole);
    client.open(URI, '');
    whole.split(/(?<=\n)/).forEach((line, i) => {
      const end = { line: i, character: 0 };
      client.notify('textDocument/didChange', { textDocument: { uri: URI, version: i + 2 }, contentChanges: [{ range: { start: end, end }, text: line }] });
    });
    const [one, other] = await Promise.all([URI, 'file:///whole.ami'].map((uri) => client.request<CallsResult>('ami/calls', { textDocument: { uri } })));
    assert.deepEqual(one, other);
    assert.equal(one?.calls.length, 1);
  });
});

function lines(...all: string[]): string {
  return all.join('\r\n');
}

/** The position after the last occurrence of `words`. */
function place(all: string, words: string): Position {
  const at = all.lastIndexOf(words);
  assert.ok(at >= 0, words);
  return positionAt(all, at + words.length);
}

/** LSP's own way of counting: CRLF, LF and a lone CR each end a line. */
function positionAt(all: string, offset: number): Position {
  const before = all.slice(0, offset);
  // An offset between CR and LF is on the line that CR ends, behind its last character.
  const torn = before.endsWith('\r') && all[offset] === '\n';
  const rows = (torn ? before.slice(0, -1) : before).split(/\r\n|\n|\r/);
  return { line: rows.length - 1, character: rows.at(-1)?.length ?? 0 };
}

/** An offset that neither tears a CRLF nor a surrogate pair: no editor sends such. */
function onBoundary(all: string, offset: number): number {
  const torn = (all[offset - 1] === '\r' && all[offset] === '\n') || /[\ud800-\udbff]/.test(all[offset - 1] ?? '');
  return torn ? offset - 1 : offset;
}

function codes(items: readonly Diagnostic[]): unknown[] {
  return [...new Set(items.map(({ code }) => code))].sort();
}

function text(hover: Hover): string {
  const { contents } = hover;
  return typeof contents === 'object' && 'value' in contents ? contents.value : '';
}

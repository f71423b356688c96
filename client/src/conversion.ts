import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  type CancellationToken,
  CodeLens,
  commands,
  EventEmitter,
  type ExtensionContext,
  l10n,
  languages,
  type Position,
  ProgressLocation,
  Range,
  Selection,
  TextEditorRevealType,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
} from 'vscode';
import { DETECT_FORM_REQUEST, type DetectFormResult } from '../../server/src/protocol';
import type { Server } from './languageClient';
import { programEnvironment } from './programEnvironment';

/** How much of a document tells its form, in characters. */
const SAMPLE = 65_536;

/** Where the lines of a converted capture came from. */
interface Conversion {
  readonly source: string;
  /** A file with `line<TAB>line or packet of the source` for each message. */
  readonly origins: string;
  readonly unit: 'line' | 'packet';
}

/** Converts other text forms of AMI into captures, and leads back from a line to where it came from. */
export interface Conversions {
  /** Shows where the message at `position` came from; false where the document is no converted one. */
  goToSource(document: TextDocument, position: Position): Promise<boolean>;
}

/**
 * Registers **Convert to AMI Capture** and the lens that offers it above documents that hold AMI in another form. Keeps the context keys by which the palette knows
 * where these commands help: `ami.convertible`, and by path `ami.converted`.
 */
export function registerConversion(context: ExtensionContext, server: Server): Conversions {
  const tellConvertible = async (editor: TextEditor | undefined): Promise<void> => {
    const form = editor?.document.languageId === 'ami' ? await formOf(server, editor.document) : undefined;
    if (editor === window.activeTextEditor) await commands.executeCommand('setContext', 'ami.convertible', form?.inPlace === false);
  };
  void tellConvertible(window.activeTextEditor);
  void tellConverted(context);
  context.subscriptions.push(
    window.onDidChangeActiveTextEditor(tellConvertible),
    commands.registerCommand('ami.convert', (uri?: Uri) => convert(context, uri)),
    languages.registerCodeLensProvider(
      ['ami', 'plaintext', 'log', 'json', 'jsonl', 'xml', 'http'].map((language) => ({ language })),
      {
        onDidChangeCodeLenses: new EventEmitter<void>().event,
        async provideCodeLenses(document) {
          const form = await formOf(server, document);
          if (document === window.activeTextEditor?.document) void tellConvertible(window.activeTextEditor);
          if (!form || form.inPlace) return [];
          const title = l10n.t('$(arrow-right) Convert to AMI capture: this is AMI as {0}', form.title);
          return [new CodeLens(new Range(0, 0, 0, 0), { command: 'ami.convert', title, arguments: [document.uri] })];
        },
      },
    ),
  );
  return { goToSource: (document, position) => goToSource(context, document, position) };
}

/** The sample of a document that was asked about last, and the answer: what grows at its end is what it was. */
const known = new WeakMap<TextDocument, { readonly sample: string; readonly form: Promise<DetectFormResult | undefined> }>();

function formOf(server: Server, document: TextDocument): Promise<DetectFormResult | undefined> {
  const sample = sampleOf(document);
  const before = known.get(document);
  if (before?.sample === sample) return before.form;
  const form = askForm(server, sample).catch(() => {
    known.delete(document);
    return undefined;
  });
  known.set(document, { sample, form });
  return form;
}

/** The first lines, by lines: turning an offset into a position costs all lines of a document that has just changed. */
function sampleOf(document: TextDocument): string {
  let length = 0;
  let line = 0;
  for (; line < document.lineCount && length < SAMPLE; line++) length += document.lineAt(line).text.length + 1;
  return document.getText(new Range(0, 0, line, 0)).slice(0, SAMPLE);
}

async function askForm({ client }: Server, sample: string): Promise<DetectFormResult | undefined> {
  if (sample.trim() === '') return undefined;
  return (await client.sendRequest<DetectFormResult | null>(DETECT_FORM_REQUEST, { sample })) ?? undefined;
}

/** Converts a file, or the text of an unsaved document, into a capture that the user names, and opens it. */
async function convert(context: ExtensionContext, given: Uri | undefined): Promise<void> {
  const uri = given ?? window.activeTextEditor?.document.uri;
  if (!uri) {
    void window.showInformationMessage(l10n.t('Open the log to convert first, or choose it in the Explorer: the command is in its context menu.'));
    return;
  }
  const document = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  const text = document && (document.isDirty || uri.scheme !== 'file') ? document.getText() : undefined;
  if (text === undefined && uri.scheme !== 'file') {
    void window.showInformationMessage(l10n.t('Save the log to a file on this computer first.'));
    return;
  }
  const name = uri.path.replace(/\.[^./]*$/, '');
  const target = await window.showSaveDialog({
    title: l10n.t('Convert to AMI Capture'),
    defaultUri: Uri.file(`${name}.ami`),
    filters: { [l10n.t('AMI captures')]: ['ami'] },
  });
  if (!target) return;
  await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Converting {0}', path.basename(uri.path)), cancellable: true },
    async (_progress, token) => {
      const failure = await run(context, uri, text, target, token);
      if (token.isCancellationRequested) return;
      if (failure) void window.showErrorMessage(l10n.t('Not converted: {0}', failure));
      else await window.showTextDocument(target, { preview: false });
    },
  );
}

/** Runs `ami-logs convert` beside the editor, so that a large file stalls nothing. Gives what went wrong, in words. */
async function run(context: ExtensionContext, source: Uri, text: string | undefined, target: Uri, token: CancellationToken): Promise<string | undefined> {
  const folder = Uri.joinPath(context.globalStorageUri, 'origins');
  await workspace.fs.createDirectory(folder);
  const origins = Uri.joinPath(folder, `${createHash('sha256').update(target.fsPath).digest('hex').slice(0, 32)}.tsv`).fsPath;
  const draft = `${target.fsPath}.part`;
  await Promise.all([rm(origins, { force: true }), rm(draft, { force: true })]);
  const command = [
    context.asAbsolutePath(path.join('dist', 'cli.js')),
    'convert',
    text === undefined ? source.fsPath : '-',
    '--out',
    draft,
    '--origins',
    origins,
  ];
  // The extension host's own Node runs it; in a desktop VS Code that is Electron, which has to be told.
  const child = spawn(process.execPath, command, { stdio: ['pipe', 'ignore', 'pipe'], env: { ...programEnvironment(), ELECTRON_RUN_AS_NODE: '1' } });
  token.onCancellationRequested(() => child.kill());
  child.stdin.on('error', () => undefined);
  child.stdin.end(text ?? '');
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-2_000);
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      words = error.message;
      resolve(1);
    });
    child.once('close', resolve);
  });
  if (code !== 0) {
    await Promise.all([rm(origins, { force: true }), rm(draft, { force: true })]);
    return words.trim().replace(/^ami-logs: /, '') || l10n.t('the converter ended unexpectedly.');
  }
  await rename(draft, target.fsPath);
  const unit: Conversion['unit'] = /\.pcap(ng)?$/i.test(source.path) ? 'packet' : 'line';
  await context.globalState.update(keyOf(target), { source: source.toString(), origins, unit } satisfies Conversion);
  await tellConverted(context);
  return undefined;
}

async function goToSource(context: ExtensionContext, document: TextDocument, position: Position): Promise<boolean> {
  const conversion = context.globalState.get<Conversion>(keyOf(document.uri));
  if (!conversion) return false;
  const list = await Promise.resolve(workspace.fs.readFile(Uri.file(conversion.origins))).catch(() => undefined);
  if (!list) return false;
  let origin: number | undefined;
  for (const row of Buffer.from(list).toString('latin1').split('\n')) {
    const [line, number] = row.split('\t').map(Number);
    if (!line || !number || line > position.line + 1) break;
    origin = number;
  }
  if (origin === undefined) return false;
  const source = Uri.parse(conversion.source);
  if (conversion.unit === 'packet') {
    void window.showInformationMessage(l10n.t('This message came in packet {0} of {1}.', origin, path.basename(source.path)));
    return true;
  }
  const editor = await window.showTextDocument(source, { preview: false });
  const there = editor.document.lineAt(Math.min(origin, editor.document.lineCount) - 1).range;
  editor.selection = new Selection(there.start, there.start);
  editor.revealRange(there, TextEditorRevealType.InCenter);
  return true;
}

const KEY = 'converted:';

function keyOf(uri: Uri): string {
  return `${KEY}${uri.toString()}`;
}

/** Lets menus know which captures were converted, by their paths. */
async function tellConverted({ globalState }: ExtensionContext): Promise<void> {
  const uris = globalState.keys().flatMap((key) => (key.startsWith(KEY) ? [Uri.parse(key.slice(KEY.length))] : []));
  const paths = uris.flatMap((uri) => [uri.fsPath, uri.path]);
  await commands.executeCommand('setContext', 'ami.converted', paths);
}

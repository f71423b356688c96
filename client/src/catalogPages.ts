import {
  commands,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type FileChangeEvent,
  FilePermission,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  l10n,
  type QuickPickItem,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from 'vscode';
import { CATALOG_SCHEME, type CatalogName, type EntryKind, NAMES_REQUEST, OPEN_PAGE_COMMAND, PAGE_REQUEST, type PageResult } from '../../server/src/protocol';
import type { Server } from './languageClient';
import { showMarkdown } from './markdownPage';

/** Registers the pages of the catalogue and the command that looks a name up. */
export function registerCatalogPages(context: ExtensionContext, server: Server): void {
  context.subscriptions.push(
    workspace.registerFileSystemProvider(CATALOG_SCHEME, new CatalogFiles(server), { isReadonly: true, isCaseSensitive: true }),
    commands.registerCommand(OPEN_PAGE_COMMAND, openPage),
    commands.registerCommand('ami.lookUp', () => lookUp(server)),
  );
}

/** The URI of a page: a file beside the others, so that its links are plain relative ones, which the Markdown preview follows. */
function pageUri(kind: EntryKind, name: string): Uri {
  return Uri.from({ scheme: CATALOG_SCHEME, path: `/${kind}/${encodeURIComponent(name)}.md` });
}

async function openPage(kind: EntryKind, name: string): Promise<void> {
  await showMarkdown(pageUri(kind, name));
}

/** The catalogue as a read-only file system: `/event/Hangup.md`, `/enum/hangupCause.md`. */
class CatalogFiles implements FileSystemProvider {
  readonly onDidChangeFile = new EventEmitter<FileChangeEvent[]>().event;
  private readonly pages = new Map<string, Promise<Uint8Array>>();

  constructor(private readonly server: Server) {}

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: Uri): Promise<FileStat> {
    if (!uri.path.endsWith('.md')) return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    return { type: FileType.File, ctime: 0, mtime: 0, size: (await this.readFile(uri)).byteLength, permissions: FilePermission.Readonly };
  }

  readFile(uri: Uri): Promise<Uint8Array> {
    const known = this.pages.get(uri.path);
    if (known) return known;
    const page = this.read(uri);
    this.pages.set(uri.path, page);
    page.catch(() => this.pages.delete(uri.path));
    return page;
  }

  private async read(uri: Uri): Promise<Uint8Array> {
    const [, kind, name] = uri.path.split('/');
    const page = await this.server.client.sendRequest<PageResult | null>(PAGE_REQUEST, { kind, name: decodeURIComponent((name ?? '').replace(/\.md$/, '')) });
    if (!page) throw FileSystemError.FileNotFound(uri);
    return new TextEncoder().encode(`${page.markdown}\n`);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(): never {
    throw FileSystemError.NoPermissions();
  }

  writeFile(): never {
    throw FileSystemError.NoPermissions();
  }

  delete(): never {
    throw FileSystemError.NoPermissions();
  }

  rename(): never {
    throw FileSystemError.NoPermissions();
  }
}

const ICONS: Readonly<Record<EntryKind, string>> = {
  event: 'symbol-event',
  action: 'symbol-function',
  header: 'symbol-field',
  enum: 'symbol-enum',
  code: 'warning',
};

/** Picks a name out of the whole catalogue and opens its page; the word at the cursor is where the search begins. */
async function lookUp({ client }: Server): Promise<void> {
  const names = await client.sendRequest<CatalogName[]>(NAMES_REQUEST);
  const items = names.map((entry): QuickPickItem & { entry: CatalogName } => ({
    label: entry.name,
    description: kindText(entry.kind),
    // A list shows text as it is, and the texts are Markdown.
    detail: entry.what.replaceAll('`', ''),
    iconPath: new ThemeIcon(ICONS[entry.kind]),
    entry,
  }));
  const pick = window.createQuickPick<(typeof items)[number]>();
  pick.items = items;
  pick.placeholder = l10n.t('An event, action, header or set of values');
  pick.matchOnDetail = true;
  pick.value = wordAtCursor(new Set(names.map((entry) => entry.name)));
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    pick.hide();
    if (chosen) void openPage(chosen.entry.kind, chosen.entry.name);
  });
  pick.onDidHide(() => pick.dispose());
  pick.show();
}

function kindText(kind: EntryKind): string {
  const words: Readonly<Record<EntryKind, string>> = {
    event: l10n.t('event'),
    action: l10n.t('action'),
    header: l10n.t('header'),
    enum: l10n.t('values'),
    code: l10n.t('diagnostic'),
  };
  return words[kind];
}

function wordAtCursor(known: ReadonlySet<string>): string {
  const editor = window.activeTextEditor;
  const range = editor?.document.languageId === 'ami' ? editor.document.getWordRangeAtPosition(editor.selection.active, /[\w-]+/) : undefined;
  const word = range && editor ? editor.document.getText(range) : '';
  return known.has(word) ? word : '';
}

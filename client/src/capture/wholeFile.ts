import { type FileHandle, open, readFile } from 'node:fs/promises';
import { Disposable, Range, type TextDocument, type Uri, workspace } from 'vscode';

/** So many lines tell a place from others. */
const LOOKED_AT = 30;

/** In the end of a file of so many bytes its last line stands. */
const END = 4_000;

/** How long a window may take to load what a file has gained. Milliseconds. */
const PATIENCE = 15_000;

/**
 * Where in these files a line of a document that shows their end stands: the lines from there on are looked for. In the files as they are on disk, because VS Code
 * gives a file that was open a while ago as it was then, and loads the rest only once it is shown. Files that cannot be read are left out.
 */
export async function placeOf(tail: TextDocument, line: number, files: readonly Uri[]): Promise<{ file: Uri; line: number } | undefined> {
  const looked = unified(tail.getText(new Range(line, 0, line + LOOKED_AT, 0)));
  for (const file of files.toReversed()) {
    const text = unified(await readFile(file.fsPath, 'utf8').catch(() => ''));
    const at = text.lastIndexOf(looked);
    if (at >= 0) return { file, line: text.slice(0, at).split('\n').length - 1 };
  }
  return undefined;
}

/** Waits until a document has the last line of its file, which no longer grows; gives up after a while, and where the document is closed. */
export async function untilWhole(document: TextDocument, patience = PATIENCE): Promise<void> {
  const last = lastLine(await endOf(document.uri.fsPath));
  if (endsWith(document, last)) return;
  let listeners: Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
    listeners = Disposable.from(
      workspace.onDidChangeTextDocument((change) => {
        if (change.document === document && endsWith(document, last)) resolve();
      }),
      workspace.onDidCloseTextDocument((closed) => {
        if (closed === document) resolve();
      }),
    );
  });
  clearTimeout(timer);
  listeners?.dispose();
}

/** As VS Code counts lines: each kind of line end is one. */
function unified(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Whether that is the last line that is not blank. */
function endsWith(document: TextDocument, last: string): boolean {
  for (let line = document.lineCount - 1; line >= 0; line--) {
    const { text } = document.lineAt(line);
    if (text.trim() !== '') return text === last;
  }
  return last === '';
}

function lastLine(text: string): string {
  return unified(text).trimEnd().split('\n').at(-1) ?? '';
}

async function endOf(path: string): Promise<string> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(END), 0, END, Math.max(0, size - END));
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await handle?.close();
  }
}

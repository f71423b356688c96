import { FileType, Uri, workspace } from 'vscode';
import type { AmiServer } from './servers';

/** A file for a new capture of a server, in its folder, else that of `ami.captureFolder`, else below `storage`. The folder is made where it is not there. */
export async function newCaptureFile(server: AmiServer, storage: Uri): Promise<Uri> {
  const setting = server.folder ?? workspace.getConfiguration('ami').get<string>('captureFolder', '');
  const folder = setting ? Uri.file(setting) : Uri.joinPath(storage, 'captures');
  if ((await typeOf(folder)) !== FileType.Directory) await workspace.fs.createDirectory(folder);
  const name = fileName(server, new Date());
  let file = Uri.joinPath(folder, `${name}.ami`);
  // A recorder never writes over a file, and one may have begun in this very second.
  for (let number = 2; await isThere(file); number++) file = Uri.joinPath(folder, `${name} ${number}.ami`);
  return file;
}

/** `pbx.example.com 2026-11-22 20-15-03`, local time. */
function fileName(server: AmiServer, now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}-${two(now.getMinutes())}-${two(now.getSeconds())}`;
  return `${(server.name ?? server.host).replace(/[^\p{L}\p{N}._-]+/gu, '_')} ${date}`;
}

async function isThere(file: Uri): Promise<boolean> {
  // The first of several segments bears a number.
  const first = file.with({ path: file.path.replace(/\.ami$/, '.0001.ami') });
  return (await typeOf(file)) !== undefined || (await typeOf(first)) !== undefined;
}

function typeOf(uri: Uri): Promise<FileType | undefined> {
  return Promise.resolve(workspace.fs.stat(uri)).then(
    ({ type }) => type,
    () => undefined,
  );
}

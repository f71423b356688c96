import { l10n, Uri } from 'vscode';
import { TAIL_SCHEME } from './scheme';

/** How a segment of a recording is named: `pbx.0002.ami`, packed or not. */
const SEGMENT = /\.(\d{4,})(?=\.ami(?:\.gz)?$)/i;

/** Whether a path is that of a segment of a recording. */
export function isSegment(path: string): boolean {
  return SEGMENT.test(path);
}

/** The path of the recording that a file belongs to: its own, where it is no segment. */
function recordingPath(path: string): string {
  return path.replace(/\.gz$/i, '').replace(SEGMENT, '');
}

/** The URI of the recording that a file, or what shows its end, belongs to, with all segments that it has, as the language server knows it. */
export function recordingOf(file: Uri): Uri {
  return file.with({ scheme: file.scheme === TAIL_SCHEME ? 'file' : file.scheme, path: recordingPath(file.path), query: 'segments' });
}

/** What to call a capture: its file, or the recording of which all segments are read. */
export function captureName({ path, query }: Uri): string {
  const name = path.split('/').pop() ?? path;
  return query === 'segments' ? l10n.t('{0}, all segments', name) : name;
}

/** Whether a file is a segment of the recording of that URI. */
export function isPartOf(file: string, recording: string): boolean {
  return recordingOf(Uri.parse(file)).toString() === recording;
}

/**
 * What to know of the calls of a later file of a recording, such as `pbx.0002.ami`: each file is read by itself, so a call that spans two is split between them.
 * `undefined` of other files.
 */
export function partWords(path: string): string | undefined {
  const number = Number(SEGMENT.exec(path)?.[1] ?? 0);
  return number > 1
    ? l10n.t('Part {0} of a recording. What began earlier is in the part before; AMI: Open All Segments shows all parts as one.', number)
    : undefined;
}

import { t } from '../texts';

/** The capture cannot be written; the message says what to do. */
export class FileError extends Error {}

/** Whether an error says that there is no room now: it may go away. */
export function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** What to say where a file cannot be made. */
export function cannotCreate(path: string, error: unknown): FileError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new FileError(
    code === 'EEXIST'
      ? t('{0} exists already. Choose another name: a capture is never written over.', path)
      : t('{0} cannot be written: {1}. Choose another folder.', path, message),
  );
}

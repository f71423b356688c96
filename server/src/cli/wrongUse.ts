import { t } from '../texts';

/** The command was used wrongly or a file cannot be read: exit code 2. The message says what to do. */
export class WrongUse extends Error {}

/** What to say of a file that cannot be read. */
export function unreadable(file: string, error: unknown): WrongUse {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new WrongUse(t('{0}: there is no such file. Check the path.', file));
  if (code === 'EACCES') return new WrongUse(t('{0}: may not be read. Check its permissions.', file));
  if (code === 'EISDIR') return new WrongUse(t('{0}: is a folder. Name a file in it.', file));
  if (/^Z_/.test(String(code)))
    return new WrongUse(t('{0}: is damaged: {1}. What comes before the damage was read; fetch the file again for the rest.', file, message));
  return new WrongUse(t('{0}: cannot be read: {1}.', file, message));
}

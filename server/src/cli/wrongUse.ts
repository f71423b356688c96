/** The command was used wrongly or a file cannot be read: exit code 2. The message says what to do. */
export class WrongUse extends Error {}

/** What to say of a file that cannot be read. */
export function unreadable(file: string, error: unknown): WrongUse {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new WrongUse(`${file}: there is no such file. Check the path.`);
  if (code === 'EACCES') return new WrongUse(`${file}: may not be read. Check its permissions.`);
  if (code === 'EISDIR') return new WrongUse(`${file}: is a folder. Name a file in it.`);
  if (/^Z_/.test(String(code)))
    return new WrongUse(`${file}: is damaged: ${message}. What comes before the damage was read; fetch the file again for the rest.`);
  return new WrongUse(`${file}: cannot be read: ${message}.`);
}

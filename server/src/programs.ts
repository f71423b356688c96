/**
 * Language server and command line, one bundle: a program is read when it is started. `dist/server.js` and `dist/cli.js` start them.
 */

/** Starts the language server; it talks over what its arguments say. */
export function server(): Promise<unknown> {
  return import('./server.js');
}

/** Runs the command line on the arguments of this process. */
export function cli(): Promise<unknown> {
  return import('./cli.js');
}

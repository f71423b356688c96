/**
 * Language server and command line, one bundle: a program is read when it is started. `dist/server.js` and `dist/cli.js` start them.
 */

/** The version of the package, which the bundler writes in. */
declare const AMI_LOGS_VERSION: string;

const USAGE = `Usage: ami-logs-server --stdio | --node-ipc | --socket=PORT | --pipe=NAME

Language server for captures of the Asterisk Manager Interface (AMI). Editors start it;
--socket and --pipe name where the editor listens. See also: ami-logs --help
`;

/** Starts the language server; it talks over what its arguments say. Where they say nothing of that, prints what they may be, with exit code 2. */
export async function server(): Promise<unknown> {
  const given = process.argv.slice(2);
  const has = (...names: string[]): boolean => given.some((one) => names.includes(one));
  if (given.some((one) => /^--(stdio|node-ipc|socket|pipe)(=|$)/.test(one))) return import('./server.js');
  if (has('--version', '-V')) return process.stdout.write(`${AMI_LOGS_VERSION}\n`);
  if (has('--help', '-h')) return process.stdout.write(USAGE);
  process.stderr.write(USAGE);
  process.exitCode = 2;
  return undefined;
}

/** Runs the command line on the arguments of this process. */
export function cli(): Promise<unknown> {
  return import('./cli.js');
}

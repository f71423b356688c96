import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A capture in which every editor has something to show. */
export const CAPTURE =
  'Asterisk Call Manager/7.0.3\r\nEvent: NoSuchThing\r\nPrivilege: call,all\r\n\r\n' +
  'Event: Hangup\r\nPrivilege: call,all\r\nChannell: SIP/1-00000001\r\nUniqueid: 1.1\r\nCause: 21\r\nCause-txt: Call Rejected\r\n\r\n';

/** Whether a program is there and runs. */
export function runs(program: string, ...args: string[]): boolean {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore', timeout: 60_000 });
  return !error && status === 0;
}

/** A folder with `ami-logs-server`, as `npm install --global` would put it on the PATH, and the environment for an editor that shall find it and leave the user's own set-up alone. */
export function editorFolder(): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(path.join(tmpdir(), 'ami-editor-'));
  const program = path.join(folder, 'ami-logs-server');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${path.resolve('dist/server.js')}" "$@"\n`);
  chmodSync(program, 0o755);
  const env = {
    ...process.env,
    PATH: `${folder}${path.delimiter}${process.env.PATH}`,
    HOME: folder,
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_STATE_HOME: folder,
    XDG_CACHE_HOME: folder,
    XDG_DATA_HOME: folder,
  };
  return { folder, env };
}

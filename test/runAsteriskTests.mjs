// `npm run test:asterisk`: the live capture and the demo PBX against a real Asterisk. See test/asterisk/README.md.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'));
const root = process.env.AMI_ASTERISK_ROOT || '/';
const own = existsSync(path.join(root, 'usr/sbin/asterisk'));
const given = process.env.AMI_ASTERISK_HOST !== undefined;

if (!own && !given) {
  process.stdout.write(
    'Skipped: there is no Asterisk here. Install one (apt-get install asterisk sip-tester), name the root folder of a system that has one (AMI_ASTERISK_ROOT), or a running one (AMI_ASTERISK_HOST, AMI_ASTERISK_PORT, AMI_ASTERISK_USER, AMI_ASTERISK_SECRET).\n',
  );
  process.exit();
}
if (own && root !== '/' && process.getuid?.() !== 0) {
  process.stdout.write(`Skipped: ${root} needs chroot, which only root may do.\n`);
  process.exit();
}
const run = (command, ...args) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
};
run('npm', 'run', '--silent', 'build');
run('npx', 'tsc', '-b');
run('npx', 'mocha', '--no-config', '--timeout', '120000', 'out/test/asterisk/*.live.js', ...process.argv.slice(2));

// The browser that shows the workbench: the machine's own Chromium, driven by playwright-core.
import { existsSync } from 'node:fs';
import { findOnPath, run, temporaryFolder } from './processes.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The path of a Chromium that starts: `CHROMIUM` from the environment, else one on the PATH, else one that apt installs now
 * where this is root on Debian or Ubuntu. Throws an `Error` whose one sentence says what to install.
 */
export async function ensureChromium({ log = (line) => console.error(`vscode-host: ${line}`) } = {}) {
  const found = await findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && findOnPath('apt-get')) {
    log('installing Chromium with apt-get');
    const installed = await aptInstall();
    const now = installed.code === 0 && (await findChromium());
    if (now) return now;
    log(`apt-get gave no Chromium that starts: ${installed.output.trim().split('\n').slice(-3).join(' | ')}`);
  }
  throw new Error('The VS Code stand-in shows its workbench in Chromium: install `chromium` or `google-chrome`, or set CHROMIUM to the path of one.');
}

/**
 * Opens a page of `width` × `height` in a headless browser of its own: `{ browser, page }`. Signals stay with the caller, as
 * playwright's own handlers would exit before the server is stopped.
 */
export async function openPage(executablePath, { width = 1280, height = 800 } = {}) {
  const browser = await launch(executablePath, temporaryFolder('vscode-browser-'));
  const context = await browser.newContext({ viewport: { width, height } });
  return { browser, page: await context.newPage() };
}

async function launch(executablePath, folder) {
  const { chromium } = await import('playwright-core');
  // The browser's profile goes where a signal in the middle of its start leaves nothing behind.
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    return await chromium.launch({
      executablePath,
      headless: true,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // The sandbox needs what containers and root do not have, and the only page is our own.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    });
  } finally {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
  }
}

async function findChromium() {
  if (process.env.CHROMIUM) {
    if (!existsSync(process.env.CHROMIUM)) throw new Error(`CHROMIUM is ${process.env.CHROMIUM}, which does not exist.`);
    return process.env.CHROMIUM;
  }
  for (const name of NAMES) {
    const file = findOnPath(name);
    // Ubuntu's chromium-browser may be a script that only says how to get the snap, so each has to show that it starts.
    if (file && (await run(file, ['--version'])).code === 0) return file;
  }
  return undefined;
}

async function aptInstall() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-q'], { env });
  if (update.code !== 0) return update;
  // Recommended packages are left out but fonts: without any, the pictures show boxes for letters.
  const packages = ['chromium', 'fonts-liberation', 'fonts-dejavu-core'];
  return run('apt-get', ['-o', 'DPkg::Lock::Timeout=600', 'install', '-y', '-q', '--no-install-recommends', ...packages], { env });
}

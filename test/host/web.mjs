// VS Code as vscode.dev has it: the workbench alone, without a server behind it. Extensions run in a worker of the page, and files come from an extension.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium, openPage } from './chromium.mjs';
import { installHost } from './install.mjs';
import { markdownForBrowsers } from './markdown.mjs';
import { QUIET_SETTINGS } from './server.mjs';
import { PICTURE_SETTINGS, TIMEOUT_MS, Workbench } from './workbench.mjs';

/** What the window asks for of VS Code's own Markdown extension, see markdown.mjs. */
export const MARKDOWN = '/vscode/extensions/markdown-language-features/dist/browser/';

const FILES_EXTENSION = path.join(path.dirname(fileURLToPath(import.meta.url)), 'webFiles');
const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.svg': 'image/svg+xml',
};

/**
 * Where code-server's workbench is not as VS Code's own: the page's host is its remote, and the user's data lie there. Each place with what VS Code has.
 * Source: VS Code src/vs/code/browser/workbench/workbench.ts and src/vs/workbench/services/environment/browser/environmentService.ts.
 */
const PATCHES = [
  [/,remoteAuthority:location\.host\}/, '}'],
  [/\w+\((\w+)\.file\(this\.userDataPath\)\.with\(\{scheme:(\w+)\.vscodeRemote\}\),"User"\)/, '$1.file("/User").with({scheme:$2.vscodeUserData})'],
];

/**
 * Opens VS Code in the browser with the extension in the folder `extension` and the files of `folder` as its workspace, whose URIs are `recordings:/name`.
 * `log` gets what the page's console says. The caller closes what it opened.
 */
export async function openWebWorkbench({ extension, folder, theme = 'Dark Modern', settings = {}, width = 1280, height = 800, log = () => {} }) {
  const host = await installHost();
  const chromium = await ensureChromium();
  const all = { ...QUIET_SETTINGS, ...PICTURE_SETTINGS, 'workbench.colorTheme': theme, ...settings };
  const markdown = await markdownForBrowsers();
  const server = await serve({ vscode: path.join(host.server, '../..'), markdown, extension, folder, settings: all });
  let browser;
  const close = async () => {
    await browser?.close().catch(() => {});
    server.close();
    server.closeAllConnections();
  };
  try {
    const opened = await openPage(chromium, { width, height });
    browser = opened.browser;
    const { page } = opened;
    page.setDefaultTimeout(TIMEOUT_MS);
    page.on('console', (message) => log(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => log(`error: ${error.message}`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return new Workbench(page, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function serve({ vscode, markdown, extension, folder, settings }) {
  const places = { vscode, markdown, extension, 'files-extension': FILES_EXTENSION, files: folder };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/') return answer(response, '.html', page(server.address().port, settings));
    // Half of the key of the secret store; see front.mjs.
    if (pathname === '/mint-key') return answer(response, '', randomBytes(32));
    if (pathname === '/files/') return answer(response, '.json', JSON.stringify(filesOf(folder)));
    const [, place, ...parts] = decodeURIComponent(pathname.replace(MARKDOWN, '/markdown/')).split('/');
    const root = places[place];
    const file = root && path.join(root, ...parts);
    if (!file?.startsWith(root + path.sep) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    const bytes = readFileSync(file);
    answer(response, path.extname(file), file.endsWith('/code/browser/workbench/workbench.js') ? withoutRemote(bytes.toString('utf8')) : bytes);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function answer(response, extension, body) {
  response.writeHead(200, { 'content-type': TYPES[extension] ?? 'application/octet-stream', 'access-control-allow-origin': '*' }).end(body);
}

function filesOf(folder) {
  return readdirSync(folder).map((name) => ({ name, size: statSync(path.join(folder, name)).size }));
}

function withoutRemote(workbench) {
  return PATCHES.reduce((text, [place, own]) => {
    if (!place.test(text)) throw new Error(`The workbench has no place like ${place}: see how this VS Code comes to its remote.`);
    return text.replace(place, own);
  }, workbench);
}

/** The page, as vscode.dev would give it; see `out/vs/code/browser/workbench/workbench.html` beside the workbench. */
function page(port, settings) {
  const at = (place) => ({ scheme: 'http', authority: `127.0.0.1:${port}`, path: `/${place}` });
  const configuration = {
    folderUri: { scheme: 'recordings', authority: '', path: '/' },
    additionalBuiltinExtensions: [at('extension'), at('files-extension')],
    configurationDefaults: settings,
    enableWorkspaceTrust: false,
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    userDataPath: '/',
    productConfiguration: { enableTelemetry: false },
    webviewEndpoint: `http://127.0.0.1:${port}/vscode/out/vs/workbench/contrib/webview/browser/pre`,
  };
  return `<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8">
    <meta id="vscode-workbench-web-configuration" data-settings="${JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">
    <link rel="stylesheet" href="/vscode/out/vs/code/browser/workbench/workbench.css">
  </head>
  <body aria-label="">
    <script>globalThis._VSCODE_FILE_ROOT = new URL('/vscode/out/', location.href).toString();</script>
    <script type="module" src="/vscode/out/nls.messages.js"></script>
    <script type="module" src="/vscode/out/vs/code/browser/workbench/workbench.js"></script>
  </body>
</html>`;
}

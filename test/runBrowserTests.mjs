#!/usr/bin/env node
// Tests the extension in VS Code in the browser (test/host/web.mjs), where it runs in a worker and files are those of a virtual file system.
// `--only TEXT` runs the checks whose names contain the text.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runChecks } from './host/checks.mjs';
import { exitOnSignals, temporaryFolder } from './host/processes.mjs';
import { MARKDOWN, openWebWorkbench } from './host/web.mjs';
import { until } from './host/workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({ options: { only: { type: 'string', default: '' } } });
if (!existsSync(path.join(root, 'dist/web/client.js'))) throw new Error('dist/web is missing; `npm run build` makes it');

const CALL = 'attended-transfer-asterisk-22.ami';
const folder = path.join(temporaryFolder('ami-logs-browser-'), 'samples');
cpSync(path.join(root, 'samples'), folder, { recursive: true });
const lines = readFileSync(path.join(folder, CALL), 'utf8').split(/\r?\n/);
writeFileSync(path.join(folder, 'damaged.ami'), 'Event: Hangup\r\nPrivilege: call,all\r\nthis is no header\r\n\r\n');

/** What is checked, in this order and in one window: each with the window and playwright's page. */
const CHECKS = {
  async 'opens a capture of a virtual file system, coloured'(workbench, page) {
    await open(workbench, CALL);
    await page
      .locator('.view-line span[class*=mtk]', { hasText: /^Event$/ })
      .first()
      .waitFor();
    await page.locator('.statusbar-item', { hasText: 'Asterisk AMI' }).waitFor();
  },

  async 'explains a value when the mouse rests on it'(workbench) {
    const event = lines.indexOf('Event: Hangup');
    const cause = lines.findIndex((line, index) => index > event && line.startsWith('Cause: '));
    await workbench.goTo(cause + 1);
    const text = await workbench.hover(lines[cause].slice('Cause: '.length), { within: lines[cause], expect: /normal/i });
    assert.match(text, /hang/i);
  },

  async 'lists the messages as symbols'(_workbench, page) {
    await until(async () => {
      await page.keyboard.press('Control+Shift+O');
      return page
        .locator('.quick-input-list .monaco-list-row', { hasText: 'Event: Hangup' })
        .first()
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
    }, 'the list of symbols names no Hangup');
    await page.keyboard.press('Escape');
  },

  async 'folds messages'(workbench) {
    await workbench.goTo(1);
    await workbench.runCommand('Fold All');
    // Of the first event its first line stays in view.
    const first = lines.findIndex((line) => line.startsWith('Event: ')) + 1;
    await until(
      async () => {
        const numbers = await workbench.lineNumbers();
        return numbers.includes(first) && !numbers.includes(first + 1);
      },
      `line ${first + 1} is not folded away`,
    );
    await workbench.runCommand('Unfold All');
  },

  async 'lists the calls with their channels'(workbench, page) {
    await workbench.openView('Asterisk AMI');
    await workbench.expand(/./);
    await until(async () => (await page.locator('.sidebar .monaco-list-row[aria-level="2"]').count()) > 1, 'the call shows no channels');
  },

  async 'draws the ladder of a call'(workbench) {
    await open(workbench, CALL);
    await workbench.goTo(lines.indexOf('Event: DialBegin') + 1);
    await workbench.runCommand('AMI: Show Ladder');
    const page = await workbench.webview('#body .row');
    await page.locator('#body .row', { hasText: /hold/ }).first().waitFor();
  },

  async 'tells the story of a call'(workbench) {
    await workbench.runCommand('View: Close All Editors');
    await open(workbench, CALL);
    await workbench.goTo(lines.indexOf('Event: DialBegin') + 1);
    await workbench.runCommand('AMI: Show Call Story');
    const story = await workbench.webview('#page h1');
    await story.locator('#page', { hasText: /transfer/ }).waitFor();
    await workbench.runCommand('View: Close All Editors');
  },

  async 'looks a name up, as a page that leads to others'(workbench, page) {
    await lookUp(workbench, 'Hangup');
    await page.locator('.tab.active', { hasText: 'Preview Hangup.md' }).waitFor();
    const preview = await workbench.webview('h1#hangup');
    await preview.locator('a', { hasText: 'HangupRequest' }).first().click();
    await workbench.webview('h1#hanguprequest');
  },

  async 'searches, and shows what fits as a document'(workbench, page) {
    await open(workbench, CALL);
    // The command is there once there is a capture, which the server has to have read.
    await workbench.openView('Asterisk AMI');
    await workbench.treeItem(/./);
    await workbench.runCommand('AMI: Search Capture…');
    const box = page.locator('.quick-input-widget:visible .quick-input-box input');
    await box.fill('event:Hangup');
    await box.press('Enter');
    await page.locator('.tab.active', { hasText: /hangup/i }).waitFor();
    await page.locator('.view-line', { hasText: 'Cause-txt:' }).first().waitFor();
  },

  async 'reports what is damaged'(workbench, page) {
    await open(workbench, 'damaged.ami');
    await workbench.runCommand('Problems: Focus on Problems View');
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'no-colon' }).first().waitFor();
  },

  async 'understands text that was never saved'(workbench, page) {
    await workbench.runCommand('File: New Untitled Text File');
    await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await page.keyboard.insertText('Event: Hangup\nPrivilege: call,all\nCause: 17\nnot a header either\n\n');
    await workbench.runCommand('AMI: Open as AMI Capture');
    await workbench.hover('17', { within: 'Cause: 17', expect: /busy/i });
  },

  async 'says why it cannot attach, read from disk or convert, and where it can'(workbench, page) {
    // What is a capture already is not offered to be made one.
    await workbench.runCommand('File: New Untitled Text File');
    await page.locator('.statusbar-item', { hasText: 'Plain Text' }).waitFor();
    for (const [command, why] of [
      ['AMI: Attach to Live Server…', /connection to Asterisk.*desktop.*Remote - SSH.*code-server/],
      ['AMI: Open Large Capture…', /cannot read captures from disk.*desktop.*Remote - SSH.*code-server/],
      ['AMI: Convert to AMI Capture…', /Converting.*desktop.*Remote - SSH.*code-server/],
    ]) {
      await workbench.runCommand(command);
      await page.locator('.notification-list-item-message', { hasText: why }).first().waitFor();
    }
  },

  async 'looks a name up, as text where nothing draws Markdown'(workbench, page) {
    await page.route(`**${MARKDOWN}**`, (route) => route.abort());
    await page.reload();
    await lookUp(workbench, 'Hangup');
    await page.locator('.tab.active', { hasText: 'Hangup.md' }).waitFor();
    await page.locator('.view-line', { hasText: '# Hangup' }).first().waitFor();
  },
};

const said = [];
const opening = openWebWorkbench({ extension: root, folder, log: (line) => said.push(line) });
const close = () =>
  opening.then(
    (workbench) => workbench.close(),
    () => {},
  );
exitOnSignals(close);
const { passed, failed } = await runChecks(
  opening,
  Object.entries(CHECKS).filter(([name]) => name.includes(options.only)),
  'browser',
);
// Extensions of VS Code that code-server has no build of for the browser are missed too.
if (failed) console.error(said.filter((line) => /^error/.test(line) && !/404|'vscode\./.test(line)).join('\n'));
await close();
console.log(`${passed} passing${failed ? `, ${failed} failing` : ''}`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** Opens the page of an event by its name. */
async function lookUp(workbench, name) {
  await workbench.runCommand('AMI: Look Up Event, Action or Header…');
  await workbench.answer(name);
}

/** Opens a file by its row in the Explorer: quick open knows no virtual file systems. */
async function open(workbench, name) {
  await workbench.openView('Explorer');
  await (await workbench.treeItem(name)).dblclick();
  await workbench.page.locator('.tab.active', { hasText: name }).waitFor();
  await workbench.page.locator('.editor-group-container.active .view-line').first().waitFor();
}

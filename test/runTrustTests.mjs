#!/usr/bin/env node
// Tries the packaged extension in a folder that nobody trusts, and in the same folder when it is trusted: captures work, nothing connects, and what the folder's own
// settings say of servers never counts.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runChecks } from './host/checks.mjs';
import { packageExtension } from './host/package.mjs';
import { exitOnSignals, temporaryFolder } from './host/processes.mjs';
import { openWorkbench, until } from './host/workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({ options: { vsix: { type: 'string' } } });

const CALL = 'attended-transfer-asterisk-22.ami';
const folder = path.join(temporaryFolder('ami-logs-trust-'), 'samples');
cpSync(path.join(root, 'samples'), folder, { recursive: true });
mkdirSync(path.join(folder, '.vscode'));
const PLANTED = { 'ami.servers': [{ name: 'Planted', host: 'planted.example', user: 'planted' }], 'ami.captureFolder': path.join(folder, 'planted') };
writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(PLANTED));
const lines = readFileSync(path.join(folder, CALL), 'utf8').split(/\r?\n/);

const CONNECTING = ['AMI: Attach to Live Server…', 'AMI: Test Connection to Server…'];

/** What is checked, in this order and in one window: each with the window and playwright's page. */
const CHECKS = {
  async 'a folder without trust: captures are coloured and explained'(workbench, page) {
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await workbench.openFile(CALL);
    await page
      .locator('.view-line span[class*=mtk]', { hasText: /^Event$/ })
      .first()
      .waitFor();
    const event = lines.indexOf('Event: Hangup');
    const cause = lines.findIndex((line, index) => index > event && line.startsWith('Cause: '));
    await workbench.goTo(cause + 1);
    await workbench.hover(lines[cause].slice('Cause: '.length), { within: lines[cause], expect: /normal/i });
  },

  async 'a folder without trust: their calls are listed'(workbench, page) {
    await workbench.openView('Asterisk AMI');
    await workbench.expand(/./);
    await until(async () => (await page.locator('.sidebar .monaco-list-row[aria-level="2"]').count()) > 1, 'the call shows no channels');
  },

  async 'a folder without trust: what connects says why it does not, and what to do'(workbench, page) {
    for (const command of CONNECTING) {
      await workbench.runCommand(command);
      const notice = page.locator('.notification-list-item', { hasText: /not trusted.*no connection.*Trust the workspace/ }).first();
      await notice.waitFor();
      assert.equal(await page.locator('.quick-input-widget:visible').count(), 0);
      await notice.hover();
      await notice.locator('.codicon-notifications-clear').click();
      await notice.waitFor({ state: 'detached' });
    }
  },

  async 'a folder with trust: servers that its settings name are not there'(workbench, page) {
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await page
      .locator('.workspace-trust-buttons-row .monaco-button, .workspace-trust-buttons-row a', { hasText: /^Trust$/ })
      .first()
      .click();
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'detached' });
    await workbench.runCommand(CONNECTING[0]);
    // With no server saved the questions about a new one begin at once.
    await page.locator('.quick-input-widget:visible .quick-input-title', { hasText: 'New AMI Server' }).waitFor();
    await page.keyboard.press('Escape');
    await workbench.runCommand(CONNECTING[1]);
    await page
      .locator('.notification-list-item', { hasText: /No server is saved yet/ })
      .first()
      .waitFor();
    assert.equal(await page.getByText('planted.example').count(), 0);
  },
};

let opening;
const close = async () => (await opening?.catch(() => undefined))?.close();
exitOnSignals(close);
const vsix = path.resolve(options.vsix ?? path.join(temporaryFolder('ami-logs-vsix-'), 'ami-logs.vsix'));
if (!options.vsix) await packageExtension(root, vsix);
// As a dialog the page about trust would keep keys from the window.
opening = openWorkbench({ folder, vsix, untrusted: true, settings: { 'workbench.editor.useModal': 'off' } });
const { passed, failed } = await runChecks(opening, Object.entries(CHECKS), 'trust');
await close();
console.log(`${passed} passing${failed ? `, ${failed} failing` : ''}`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

#!/usr/bin/env node
// Takes pictures of the extension in a real VS Code (the stand-in) into test/.artifacts, for the README and for looking at.
// Each picture is also a check: it waits for what it is to show and fails where that does not come.
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ACCOUNT, startDemoPbx } from '../scripts/demoPbx.mjs';
import { exitOnSignals, temporaryFolder } from './host/processes.mjs';
import { openWorkbench, until } from './host/workbench.mjs';

const HELP = `node test/screenshots.mjs [--vsix FILE] [--only NAME] [--theme "Light Modern"]
  --vsix FILE   of this packaged extension, as users have it, instead of the build in dist
  --only NAME   one of: overview, start, hover, completion, noise, calls, ladder, live, filter, korean
  --theme NAME  a colour theme instead of Dark Modern`;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: { vsix: { type: 'string' }, only: { type: 'string' }, theme: { type: 'string', default: 'Dark Modern' }, help: { type: 'boolean', short: 'h' } },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}

/** The pictures by name: each gets a fresh window on a copy of `samples`, and may give what is to be done after the picture. */
const PICTURES = { overview, start, hover, completion, noise, calls, ladder, live, filter, korean };

/** Those in another display language. */
const LANGUAGES = { korean: 'ko' };

/** Windows that are larger than usual: three things side by side want room. */
const WINDOWS = { overview: { width: 1500, height: 860 } };

const opened = [];
const closeAll = () => Promise.all(opened.splice(0).map((close) => close()));
exitOnSignals(closeAll);
const names = options.only ? [options.only] : Object.keys(PICTURES);
let failed = 0;
for (const name of names) {
  if (!PICTURES[name]) throw new Error(`no picture "${name}"\n${HELP}`);
  const started = Date.now();
  const folder = path.join(temporaryFolder('ami-logs-pictures-'), 'samples');
  cpSync(path.join(root, 'samples'), folder, { recursive: true });
  const extension = options.vsix ? { vsix: path.resolve(options.vsix) } : { extensionDevelopmentPath: root };
  try {
    // Ctrl-C may come while it opens, and what is half open has to be closed too.
    const opening = openWorkbench({ folder, theme: options.theme, language: LANGUAGES[name], ...extension, ...WINDOWS[name] });
    opened.push(() =>
      opening.then(
        (workbench) => workbench.close(),
        () => {},
      ),
    );
    const workbench = await opening;
    try {
      const after = await PICTURES[name](workbench, folder);
      console.log(`${await workbench.screenshot(name)} (${Date.now() - started} ms)`);
      await after?.();
    } catch (error) {
      console.error(`${name}: ${error.message}\n  what the window shows is in ${await workbench.screenshot(`${name}-failed`)}`);
      failed++;
    }
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    failed++;
  }
  await closeAll();
}
console.log(`${names.length - failed} passing${failed ? `, ${failed} failing` : ''}`);
process.exit(failed ? 1 : 0);

/** A capture, the story of one of its calls and the ladder of it, side by side: the first picture of the README. */
async function overview(workbench, folder) {
  const { page } = workbench;
  const file = 'attended-transfer-asterisk-22.ami';
  const lines = readFileSync(path.join(folder, file), 'utf8').split(/\r?\n/);
  await workbench.openFile(file);
  await workbench.goTo(lines.indexOf('Event: DialBegin') + 1);
  // While the editor has the keyboard: a page keeps it to itself.
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await workbench.runCommand('AMI: Show Call Story');
  await workbench.webview('h1');
  await page.locator('.tab', { hasText: file }).first().click();
  await workbench.runCommand('AMI: Show Ladder');
  await workbench.webview('#body .row');
  await workbench.runCommand('View: Move Editor into Right Group');
  await until(async () => (await page.locator('.editor-group-container').count()) === 3, 'the ladder gets no group of its own');
  await page.locator('.tab', { hasText: file }).first().click();
  await workbench.runCommand('View: Reset Editor Group Sizes');
  await workbench.goTo(lines.indexOf('Event: Hold') + 1);
  // The page was made anew when it moved.
  const drawing = await workbench.webview('#body .row');
  await until(async () => /hold/.test(await drawing.locator('#detail').innerText()), 'the cursor in the editor marks no step');
}

/** What a newcomer sees: the empty Calls view and the samples, and then the walkthrough. */
async function start(workbench) {
  await workbench.openView('Asterisk AMI');
  for (const button of ['Open Capture…', 'Attach to Live Server…', 'Open Sample Capture…', 'Start Demo PBX', 'Get Started'])
    await workbench.page.locator('.sidebar .monaco-button', { hasText: button }).waitFor();
  await workbench.page.locator('.sidebar a', { hasText: 'open it from disk' }).waitFor();
  await workbench.runCommand('AMI: Open Sample Capture…');
  await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Two calls to a queue' }).waitFor();
  console.log(await workbench.screenshot('samples'));
  await workbench.page.keyboard.press('Escape');
  // Beside a side bar the walkthrough has no room for its pictures.
  await workbench.page.keyboard.press('Control+B');
  await workbench.runCommand('AMI: Get Started');
  await workbench.page.locator('.getting-started-step', { hasText: 'Draw a call as a ladder' }).first().click();
  const picture = await workbench.webview('svg[aria-label^="A call drawn as a ladder"]');
  await picture.locator('svg text', { hasText: 'attended transfer' }).waitFor();
}

/** A coloured capture with the explanation of a hangup cause. */
async function hover(workbench, folder) {
  const file = 'attended-transfer-asterisk-22.ami';
  const lines = readFileSync(path.join(folder, file), 'utf8').split(/\r?\n/);
  const event = lines.indexOf('Event: Hangup');
  const cause = lines.findIndex((line, index) => index > event && line.startsWith('Cause: '));
  await workbench.openFile(file);
  await workbench.goTo(cause + 1);
  await workbench.hover(lines[cause].slice('Cause: '.length), { within: lines[cause], expect: /normal/i });
}

/** An action that is being written: a whole one from the list, then a further header with what it is. Nothing is underlined meanwhile. */
async function completion(workbench) {
  const { page } = workbench;
  const lines = page.locator('.editor-group-container.active .monaco-editor .view-line');
  const list = page.locator('.suggest-widget.visible');
  await workbench.runCommand('File: New Untitled Text File');
  await workbench.runCommand('Change Language Mode');
  await workbench.answer('Asterisk AMI');
  await page.locator('.statusbar-item', { hasText: 'Asterisk AMI' }).waitFor();
  await page.locator('.editor-group-container.active .monaco-editor').first().click();
  await page.keyboard.type('Action: Orig');
  // The extension may have been woken only now.
  await until(async () => {
    if ((await list.locator('.monaco-list-row.focused', { hasText: 'Originate' }).count()) > 0) return true;
    await page.keyboard.press('Control+Space');
    await page.waitForTimeout(500);
    return false;
  }, 'no action is proposed');
  await page.keyboard.press('Enter');
  await lines.filter({ hasText: /^Action:.Originate$/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Ch');
  const row = list.locator('.monaco-list-row.focused', { hasText: 'Channel' });
  await row.waitFor();
  // What is being typed is no mistake yet, however long one looks at it.
  await until(async () => (await page.locator('.squiggly-error, .squiggly-warning, .squiggly-info').count()) === 0, 'what is being typed is underlined');
  if ((await page.locator('.suggest-details:visible').count()) === 0) await page.keyboard.press('Control+Space');
  await page.locator('.suggest-details:visible', { hasText: 'required' }).waitFor();
  return async () => {
    await page.keyboard.press('Enter');
    await lines.filter({ hasText: /^Channel:/ }).waitFor();
  };
}

/** Noise: dimmed, and folded with words in its place; hints, links, and the mark of the call at the cursor. */
async function noise(workbench, folder) {
  const { page } = workbench;
  const file = 'attended-transfer-asterisk-22.ami';
  const lines = readFileSync(path.join(folder, file), 'utf8').split(/\r?\n/);
  await workbench.openFile(file);
  await page.locator('.detected-link', { hasText: 'FullyBooted' }).waitFor();
  await workbench.goTo(lines.indexOf('Event: Newexten', lines.indexOf('Event: DialEnd')) + 1);
  await workbench.runCommand('AMI: Fold Noise');
  const said = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.editor-group-container.active .view-line span')].map((one) => getComputedStyle(one, '::after').content),
    );
  await until(async () => (await said()).some((text) => /^"\d+ × \w+/.test(text)), 'no fold says what it holds');
  return async () => {
    await workbench.runCommand('Fold All');
    await until(async () => (await said()).some((text) => text.includes('ANSWER')), 'the fold of a DialEnd does not say how it ended');
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget:visible .quick-input-box input').fill('>AMI: ');
    const row = (text) => page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text });
    await row('AMI: Add').or(row('AMI: Attach')).first().waitFor();
    for (const unwanted of ['Go to the Original', 'Convert to AMI Capture…']) {
      await page.locator('.quick-input-widget:visible .quick-input-box input').fill(`>AMI: ${unwanted}`);
      await until(async () => (await row(`AMI: ${unwanted}`).count()) === 0, `the palette offers ${unwanted} where it cannot help`);
    }
  };
}

/** The Calls view with a call opened. */
async function calls(workbench) {
  await workbench.openFile('attended-transfer-asterisk-22.ami');
  await workbench.openView('Asterisk AMI');
  await workbench.widenSideBar(560);
  await workbench.expand(/./);
  const item = await workbench.treeItem(/./);
  await until(async () => (await item.page().locator('.sidebar .monaco-list-row[aria-level="2"]').count()) > 0, 'the call shows no channels');
  return () => filterCalls(workbench);
}

/** The list follows the filter while it is typed; Escape leaves it as it was. */
async function filterCalls(workbench) {
  const { page } = workbench;
  const rows = page.locator('.sidebar .monaco-list-row[role=treeitem][aria-level="1"]');
  const shown = async (test, message) => until(async () => test(await rows.count()), message);
  await workbench.openFile('busy-and-no-answer-asterisk-18.ami');
  await workbench.treeItem(/busy/);
  await shown((count) => count > 1, 'the capture has one call only');
  const all = await rows.count();
  await workbench.runCommand('AMI: Filter Calls…');
  const box = page.locator('.quick-input-widget:visible .quick-input-box input');
  const row = (text) => page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text }).first();
  await box.pressSequentially('outcome:bu*', { delay: 30 });
  await row(`of ${all} calls`).waitFor();
  await shown((count) => count > 0 && count < all, 'the list does not follow the filter');
  await box.fill('outcome:busy (');
  await row(/is not closed|is missing/).waitFor();
  await page.keyboard.press('Escape');
  await shown((count) => count === all, 'Escape does not bring back the list');
  await workbench.runCommand('AMI: Filter Calls…');
  await box.pressSequentially('outcome:busy', { delay: 30 });
  await row(`of ${all} calls`).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.sidebar', { hasText: `of ${all} calls` }).waitFor();
}

/** The ladder of a call beside its capture. A click on a step takes the editor to its message, and the editor's cursor marks its step. */
async function ladder(workbench, folder) {
  const file = 'attended-transfer-asterisk-22.ami';
  const lines = readFileSync(path.join(folder, file), 'utf8').split(/\r?\n/);
  await workbench.openFile(file);
  await workbench.goTo(lines.indexOf('Event: DialBegin') + 1);
  await workbench.runCommand('AMI: Show Ladder');
  const page = await workbench.webview('#body .row');
  const cursor = workbench.page.locator('.line-numbers.active-line-number').first();
  const row = page.locator('#body .row', { hasText: /hold/ }).first();
  await row.scrollIntoViewIfNeeded();
  await row.locator('.label').click();
  const hold = lines.indexOf('Event: Hold') + 1;
  await until(async () => (await cursor.innerText()).trim() === String(hold), `the click does not lead to line ${hold}`);
  await workbench.page.locator('.tab', { hasText: file }).first().click();
  await workbench.goTo(lines.indexOf('Event: AttendedTransfer') + 1);
  await until(async () => /transfer/.test(await page.locator('#detail').innerText()), 'the cursor in the editor marks no step');
}

/** A filter while it is typed, with what is wrong with it and what could come next; then what it finds. */
async function filter(workbench) {
  const { page } = workbench;
  await workbench.openFile('queue-calls-asterisk-22.ami');
  await workbench.runCommand('AMI: Filter…');
  const box = page.locator('.quick-input-widget:visible .quick-input-box input');
  const row = (text) => page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text }).first();
  await box.fill('event:Hangup evnt:x');
  await row('Did you mean event?').waitFor();
  await row('▶evnt◀').waitFor();
  await box.fill('event:Hangup cau');
  await row('Show the messages that fit').waitFor();
  await row(/^cause:/).waitFor();
  return async () => {
    await row(/^cause:/).click();
    await until(async () => (await box.inputValue()) === 'event:Hangup cause:', 'the proposal is not taken');
    await row(/^16/).click();
    await until(async () => (await box.inputValue()) === 'event:Hangup cause:16 ', 'the value is not taken');
    await row('Show the messages that fit').click();
    await page.locator('.tab.active', { hasText: 'event:Hangup cause:16' }).waitFor();
  };
}

/** The Calls view, a story, a ladder and diagnostics in Korean. */
async function korean(workbench, folder) {
  const { page } = workbench;
  const file = 'attended-transfer-asterisk-22.ami';
  const lines = readFileSync(path.join(folder, file), 'utf8').split(/\r?\n/);
  await workbench.openFile(file);
  await workbench.goTo(lines.indexOf('Event: DialBegin') + 1);
  await workbench.openView('Asterisk AMI');
  await workbench.treeItem(/전환/);
  await workbench.runCommand('AMI: 통화 스토리 표시');
  const story = await workbench.webview('h1');
  await story.locator('.step', { hasText: '호출' }).first().waitFor();
  await page.locator('.tab', { hasText: file }).first().click();
  await workbench.runCommand('AMI: 래더 표시');
  const drawing = await workbench.webview('#body .row');
  await drawing.locator('.row', { hasText: '상담 후 전환' }).first().waitFor();
  console.log(await workbench.screenshot('korean-story'));
  await workbench.openFile('with-problems-asterisk-18.ami');
  await workbench.widenSideBar(560);
  await page.keyboard.press('Control+Shift+M');
  await page.locator('.markers-panel .monaco-list-row', { hasText: '헤더가 없습니다' }).first().waitFor();
}

/** A tab that grows while the demo PBX sends, with the calls beside it. */
async function live(workbench) {
  const pbx = await startDemoPbx(root);
  opened.push(pbx.stop);
  await workbench.openView('Asterisk AMI');
  await workbench.runCommand('AMI: Attach to Live Server…');
  for (const answer of [`127.0.0.1:${pbx.port}`, 'No encryption', ACCOUNT.user, 'Everything', '', ACCOUNT.secret]) await workbench.answer(answer);
  await workbench.page.locator('.tab.active', { hasText: '.ami' }).waitFor();
  const lastLine = async () => (await workbench.lineNumbers()).at(-1) ?? 0;
  // Three sizes one after the other, so that one burst at the beginning does not pass for a live tab.
  let seen = 0;
  for (let growths = 0; growths < 3; growths++) {
    await until(async () => (await lastLine()) > seen, `the live tab stays at line ${seen}`);
    seen = await lastLine();
  }
  await workbench.treeItem(/./);
  return async () => {
    const status = workbench.page.locator('.statusbar-item', { hasText: '127.0.0.1' });
    await status.waitFor();
    await workbench.runCommand('AMI: Stop Live Capture');
    await status.waitFor({ state: 'detached' });
  };
}

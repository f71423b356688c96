// Drives a VS Code workbench as a person would, for pictures and for checks that no API of VS Code can make.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium, openPage } from './chromium.mjs';
import { installHost } from './install.mjs';
import { temporaryFolder } from './processes.mjs';
import { installExtension, QUIET_SETTINGS, remoteUri, startServer } from './server.mjs';

/** Where pictures go; git ignores it. */
export const ARTIFACTS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../.artifacts');

export const TIMEOUT_MS = 30_000;
const EDITOR = '.editor-group-container.active .monaco-editor';
const QUICK_INPUT = '.quick-input-widget:visible';

/**
 * Opens a VS Code with an extension on a folder.
 *
 * - `folder`: the workspace; tests and pictures give a copy.
 * - `vsix` installs a packaged extension, `extensionDevelopmentPath` loads one from its sources. The first is what a user has;
 *   the second says "Extension Development Host" and shows no notifications.
 * - `untrusted`: the folder is not trusted, as one that was just downloaded.
 * - `language`: the display language, such as `ko`. VS Code's own words stay English, since its language packs are downloads; those of extensions do not.
 * - `theme`: a colour theme's name; `settings`: more user settings; `width`, `height`: of the window.
 *
 * The caller closes what it opened. Everything waits at most half a minute and then throws.
 */
export async function openWorkbench({
  folder,
  vsix,
  extensionDevelopmentPath,
  theme = 'Dark Modern',
  settings = {},
  width = 1280,
  height = 800,
  openFile,
  untrusted = false,
  language,
  log,
}) {
  const host = await installHost({ log });
  const chromium = await ensureChromium({ log });
  const work = temporaryFolder('vscode-workbench-');
  const places = { dataFolder: path.join(work, 'server'), extensionsFolder: path.join(work, 'extensions') };
  if (vsix) await installExtension(host, vsix, places);
  const all = { ...QUIET_SETTINGS, ...(untrusted ? UNTRUSTED_SETTINGS : {}), ...PICTURE_SETTINGS, 'workbench.colorTheme': theme, ...settings };
  const server = await startServer(host, { ...places, settings: all, testDriver: Boolean(extensionDevelopmentPath), untrusted });
  let browser;
  try {
    const opened = await openPage(chromium, { width, height });
    browser = opened.browser;
    const { page } = opened;
    page.setDefaultTimeout(TIMEOUT_MS);
    const payload = [
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ];
    if (extensionDevelopmentPath) payload.push(['extensionDevelopmentPath', remoteUri(server.authority, extensionDevelopmentPath)]);
    if (openFile) payload.push(['openFile', remoteUri(server.authority, openFile)]);
    // What a language pack would set.
    if (language)
      await page.addInitScript((chosen) => {
        globalThis._VSCODE_NLS_LANGUAGE = chosen;
      }, language);
    await page.goto(server.address({ folder, payload }));
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return new Workbench(page, async () => {
      await browser.close().catch(() => {});
      await server.stop();
    });
  } catch (error) {
    await browser?.close().catch(() => {});
    await server.stop();
    throw error;
  }
}

/** Settings that keep pictures the same from run to run. */
export const PICTURE_SETTINGS = {
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.tips.enabled': false,
  'window.commandCenter': false,
  'breadcrumbs.enabled': true,
  'git.enabled': false,
  'extensions.closeExtensionDetailsOnViewChange': true,
};

/** Settings under which a folder is opened without asking, and without trust. */
const UNTRUSTED_SETTINGS = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };

/** An open VS Code window. `page` is playwright's, for what has no method here. */
export class Workbench {
  constructor(page, close) {
    this.page = page;
    this.close = close;
  }

  /** Runs a command by the title that the palette shows, such as `AMI: Attach to Live Server…`. */
  async runCommand(title) {
    await this.#quickInput('F1', `>${title}`, title);
  }

  /** Opens a file of the workspace by its name, with quick open, and waits until its editor shows text. */
  async openFile(name) {
    await this.#quickInput('Control+P', name, path.basename(name));
    await this.page.locator('.tab.active', { hasText: path.basename(name) }).waitFor();
    await this.page.locator(`${EDITOR} .view-line`).first().waitFor();
  }

  /** Answers the input box or picker that is open now: types the text, or takes the row of that name. */
  async answer(text) {
    const box = this.page.locator(`${QUICK_INPUT} .quick-input-box input`);
    await box.waitFor();
    const isPicker = (await this.page.locator(`${QUICK_INPUT} .quick-input-list .monaco-list-row`).count()) > 0;
    await this.#accept(box, text, isPicker ? text : undefined);
  }

  /** Puts the cursor at a line and column, both from 1, and scrolls there. */
  async goTo(line, column = 1) {
    await this.#quickInput('Control+G', `:${line}:${column}`);
    await until(async () => (await this.lineNumbers()).includes(line), `line ${line} does not come into view`);
  }

  /** The line numbers that are in view, ascending. */
  async lineNumbers() {
    const texts = await this.page.locator(`${EDITOR} .margin-view-overlays .line-numbers`).allInnerTexts();
    return texts
      .map(Number)
      .filter(Boolean)
      .sort((a, b) => a - b);
  }

  /**
   * Opens the hover of a word that is in view, and gives its text.
   *
   * `within` narrows to lines that contain it, `expect` (a regular expression) to a hover that says so. Monaco draws only lines
   * in view, splits them into spans as it likes, and loses a hover when the server answers late, so this looks for the word in
   * the text, and comes back with the mouse until the hover is there.
   */
  async hover(word, { within = word, expect = /./ } = {}) {
    const hover = this.page.locator('.monaco-hover:visible', { hasText: expect }).first();
    for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline; ) {
      const place = await this.page.evaluate(findWord, { editor: EDITOR, word, within });
      if (place) {
        await this.page.mouse.move(place.x - 3, place.y, { steps: 3 });
        await this.page.mouse.move(place.x, place.y, { steps: 2 });
        // It may be gone before it is read: what arrives late above it moves the lines.
        const text = (await isThere(hover, 1500)) && (await hover.textContent({ timeout: 1000 }).catch(() => ''));
        if (text) return text.trim();
      }
      await this.page.mouse.move(this.page.viewportSize().width - 60, this.page.viewportSize().height - 60);
      await this.page.waitForTimeout(150);
    }
    throw new Error(`no hover that matches ${expect} on "${word}"`);
  }

  /** Shows a view container by its title in the activity bar. */
  async openView(title) {
    const item = this.page.locator('.activitybar .action-item', { has: this.page.locator(`.action-label[aria-label^="${title}"]`) });
    await item.waitFor();
    if (!/\bchecked\b/.test((await item.getAttribute('class')) ?? '')) await item.click();
    await this.page.locator('.sidebar .composite.title', { hasText: new RegExp(title, 'i') }).waitFor();
  }

  /** Drags the side bar's edge, so that it is `width` pixels wide. */
  async widenSideBar(width) {
    const { x, y, height, ...box } = await this.page.locator('.part.sidebar').boundingBox();
    await this.page.mouse.move(x + box.width, y + height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(x + width, y + height / 2, { steps: 5 });
    await this.page.mouse.up();
  }

  /** The first tree item of the side bar whose text has `text` (a string or regular expression), once it is there. */
  async treeItem(text) {
    const item = this.page.locator('.sidebar .monaco-list-row[role=treeitem]', { hasText: text }).first();
    await item.waitFor();
    return item;
  }

  /** The page of a webview that shows `selector`, once it is there: playwright's frame. VS Code puts it two frames deep. */
  async webview(selector) {
    let found;
    await until(async () => {
      for (const frame of this.page.frames()) {
        if (
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        )
          found = frame;
      }
      return found !== undefined;
    }, `no webview shows ${selector}`);
    return found;
  }

  /** Expands a tree item and waits until it shows its children. */
  async expand(text) {
    const item = await this.treeItem(text);
    if ((await item.getAttribute('aria-expanded')) !== 'true') await item.locator('.monaco-tl-twistie').click();
    await until(async () => (await item.getAttribute('aria-expanded')) === 'true', `the tree item ${text} does not expand`);
  }

  /** Changes the colour theme, by the name that the theme picker shows, and waits until the window has it. */
  async setTheme(name) {
    await this.runCommand('Preferences: Color Theme');
    await this.answer(name);
    // The class of a window has the theme's name, but the two of high contrast have one of their own.
    const id = { 'Dark High Contrast': 'hc-black', 'Light High Contrast': 'hc-light' }[name] ?? name.toLowerCase().replace(/\W+/g, '_');
    await until(async () => (await this.page.locator('.monaco-workbench').getAttribute('class')).includes(id), `the theme does not become ${name}`);
  }

  /** Writes what the window shows to `test/.artifacts/<name>.png`, and gives the file. */
  async screenshot(name) {
    mkdirSync(ARTIFACTS, { recursive: true });
    const file = path.join(ARTIFACTS, `${name}.png`);
    // What fades in is shown as it will be.
    await this.page.evaluate(() =>
      Promise.allSettled(
        document.getAnimations().map((animation) => (animation.effect?.getComputedTiming().iterations === 1 ? animation.finished : undefined)),
      ),
    );
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Opens a quick input by its key, types, and accepts the row that holds `row`. */
  async #quickInput(key, text, row) {
    const box = this.page.locator(`${QUICK_INPUT} .quick-input-box input`);
    // The key is lost while the workbench starts or another widget has it.
    await until(async () => {
      await this.page.keyboard.press(key);
      return isThere(box, 1500);
    }, `${key} opens no input box`);
    await this.#accept(box, text, row);
  }

  /** Types, takes the row of that name or what was typed, and waits until that step is over. */
  async #accept(box, text, row) {
    const step = await this.#quickInputState();
    await box.fill(text);
    if (row) {
      // The row that fits best is not always the first, and a row's name may be followed by its description or keys.
      const name = row.replaceAll('"', '\\"');
      await this.page.locator(`${QUICK_INPUT} .monaco-list-row:is([aria-label="${name}"], [aria-label^="${name}, "])`).first().click();
    } else await box.press('Enter');
    await until(async () => (await this.#quickInputState()) !== step, `the input box took no "${text}"`);
  }

  /** What tells one step of a quick input from the next; empty where none is open. */
  async #quickInputState() {
    const widget = this.page.locator(QUICK_INPUT);
    if ((await widget.count()) === 0) return '';
    const placeholder = await widget
      .locator('.quick-input-box input')
      .getAttribute('placeholder')
      .catch(() => '');
    const parts = await widget
      .locator('.quick-input-title, .quick-input-message')
      .allInnerTexts()
      .catch(() => []);
    return ['open', placeholder, ...parts].join('\n');
  }
}

/** Waits until `test` gives true; throws with `message` where it does not within half a minute. */
export async function until(test, message) {
  for (const deadline = Date.now() + TIMEOUT_MS; ; ) {
    if (await test()) return;
    if (Date.now() > deadline) throw new Error(message);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function isThere(locator, timeout) {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** In the page: the middle of the first `word` in the drawn lines of the active editor that contain `within`. */
function findWord({ editor, word, within }) {
  for (const line of document.querySelectorAll(`${editor} .view-line`)) {
    // Monaco draws spaces as no-break spaces.
    const text = line.textContent.replaceAll('\u00a0', ' ');
    if (!text.includes(within)) continue;
    let left = text.indexOf(word, within.includes(word) ? text.indexOf(within) + within.indexOf(word) : 0);
    if (left < 0) continue;
    left += Math.floor(word.length / 2);
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left >= node.length) {
        left -= node.length;
        continue;
      }
      const range = document.createRange();
      range.setStart(node, left);
      range.setEnd(node, left + 1);
      const box = range.getBoundingClientRect();
      if (box.width > 0) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      break;
    }
  }
  return undefined;
}

// The page of a call's story. It makes elements and text nodes, never HTML out of text: what it shows may be text of a capture.
import type { StoryFromPage, StoryToPage } from '../../src/calls/storyMessages';
import type { PageLine, StoryPage } from '../../src/calls/storyPage';
import '../host';

/** What is kept over a reload: the call, and whether details are shown. */
interface State {
  readonly details?: boolean;
  readonly target?: unknown;
}

const host = acquireVsCodeApi<StoryFromPage, State>();
let page: StoryPage | undefined;
let details = host.getState()?.details === true;
/** What is folded and was opened, by its first message. */
const unfolded = new Set<number>();

window.addEventListener('message', ({ data }: MessageEvent<StoryToPage>) => {
  ({ page } = data);
  host.setState({ details, target: data.target });
  draw();
});
host.postMessage({ type: 'ready' });

function draw(): void {
  const main = document.getElementById('page');
  if (!main || !page) return;
  const { words } = page;
  // The place that the keyboard had is found again by what stands there.
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
  main.replaceChildren(
    element(
      'header',
      {},
      element('h1', {}, page.title),
      element('p', { class: 'line' }, element('span', { class: `badge ${page.outcome.tone}` }, page.outcome.text), page.line),
      element(
        'div',
        { class: 'actions' },
        ...(['ladder', 'document', 'copy'] as const).map((what) => button(`do ${what}`, words[what], () => host.postMessage({ type: 'do', what }))),
      ),
      page.bar.length > 0 ? bar(page.bar) : '',
    ),
    element('dl', {}, ...page.facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])),
    // Before what happened, which may be long.
    ...(page.ending.length > 0
      ? [element('h2', {}, words.why), element('ul', {}, ...page.ending.map((line, i) => element('li', {}, sentence(line, `ending ${i}`))))]
      : []),
    ...narrative(page),
    element('h2', {}, words.channels),
    element(
      'table',
      {},
      ...page.channels.map(({ name, uniqueid, reason, guess, message }) =>
        element(
          'tr',
          {},
          element(
            'td',
            {},
            button(`channel ${uniqueid} ${message}`, name, () => host.postMessage({ type: 'message', message }), words.goTo),
          ),
          element('td', {}, reason, guess && reason !== words.guess ? mark() : ''),
          element('td', {}, uniqueid),
        ),
      ),
    ),
  );
  if (focused !== undefined) for (const one of main.querySelectorAll<HTMLElement>('[data-key]')) if (one.dataset.key === focused) one.focus();
}

function narrative({ steps, words }: StoryPage): HTMLElement[] {
  if (steps.length === 0) return [element('h2', {}, words.what), element('p', { class: 'line' }, words.none)];
  const all = steps.flatMap((line) => (line.folded ? [line, ...line.folded] : [line]));
  const hidden = all.filter(({ tone }) => tone === 'detail').length;
  const box = element('input', { type: 'checkbox', 'data-key': 'details' }) as HTMLInputElement;
  box.checked = details;
  box.addEventListener('change', () => {
    details = box.checked;
    host.setState({ ...host.getState(), details });
    draw();
  });
  const shown = steps
    .flatMap((line) => (line.folded && unfolded.has(line.message) ? [line, ...line.folded] : [line]))
    .filter(({ tone }) => details || tone !== 'detail');
  return [
    element('div', { class: 'head' }, element('h2', {}, words.what), hidden > 0 ? element('label', {}, box, ` ${words.details} (${hidden})`) : ''),
    element(
      'ol',
      { class: steps.some(({ offset }) => offset !== '') ? '' : 'untimed' },
      ...shown.map((line, i) =>
        element(
          'li',
          { class: `step ${line.tone}${line.folded ? ' fold' : ''}` },
          element('time', { title: line.time }, line.offset),
          element('i', { 'aria-hidden': 'true' }),
          element('span', { class: 'text' }, line.folded ? fold(line) : sentence(line, `step ${line.message} ${i}`)),
        ),
      ),
    ),
  ];
}

function sentence(line: PageLine, key: string): HTMLElement {
  const one = button(key, line.text, () => host.postMessage({ type: 'message', message: line.message }), page?.words.goTo);
  if (line.guess) one.append(mark());
  return one;
}

/** A sentence for many: it opens and closes them, and keeps the keyboard where it is. */
function fold({ text, message }: PageLine): HTMLElement {
  const one = button(`fold ${message}`, text, () => {
    if (!unfolded.delete(message)) unfolded.add(message);
    draw();
  });
  one.setAttribute('aria-expanded', String(unfolded.has(message)));
  return one;
}

function mark(): HTMLElement {
  return element('span', { class: 'guess' }, page?.words.guess ?? '');
}

function bar(parts: StoryPage['bar']): HTMLElement {
  const line = element('div', { class: 'bar' });
  for (const { what, text, duration } of parts) {
    const part = element('span', { class: what, title: text }, text);
    part.style.flexGrow = String(duration);
    line.append(part);
  }
  return line;
}

function button(key: string, text: string, pressed: () => void, title?: string): HTMLElement {
  const one = element('button', { type: 'button', 'data-key': key, ...(title === undefined ? {} : { title }) }, text);
  one.addEventListener('click', pressed);
  return one;
}

function element(name: string, attributes: Readonly<Record<string, string>>, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== ''));
  return made;
}

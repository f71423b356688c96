import type { Ladder, LocalChannels } from '../../../server/src/protocol';
import { COLORS, DRAWING_STYLE } from '../../src/ladder/drawingStyle';
import type { FromPage, LadderPlace, Look, ToPage } from '../../src/ladder/messages';
import '../host';
import { createDrawing, type View } from './drawing';
import { openingZoom } from '../../src/ladder/layout';
import { commandOf } from '../../src/ladder/keys';
import { createToolbar } from './toolbar';
import { createTooltip } from './tooltip';

/** What the page keeps: it survives that its tab is hidden, and `place` a reload of the window. */
interface Kept {
  place: LadderPlace;
  zoom?: number;
  sentences: View['sentences'];
  /** The selected message. */
  message?: number;
  scroll?: [left: number, top: number];
}

const api = acquireVsCodeApi<FromPage, Partial<Kept>>();
const SMALLEST = 0.4;
const LARGEST = 2.5;

window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  if (data.type === 'begin') begin(data);
});
const style = new CSSStyleSheet();
style.replaceSync(DRAWING_STYLE);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
api.postMessage({ type: 'ready' });

/** Sets the page up once the extension has said what it is for. */
function begin({ words, place, local: chosen, language }: ToPage & { type: 'begin' }): void {
  const before = api.getState();
  const kept: Kept = { sentences: 'auto', ...(before ?? {}), place };
  let local: LocalChannels = chosen;
  let view: View | undefined;
  let fresh = true;
  const parts = {
    scroller: byId('scroller'),
    head: byId<SVGSVGElement & HTMLElement>('head'),
    body: byId<SVGSVGElement & HTMLElement>('body'),
    detail: byId('detail'),
    problem: byId('problem'),
    said: byId('said'),
  };
  const { scroller, body, detail, problem, said } = parts;
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' });
  const clock = (at: number): string => time.format(at);
  const drawing = createDrawing(parts, clock, words, labelOf);
  const tooltip = createTooltip(document.body);
  const toolbar = createToolbar(byId('toolbar'), words, {
    zoom: (by) => zoomTo(by === 0 ? 1 : nextZoom(by)),
    fit: () => view && zoomTo(drawing.fittingZoom(view.ladder)),
    sentences() {
      kept.sentences = drawing.showsSentences() ? 'off' : 'on';
      if (view) draw({ ...view, sentences: kept.sentences });
    },
    local() {
      local = local === 'together' ? 'apart' : 'together';
      api.postMessage({ type: 'local', local });
    },
  });
  body.setAttribute('role', 'listbox');
  body.setAttribute('tabindex', '0');

  function labelOf({ ladder }: View, i: number): string {
    const row = ladder.rows[i];
    if (!row) return '';
    return [
      row.pauseText ? `${row.pauseText} ${words.later}` : '',
      row.at === undefined ? '' : clock(row.at),
      row.text || row.label,
      row.guess ? words.guess : '',
    ]
      .filter(Boolean)
      .join(', ');
  }

  function lineLabel(ladder: Ladder, line: number): string {
    const lifeline = ladder.lifelines[line];
    if (!lifeline) return '';
    const steps = ladder.rows.filter((row) => row.from === line || row.to === line).length;
    const role = lifeline.role === 'caller' ? words.caller : lifeline.role === 'answered' ? words.answered : '';
    return [`${words.line} ${lifeline.name}`, lifeline.about, role, `${words.steps.replace('{0}', String(steps))}`].filter(Boolean).join(', ');
  }

  function keep(): void {
    api.setState(kept);
  }

  function draw(next: View): void {
    view = next;
    drawing.show(view);
    toolbar.show({ zoom: view.zoom, sentences: drawing.showsSentences(), local, hasLocal: hasLocal(view.ladder) });
    showDetail();
  }

  function hasLocal({ lifelines, folded }: Ladder): boolean {
    return folded > 0 || lifelines.some(({ kind }) => kind !== 'channel' && kind.startsWith('local'));
  }

  function showDetail(): void {
    const row = view?.ladder.rows[view.selected];
    detail.replaceChildren();
    const text = document.createElement('span');
    text.className = 'detail-text';
    text.textContent = row && view ? [row.sinceText, row.text || row.label, row.guess ? `(${words.guess})` : ''].filter(Boolean).join('  ') : words.choose;
    detail.append(text);
    if (!row) return;
    const open = document.createElement('button');
    open.textContent = words.open;
    open.addEventListener('click', () => api.postMessage({ type: 'open', message: row.message }));
    detail.append(open);
  }

  function select(row: number, options: { reveal: boolean; say: boolean }): void {
    if (!view?.ladder.rows[row]) return;
    view = { ...view, selected: row };
    kept.message = view.ladder.rows[row]?.message;
    drawing.mark(view, options.reveal);
    showDetail();
    if (options.say) said.textContent = labelOf(view, row);
    keep();
  }

  function follow(line: number): void {
    if (!view) return;
    view = { ...view, line };
    drawing.mark(view, true);
    said.textContent = line < 0 ? words.steps.replace('{0}', String(view.ladder.rows.length)) : lineLabel(view.ladder, line);
  }

  function nextZoom(by: 1 | -1): number {
    const now = view?.zoom ?? 1;
    return Math.round((by > 0 ? now * 1.15 : now / 1.15) * 100) / 100;
  }

  /** Zooms so that what is under a point of the scroller stays there. */
  function zoomTo(wanted: number, x = scroller.clientWidth / 2, y = scroller.clientHeight / 2): void {
    if (!view) return;
    const zoom = Math.max(SMALLEST, Math.min(LARGEST, wanted));
    const ratio = zoom / view.zoom;
    const left = (scroller.scrollLeft + x) * ratio - x;
    const top = (scroller.scrollTop + y) * ratio - y;
    draw({ ...view, zoom });
    scroller.scrollLeft = left;
    scroller.scrollTop = top;
    kept.zoom = zoom;
    keep();
  }

  function showLadder(ladder: Ladder): void {
    const started = performance.now();
    problem.hidden = true;
    document.body.classList.remove('without-ladder');
    body.setAttribute('aria-label', ladder.title);
    const title = byId('title');
    title.textContent = ladder.title;
    title.title = ladder.title;
    const atEnd = !fresh && scroller.scrollTop > 0 && scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 4;
    const [left, top] = fresh ? (kept.scroll ?? [0, 0]) : [scroller.scrollLeft, scroller.scrollTop];
    const more = view ? ladder.rows.length - view.ladder.rows.length : 0;
    const selected = kept.message === undefined ? -1 : ladder.rows.findIndex(({ message }) => message === kept.message);
    const zoom = view?.zoom ?? kept.zoom ?? openingZoom(drawing.fittingZoom(ladder));
    draw({ ladder, zoom, sentences: kept.sentences, selected, line: view && view.line < ladder.lifelines.length ? view.line : -1 });
    scroller.scrollLeft = left;
    scroller.scrollTop = atEnd ? scroller.scrollHeight : top;
    if (more > 0 && !fresh) said.textContent = words.steps.replace('{0}', String(ladder.rows.length));
    if (ladder.rows.length === 0) showProblem(words.empty);
    fresh = false;
    api.postMessage({ type: 'drawn', lifelines: ladder.lifelines.length, rows: ladder.rows.length, milliseconds: performance.now() - started });
  }

  function showProblem(text: string): void {
    problem.textContent = text;
    problem.hidden = false;
    document.body.classList.add('without-ladder');
  }

  /** The step that the editor's cursor is in: the last one up to its message. */
  function followCursor(message: number): void {
    if (!view) return;
    const row = view.ladder.rows.findLastIndex((one) => one.message <= message);
    if (row >= 0 && row !== view.selected) select(row, { reveal: true, say: false });
  }

  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (data.type === 'ladder') showLadder(data.ladder);
    else if (data.type === 'cursor') followCursor(data.message);
    else if (data.type === 'problem') showProblem(data.text);
    else if (data.type === 'look') api.postMessage({ type: 'look', id: data.id, look: look(drawing.showsSentences()) });
  });
  body.addEventListener('click', (event) => {
    const row = drawing.rowUnder(event.clientY);
    const message = view?.ladder.rows[row]?.message;
    if (message === undefined) return;
    body.focus({ preventScroll: true });
    select(row, { reveal: false, say: false });
    api.postMessage({ type: 'open', message });
  });
  body.addEventListener('pointermove', (event) => {
    const row = view?.ladder.rows[drawing.rowUnder(event.clientY)];
    if (!view || !row) return tooltip.hide();
    tooltip.show(tooltipLines(view.ladder, row), event.clientX, event.clientY);
  });
  parts.head.addEventListener('pointermove', (event) => {
    const line = Number((event.target as Element).closest('[data-line]')?.getAttribute('data-line') ?? -1);
    const lifeline = view?.ladder.lifelines[line];
    if (!view || !lifeline) return tooltip.hide();
    tooltip.show(
      [lifeline.name, ...lineLabel(view.ladder, line).split(', ').slice(1), ...lifeline.uniqueids.map((one) => `Uniqueid ${one}`)],
      event.clientX,
      event.clientY,
    );
  });
  parts.head.addEventListener('click', (event) => {
    const line = Number((event.target as Element).closest('[data-line]')?.getAttribute('data-line') ?? -1);
    follow(view?.line === line ? -1 : line);
  });
  for (const element of [body, parts.head]) element.addEventListener('pointerleave', () => tooltip.hide());
  scroller.addEventListener(
    'scroll',
    () => {
      tooltip.hide();
      kept.scroll = [scroller.scrollLeft, scroller.scrollTop];
      keep();
    },
    { passive: true },
  );
  scroller.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = scroller.getBoundingClientRect();
      zoomTo((view?.zoom ?? 1) * Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
    },
    { passive: false },
  );
  body.addEventListener('keydown', (event) => {
    if (!view || event.altKey || event.ctrlKey || event.metaKey) return;
    const command = commandOf(event.key, view.ladder, view.selected, view.line);
    if (!command) return;
    event.preventDefault();
    tooltip.hide();
    if (command.type === 'select') select(command.row, { reveal: true, say: false });
    else if (command.type === 'follow') follow(command.line);
    else if (command.type === 'zoom') zoomTo(command.by === 0 ? 1 : nextZoom(command.by));
    else if (command.type === 'leave') follow(-1);
    else {
      const message = view.ladder.rows[view.selected]?.message;
      if (message !== undefined) api.postMessage({ type: 'open', message });
    }
  });
  let width = scroller.clientWidth;
  new ResizeObserver(() => {
    if (scroller.clientWidth === width) return;
    width = scroller.clientWidth;
    if (view) draw(view);
  }).observe(scroller);
  keep();

  function tooltipLines(ladder: Ladder, row: Ladder['rows'][number]): string[] {
    const names = [row.from, row.to].map((line) => (line === undefined ? undefined : ladder.lifelines[line]?.about || ladder.lifelines[line]?.name));
    return [
      row.text || row.label,
      [row.at === undefined ? '' : clock(row.at), row.sinceText].filter(Boolean).join('  '),
      names.filter(Boolean).join(' → '),
      row.guess ? words.guess : '',
    ].filter(Boolean);
  }
}

/** The theme's colours as the browser computes them. */
function look(sentences: boolean): Look {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colors: Record<string, string> = {};
  for (const name of Object.keys(COLORS)) {
    probe.style.color = '';
    probe.style.color = `var(--vscode-${name}, transparent)`;
    colors[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return { colors, highContrast: document.body.classList.contains('vscode-high-contrast'), sentences };
}

function byId<T extends Element = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as Element as T;
}

import type { Ladder } from '../../../server/src/protocol';
import { type Layout, layout, rowAt, SIZES } from '../../src/ladder/layout';
import type { Words } from '../../src/ladder/messages';
import { backShapes, type Clock, headShapes, rowShapes } from '../../src/ladder/scene';
import { elementOf, svgElement } from './svg';

/** Rows beyond the edges of the view that are drawn too, so that scrolling shows no hole. */
const BEYOND = 20;

/** The narrowest column of sentences that is worth its room, and the one that is made where somebody asks for it. CSS pixels at 100 %. */
const NARROWEST_SENTENCES = 200;
const USUAL_SENTENCES = 320;

/** What is drawn, and where the user is in it. */
export interface View {
  ladder: Ladder;
  zoom: number;
  /** Whether sentences are shown; `auto`: where there is room for them. */
  sentences: 'auto' | 'on' | 'off';
  selected: number;
  /** The line that the user follows; -1: all. */
  line: number;
}

/** The drawing in the page. */
export interface Drawing {
  /** Draws a view anew, keeping the place in it. */
  show(view: View): void;
  /** Shows what is selected, and scrolls it into view where asked. */
  mark(view: View, reveal: boolean): void;
  /** The row under a point of the window, -1 where there is none. */
  rowUnder(clientY: number): number;
  showsSentences(): boolean;
  /** The zoom at which all lines can be seen. */
  fittingZoom(ladder: Ladder): number;
}

/** Draws into the strip of heads and the scrolled element. `labelOf` gives what a screen reader says of a row. */
export function createDrawing(
  parts: { scroller: HTMLElement; head: SVGSVGElement; body: SVGSVGElement },
  clock: Clock,
  words: Words,
  labelOf: (view: View, row: number) => string,
): Drawing {
  const { scroller, head, body } = parts;
  const ground = svgElement('g', { 'aria-hidden': 'true' });
  const lineMark = svgElement('rect', { class: 'line-mark' });
  const hover = svgElement('rect', { class: 'hover-mark' });
  const selection = svgElement('rect', { class: 'selection-mark' });
  const back = svgElement('g', { 'aria-hidden': 'true' });
  const front = svgElement('g', { role: 'presentation' });
  ground.append(lineMark, hover, selection);
  body.append(ground, back, front);
  const drawn = new Map<number, SVGGElement>();
  let current: View | undefined;
  let places: Layout = layout({ title: '', lifelines: [], rows: [], boxes: [], stretches: [], folded: 0 });
  let waiting = false;

  function rowElement(view: View, i: number): SVGGElement {
    const element = svgElement('g', {
      id: `row-${i}`,
      role: 'option',
      class: `row${i === view.selected ? ' selected' : ''}`,
      'aria-label': labelOf(view, i),
      'aria-setsize': view.ladder.rows.length,
      'aria-posinset': i + 1,
      'aria-selected': String(i === view.selected),
    });
    element.append(...rowShapes(view.ladder, places, i, clock).map(elementOf));
    return element;
  }

  function drawRows(): void {
    waiting = false;
    const view = current;
    if (!view) return;
    const from = Math.max(0, rowAt(places, scroller.scrollTop / view.zoom) - BEYOND);
    const to = Math.min(view.ladder.rows.length - 1, rowAt(places, (scroller.scrollTop + scroller.clientHeight) / view.zoom) + BEYOND);
    const keep = (i: number): boolean => (i >= from && i <= to) || i === view.selected;
    for (const [i, element] of drawn) {
      if (keep(i)) continue;
      element.remove();
      drawn.delete(i);
    }
    const wanted = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
    if (view.selected >= 0 && (view.selected < from || view.selected > to)) wanted.push(view.selected);
    for (const i of wanted) {
      if (drawn.has(i)) continue;
      const element = rowElement(view, i);
      drawn.set(i, element);
      // Screen readers go by the order in the document.
      const next = [...drawn.keys()].filter((other) => other > i).reduce((least, other) => Math.min(least, other), Number.POSITIVE_INFINITY);
      front.insertBefore(element, drawn.get(next) ?? null);
    }
    back.replaceChildren(...backShapes(view.ladder, places, from, to).map(elementOf));
  }

  function later(): void {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(drawRows);
  }

  function place(rect: SVGRectElement, i: number): void {
    const row = places.rows[i];
    rect.setAttribute('visibility', row ? 'visible' : 'hidden');
    if (!row) return;
    for (const [name, value] of Object.entries({ x: 4, y: row.body + 1, width: Math.max(0, places.width - 8), height: SIZES.row - 2, rx: 3 }))
      rect.setAttribute(name, String(value));
  }

  /** Whether the lines need the room of the times of day to be seen. */
  function isNarrow(ladder: Ladder, zoom: number): boolean {
    return (layout(ladder).right + 12) * zoom > scroller.clientWidth;
  }

  /** Moves the column of times to the left edge of what is in view. */
  function shiftTimes(): void {
    scroller.style.setProperty('--shift', `${scroller.scrollLeft / (current?.zoom ?? 1)}px`);
    scroller.classList.toggle('shifted', scroller.scrollLeft > 0);
  }

  function sentencesFor({ ladder, zoom, sentences }: View): number {
    if (sentences === 'off') return 0;
    const room = scroller.clientWidth / zoom - layout(ladder, 0, 0, { narrow: isNarrow(ladder, zoom) }).right - SIZES.sentenceGap - 12;
    return sentences === 'on' ? Math.max(USUAL_SENTENCES, room) : room >= NARROWEST_SENTENCES ? room : 0;
  }

  function size(svg: SVGSVGElement, width: number, height: number, zoom: number): void {
    svg.setAttribute('preserveAspectRatio', 'xMinYMin');
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.setAttribute('width', String(width * zoom));
    svg.setAttribute('height', String(height * zoom));
  }

  const drawing: Drawing = {
    show(view) {
      current = view;
      places = layout(view.ladder, sentencesFor(view), scroller.clientWidth / view.zoom, { narrow: isNarrow(view.ladder, view.zoom) });
      size(head, places.width, SIZES.head, view.zoom);
      size(body, places.width, places.height, view.zoom);
      head.replaceChildren(...headShapes(view.ladder, places, words).map(elementOf));
      drawn.clear();
      front.replaceChildren();
      drawRows();
      shiftTimes();
      drawing.mark(view, false);
    },
    mark(view, reveal) {
      current = view;
      for (const [i, element] of drawn) {
        element.classList.toggle('selected', i === view.selected);
        element.setAttribute('aria-selected', String(i === view.selected));
      }
      place(selection, view.selected);
      const x = places.x[view.line];
      lineMark.setAttribute('visibility', x === undefined ? 'hidden' : 'visible');
      if (x !== undefined) {
        const width = (places.heads[view.line] ?? 0) + 8;
        for (const [name, value] of Object.entries({ x: x - width / 2, y: 0, width, height: places.height })) lineMark.setAttribute(name, String(value));
      }
      for (const element of head.querySelectorAll('.head')) element.classList.toggle('followed', element.getAttribute('data-line') === String(view.line));
      if (view.selected >= 0 && !drawn.has(view.selected)) drawRows();
      if (view.selected >= 0) body.setAttribute('aria-activedescendant', `row-${view.selected}`);
      else body.removeAttribute('aria-activedescendant');
      if (reveal) scrollTo(view);
    },
    rowUnder(clientY) {
      const y = (clientY - body.getBoundingClientRect().top) / (current?.zoom ?? 1);
      return y < 0 || y > places.height ? -1 : rowAt(places, y);
    },
    showsSentences: () => places.sentences.width > 0,
    fittingZoom: (ladder) => Math.max(0.4, Math.min(1, scroller.clientWidth / (layout(ladder, 0, 0, { narrow: isNarrow(ladder, 1) }).right + 12))),
  };

  function scrollTo({ selected, zoom, line }: View): void {
    const row = places.rows[selected];
    if (row) {
      const sticky = SIZES.head * zoom;
      const top = row.top * zoom;
      const bottom = (row.top + row.height) * zoom;
      if (top < scroller.scrollTop) scroller.scrollTop = Math.max(0, top - 8);
      else if (bottom > scroller.scrollTop + scroller.clientHeight - sticky) scroller.scrollTop = bottom - scroller.clientHeight + sticky + 8;
    }
    const x = places.x[line] ?? places.x[current?.ladder.rows[selected]?.from ?? -1];
    if (x === undefined) return;
    // The times cover what is below them.
    const left = (x - 90 - places.left) * zoom;
    const right = (x + 90) * zoom;
    if (left < scroller.scrollLeft) scroller.scrollLeft = Math.max(0, left);
    else if (right > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = right - scroller.clientWidth;
  }

  scroller.addEventListener(
    'scroll',
    () => {
      shiftTimes();
      later();
    },
    { passive: true },
  );
  body.addEventListener('pointermove', (event) => place(hover, drawing.rowUnder(event.clientY)));
  body.addEventListener('pointerleave', () => place(hover, -1));
  return drawing;
}

import type { Words } from '../../src/ladder/messages';

/** What the buttons do. */
export interface ToolbarActions {
  zoom(by: 1 | -1 | 0): void;
  fit(): void;
  sentences(): void;
  local(): void;
}

/** What the buttons show. */
export interface ToolbarState {
  zoom: number;
  sentences: boolean;
  local: 'together' | 'apart';
  hasLocal: boolean;
}

/** Fills the toolbar. One stop of the Tab key; the arrows go from button to button. */
export function createToolbar(bar: HTMLElement, words: Words, actions: ToolbarActions): { show(state: ToolbarState): void } {
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', words.toolbar);
  const add = (text: string, hint: string, action: () => void): HTMLButtonElement => {
    const button = document.createElement('button');
    button.textContent = text;
    button.title = hint;
    if (text !== hint) button.setAttribute('aria-label', hint);
    button.tabIndex = -1;
    button.addEventListener('click', action);
    bar.append(button);
    return button;
  };
  add('−', words.zoomOut, () => actions.zoom(-1));
  const percent = add('100%', words.zoomReset, () => actions.zoom(0));
  percent.classList.add('percent');
  add('+', words.zoomIn, () => actions.zoom(1));
  add(words.fit, words.fit, actions.fit);
  bar.append(separator());
  const local = add(words.localApart, words.localHint, actions.local);
  const sentences = add(words.showSentences, words.showSentences, actions.sentences);
  const buttons = (): HTMLButtonElement[] => [...bar.querySelectorAll('button')].filter((button) => !button.hidden);
  const first = buttons()[0];
  if (first) first.tabIndex = 0;
  bar.addEventListener('keydown', (event) => {
    const all = buttons();
    const now = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: all.length - 1 }[event.key];
    const target = to === undefined ? undefined : all[(to + all.length) % all.length];
    if (!target) return;
    event.preventDefault();
    for (const button of all) button.tabIndex = button === target ? 0 : -1;
    target.focus();
  });
  return {
    show(state) {
      percent.textContent = `${Math.round(state.zoom * 100)}%`;
      local.hidden = !state.hasLocal;
      local.setAttribute('aria-pressed', String(state.local === 'apart'));
      sentences.setAttribute('aria-pressed', String(state.sentences));
    },
  };
}

function separator(): HTMLElement {
  const line = document.createElement('span');
  line.className = 'separator';
  return line;
}

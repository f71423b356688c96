/** What is shown beside the mouse: lines of plain text, the first one stands out. */
export interface Tooltip {
  show(lines: readonly string[], x: number, y: number): void;
  hide(): void;
}

/** How long the mouse rests before a tooltip comes, in milliseconds; as in the editor. */
const DELAY = 400;

/** A tooltip in the page. It is for the mouse only: what it says, a screen reader hears from the list. */
export function createTooltip(parent: HTMLElement): Tooltip {
  const box = document.createElement('div');
  box.className = 'tooltip';
  box.setAttribute('aria-hidden', 'true');
  box.hidden = true;
  parent.append(box);
  let timer: number | undefined;
  const hide = (): void => {
    clearTimeout(timer);
    box.hidden = true;
  };
  return {
    show(lines, x, y) {
      hide();
      timer = setTimeout(() => {
        box.replaceChildren(
          ...lines.map((line) => {
            const part = document.createElement('div');
            part.textContent = line;
            return part;
          }),
        );
        box.hidden = false;
        const { width, height } = box.getBoundingClientRect();
        box.style.left = `${Math.max(4, Math.min(x + 14, window.innerWidth - width - 8))}px`;
        box.style.top = `${y + 18 + height > window.innerHeight ? Math.max(4, y - height - 10) : y + 18}px`;
      }, DELAY);
    },
    hide,
  };
}

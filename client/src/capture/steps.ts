import { Disposable, type InputBox, type QuickPick, QuickInputButtons, type QuickPickItem, window } from 'vscode';

/** The user pressed the back button. */
export const BACK = Symbol('back');

/** Where in a row of questions one stands. */
export interface Place {
  readonly title: string;
  /** From 1. */
  readonly step: number;
  readonly total: number;
}

/** One question: gives what was known and the answer, {@link BACK}, or `undefined` where the user goes away. */
export type Step<S> = (known: S, place: Place) => Promise<S | typeof BACK | undefined>;

/** Asks one question after the other, back and forth; `undefined` where the user goes away. */
export async function ask<S>(title: string, known: S, steps: readonly Step<S>[]): Promise<S | undefined> {
  let at = 0;
  let state = known;
  for (let step = steps[at]; step; step = steps[at]) {
    const answer = await step(state, { title, step: at + 1, total: steps.length });
    if (answer === undefined) return undefined;
    if (answer === BACK) at = Math.max(0, at - 1);
    else {
      state = answer;
      at++;
    }
  }
  return state;
}

/** Asks for a line of text. `problem` says what is wrong with it, in a sentence. */
export function askText(
  place: Place,
  options: { prompt: string; value?: string; placeholder?: string; password?: boolean; problem?: (text: string) => string | undefined },
): Promise<string | typeof BACK | undefined> {
  const input = window.createInputBox();
  input.prompt = options.prompt;
  input.value = options.value ?? '';
  input.placeholder = options.placeholder ?? '';
  input.password = options.password ?? false;
  return shown(input, place, (done) => [
    // What is wrong is said when the user goes on, and gone with the next letter.
    input.onDidChangeValue(() => {
      input.validationMessage = undefined;
    }),
    input.onDidAccept(() => {
      input.validationMessage = options.problem?.(input.value);
      if (!input.validationMessage) done(input.value);
    }),
  ]);
}

/** Asks for one of some items; `active` is chosen at first. */
export function askItem<T extends QuickPickItem>(
  place: Place,
  options: { placeholder: string; items: readonly T[]; active?: T },
): Promise<T | typeof BACK | undefined> {
  const pick = window.createQuickPick<T>();
  pick.placeholder = options.placeholder;
  pick.items = options.items;
  if (options.active) pick.activeItems = [options.active];
  return shown(pick, place, (done) => [
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen) done(chosen);
    }),
  ]);
}

function shown<T, I extends QuickPickItem>(
  input: InputBox | QuickPick<I>,
  place: Place,
  listen: (done: (answer: T) => void) => Disposable[],
): Promise<T | typeof BACK | undefined> {
  return new Promise((resolve) => {
    input.title = place.title;
    if (place.total > 1) {
      input.step = place.step;
      input.totalSteps = place.total;
    }
    input.ignoreFocusOut = true;
    if (place.step > 1) input.buttons = [QuickInputButtons.Back];
    const end = (answer: T | typeof BACK | undefined): void => {
      resolve(answer);
      listeners.dispose();
      input.dispose();
    };
    const listeners = Disposable.from(
      ...listen(end),
      input.onDidTriggerButton((button) => {
        if (button === QuickInputButtons.Back) end(BACK);
      }),
      input.onDidHide(() => end(undefined)),
    );
    input.show();
  });
}

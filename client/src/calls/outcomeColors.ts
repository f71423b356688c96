import { type Disposable, FileDecoration, ThemeColor, Uri, window } from 'vscode';
import type { Outcome } from '../../../server/src/protocol';
import { misfortune } from './callText';

/** The scheme of what a row of the Calls view is coloured by. No document has it. */
const SCHEME = 'ami-outcome';

/** What a row is coloured by: one address for each outcome, so that VS Code asks once for each. */
export function outcomeUri(outcome: Outcome): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${outcome}` });
}

const COLORS = { bad: 'list.errorForeground', missed: 'list.warningForeground' } as const;

/** Colours the names of calls that reached nobody, as the explorer does for files with problems. The icon and the words of the row say the same. */
export function registerOutcomeColors(): Disposable {
  return window.registerFileDecorationProvider({
    provideFileDecoration({ scheme, path }) {
      const kind = scheme === SCHEME ? misfortune(path.slice(1) as Outcome) : undefined;
      return kind && new FileDecoration(undefined, undefined, new ThemeColor(COLORS[kind]));
    },
  });
}

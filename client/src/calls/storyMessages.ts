import type { CallTarget } from '../../../server/src/protocol';
import { isCount, isObject } from '../unknownValues';
import type { StoryPage } from './storyPage';

/** What the page is told: what to show, and of which call, so that it comes back after a reload. */
export interface StoryToPage {
  readonly page: StoryPage;
  readonly target: CallTarget;
}

/** What the page says: it is ready, a sentence was chosen, a button was pressed. */
export type StoryFromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'message'; readonly message: number }
  | { readonly type: 'do'; readonly what: string };

/** What the page says, checked: it shows text of captures, so nothing that comes from it is taken for granted. `undefined` for anything else. */
export function storyFromPage(value: unknown): StoryFromPage | undefined {
  if (!isObject(value)) return undefined;
  const { type, message, what } = value;
  if (type === 'ready') return { type };
  if (type === 'message' && isCount(message)) return { type, message };
  return type === 'do' && typeof what === 'string' ? { type, what } : undefined;
}

/** The call that a page has kept, checked. */
export function storyTargetOf(state: unknown): CallTarget | undefined {
  if (!isObject(state) || !isObject(state.target)) return undefined;
  const { uri, call } = state.target;
  return typeof uri === 'string' && isCount(call) ? { uri, call } : undefined;
}

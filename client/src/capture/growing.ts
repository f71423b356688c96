import { type CancellationToken, Disposable, type ProviderResult, type TextDocument, workspace } from 'vscode';
import type { Middleware } from 'vscode-languageclient';
import { TAIL_SCHEME } from './scheme';

/** A document that VS Code loaded anew within this time is being written. Milliseconds. */
const GROWING = 3_000;

/**
 * A window that is behind loads rarely, and would fall further behind by all that a document at rest gets: so many times the pause before counts as no rest yet,
 * up to so many milliseconds.
 */
const PAUSES = 2;
const LONGEST = 15_000;

/** The least time between two answers for a document that is being written, and what each thing in an answer adds. Milliseconds. */
const REST = 2_000;
const REST_EACH = 1;

/** So many lines at the end of a document belong to what is being written: a message that ends there has a blank line behind it. */
const END = 3;

/** How often one who waits looks whether the document has come to rest. Milliseconds. */
const LOOK = 250;

/**
 * Spares the window the outline, the folds, the lenses and the links of a document that is being written: they have something for each message or call, the editor asks
 * for them after every change, and drawing them costs the window more than loading the file does (ARCHITECTURE.md, Live capture). While the document grows they
 * are given every few seconds, the rarer the longer they are, and at once when it has come to rest. Lenses, which move the lines on screen, come only where the end is
 * not followed, and not in a document that is the end alone: that one has ever other calls, and parts of them. Inlay hints are not in that one either.
 */
export function registerGrowing(middleware: Middleware, isFollowed: (document: TextDocument) => boolean): Disposable {
  const loaded = new Map<string, { readonly at: number; readonly pause: number }>();
  const isGrowing = (document: TextDocument): boolean => {
    const { at, pause } = loaded.get(document.uri.toString()) ?? { at: 0, pause: 0 };
    return Date.now() - at < stillGrowing(pause);
  };
  const symbols = sparing(isGrowing);
  const folds = sparing(isGrowing);
  const lenses = sparing(isGrowing, isFollowed);
  const links = sparing(isGrowing);
  middleware.provideDocumentSymbols = (document, token, next) => symbols(document, token, () => next(document, token));
  middleware.provideFoldingRanges = async (document, context, token, next) => {
    const found = await folds(document, token, () => next(document, context, token));
    // The editor lets a fold that ends with the document grow with it, and its header would stick above all that comes until the next answer.
    return found && isGrowing(document) ? settledFolds(found, document.lineCount) : found;
  };
  middleware.provideCodeLenses = (document, token, next) =>
    document.uri.scheme === TAIL_SCHEME ? undefined : lenses(document, token, () => next(document, token));
  // The answer would stand in other text than it was asked for: all of a tail moves with each state.
  middleware.provideInlayHints = (document, range, token, next) => (document.uri.scheme === TAIL_SCHEME ? undefined : next(document, range, token));
  middleware.provideDocumentLinks = (document, token, next) => links(document, token, () => next(document, token));
  return Disposable.from(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // What a user types makes a document dirty; what is loaded does not.
      if (document.languageId !== 'ami' || document.isDirty || contentChanges.length === 0) return;
      const uri = document.uri.toString();
      const now = Date.now();
      loaded.set(uri, { at: now, pause: now - (loaded.get(uri)?.at ?? now) });
    }),
    workspace.onDidCloseTextDocument(({ uri }) => void loaded.delete(uri.toString())),
  );
}

/** The folds that end before the last lines of a document. */
export function settledFolds<T extends { readonly end: number }>(folds: readonly T[], lineCount: number): T[] {
  return folds.filter(({ end }) => end < lineCount - END);
}

/** For how long after it was loaded a document counts as being written, where the time before it was loaded was so long. Milliseconds. */
export function stillGrowing(pause: number): number {
  return Math.max(GROWING, Math.min(PAUSES * pause, LONGEST));
}

/** Gives what `next` gives, for growing documents after a rest and not while `held`; nothing where the editor no longer waits for it. */
function sparing(isGrowing: (document: TextDocument) => boolean, held: (document: TextDocument) => boolean = () => false) {
  const answered = new WeakMap<TextDocument, { at: number; length: number }>();
  return async <T extends { length: number }>(document: TextDocument, token: CancellationToken, next: () => ProviderResult<T>): Promise<T | undefined> => {
    for (;;) {
      const { at, length } = answered.get(document) ?? { at: 0, length: 0 };
      const due = at + REST + REST_EACH * length - Date.now();
      if (token.isCancellationRequested) return undefined;
      if ((due <= 0 && !held(document)) || !isGrowing(document)) break;
      await new Promise((resolve) => setTimeout(resolve, due > 0 ? Math.min(due, LOOK) : LOOK));
    }
    const answer = await next();
    // From when the editor has it, which is when its work begins.
    answered.set(document, { at: Date.now(), length: answer?.length ?? 0 });
    return answer ?? undefined;
  };
}

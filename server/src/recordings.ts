import { fileURLToPath } from 'node:url';
import { isRecorded } from './capture/recorded';

/** How often it is looked whether a recording goes on, in milliseconds. */
const LOOK = 2_000;

/** The open documents that somebody records. */
export interface Recordings {
  opened(uri: string): void;
  closed(uri: string): void;
}

/**
 * Tells which of the open documents are being recorded, by this window, another or a terminal, and when that ends. A recording has a file of its own from its
 * beginning, so what is not recorded when it is opened never is.
 */
export function followRecordings(tell: (uri: string, live: boolean) => void, look = LOOK): Recordings {
  const followed = new Map<string, { timer?: NodeJS.Timeout }>();
  const follow = async (uri: string, file: string, own: { timer?: NodeJS.Timeout }, before: boolean): Promise<void> => {
    const now = await isRecorded(file);
    // It was closed meanwhile, and perhaps opened anew, which has its own round.
    if (followed.get(uri) !== own) return;
    if (now !== before) tell(uri, now);
    if (now) own.timer = setTimeout(() => void follow(uri, file, own, true), look).unref();
  };
  return {
    opened(uri) {
      const file = pathOf(uri);
      if (file === undefined) return;
      const own = {};
      followed.set(uri, own);
      void follow(uri, file, own, false);
    },
    closed(uri) {
      clearTimeout(followed.get(uri)?.timer);
      if (followed.delete(uri)) tell(uri, false);
    },
  };
}

function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

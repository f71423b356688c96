import type { Disposable } from 'vscode';
import { afterwards, type Later } from './later';
import type { LiveCapture } from './liveCapture';

/**
 * Above this a window falls behind a file that it reloads: it reads all of it each time, and colours each line that came, on screen or not. Measured, see
 * ARCHITECTURE.md. Bytes a second; a thousand messages are about 400,000.
 */
export const FAST = 400_000;

/** Below this part of it a window keeps up again. */
const SLOW = 0.5;

/** How long less must come before the whole file is shown again. Milliseconds. */
const CALM = 5_000;

/** The shortest time of which a speed is told, in milliseconds: what comes in one go is no speed. */
const SPAN = 1_400;

/** How fast a capture grows. */
export interface Pace extends Disposable {
  /** More comes than a tab that shows all of it can show. */
  readonly fast: boolean;
}

/** Watches a capture; `told` is called when `fast` changes. `limit`: what is fast, bytes a second. */
export function paceOf(
  capture: Pick<LiveCapture, 'progress' | 'onDidChange'>,
  limit: number,
  told: () => void,
  now: () => number = Date.now,
  later: Later = afterwards,
): Pace {
  let fast = false;
  let sample = { at: now(), bytes: capture.progress().bytes };
  let cancel = (): void => undefined;
  const become = (value: boolean): void => {
    if (fast === value) return;
    fast = value;
    told();
  };
  const listener = capture.onDidChange(() => {
    const { bytes } = capture.progress();
    const at = now();
    if (at - sample.at < SPAN) return;
    const speed = ((bytes - sample.bytes) * 1_000) / (at - sample.at);
    sample = { at, bytes };
    if (speed <= (fast ? SLOW * limit : limit)) return;
    // A recorder of a server that fell silent tells nothing.
    cancel();
    cancel = later(CALM, () => become(false));
    become(true);
  });
  return {
    get fast() {
      return fast;
    },
    dispose() {
      cancel();
      listener.dispose();
    },
  };
}

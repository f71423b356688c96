import { commands, Disposable, type Event, EventEmitter, type Uri } from 'vscode';
import type { LiveView } from './follow';
import type { LiveCapture } from './liveCapture';

/** A capture that goes on, and its tab. */
export interface Running {
  readonly capture: LiveCapture;
  readonly view: LiveView;
}

/** The captures that go on in this window. */
export interface RunningCaptures {
  all(): readonly Running[];
  /** The one whose file is at this path. */
  at(path: string | undefined): Running | undefined;
  add(running: Running): void;
  /** One came, went, or goes otherwise than before. */
  readonly onDidChange: Event<void>;
  /** Ends all. */
  dispose(): void;
}

/** Of how many of its files the editor's menus know that they are live: the newest. */
const MENUS = 20;

/** No captures yet. Keeps the context keys by which menus know what is live: `ami.capturing`, and by their path `ami.liveFiles` and `ami.liveBehind`. */
export function runningCaptures(): RunningCaptures {
  const running = new Set<Running>();
  const changed = new EventEmitter<void>();
  let told = '';
  const tell = (): void => {
    const all = [...running];
    const pathsOf = (some: readonly Running[]): string[] => some.flatMap((one) => documentsOf(one).slice(-MENUS)).flatMap(({ fsPath, path }) => [fsPath, path]);
    const keys = { capturing: all.length > 0, liveFiles: pathsOf(all), liveBehind: pathsOf(all.filter(({ view }) => view.mode() !== 'following')) };
    const now = JSON.stringify(keys);
    if (now !== told) for (const [key, value] of Object.entries(keys)) void commands.executeCommand('setContext', `ami.${key}`, value);
    told = now;
    changed.fire();
  };
  return {
    all: () => [...running],
    at: (path) => [...running].find((one) => documentsOf(one).some((uri) => uri.fsPath === path)),
    add(one) {
      running.add(one);
      const listeners = Disposable.from(one.capture.onDidChange(tell), one.view.onDidChange(tell));
      void one.capture.ended.then(() => {
        running.delete(one);
        listeners.dispose();
        tell();
      });
      tell();
    },
    onDidChange: changed.event,
    dispose() {
      for (const { capture } of running) capture.stop();
    },
  };
}

/** What shows a capture: its files, and what stands for them while only their end is shown. */
function documentsOf({ capture, view }: Running): Uri[] {
  const tail = view.tail();
  return [...capture.files(), ...(tail ? [tail] : [])];
}

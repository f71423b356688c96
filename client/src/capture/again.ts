import { type Disposable, l10n, type Memento, window } from 'vscode';
import type { RunningCaptures } from './running';
import { nameOf, savedServers } from './servers';

/** Names of the servers that this window is attached to. */
const ATTACHED = 'ami.attached';

/**
 * Offers to attach again after the window was loaded anew: a recorder ends, cleanly, with the window that started it.
 *
 * `attach` takes the name of a saved server.
 */
export function registerAgain(state: Memento, captures: RunningCaptures, attach: (name: string) => void): Disposable {
  const before = state.get<string[]>(ATTACHED, []);
  if (before.length > 0) void offer(before, attach);
  let told = JSON.stringify(before);
  let going = false;
  const listener = captures.onDidChange(() => {
    const saved = new Set(savedServers().map(nameOf));
    // What was attached to in passing, such as the demo PBX, is gone.
    const names = [...new Set(captures.all().map(({ capture }) => capture.name))].filter((name) => saved.has(name));
    // What ends because the window goes is what will be offered.
    if (going || JSON.stringify(names) === told) return;
    told = JSON.stringify(names);
    void state.update(ATTACHED, names);
  });
  if (before.length > 0) {
    told = '[]';
    void state.update(ATTACHED, []);
  }
  return {
    dispose() {
      going = true;
      listener.dispose();
    },
  };
}

async function offer(names: readonly string[], attach: (name: string) => void): Promise<void> {
  const again = l10n.t('Attach Again');
  const words = l10n.t('The live capture of {0} ended when the window was closed or loaded anew. Its file is complete up to then.', names.join(', '));
  if ((await window.showInformationMessage(words, again)) === again) for (const name of names) attach(name);
}

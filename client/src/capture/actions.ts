import { commands, l10n, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { Running } from './running';
import { line } from './statusBar';

/** What can be done with captures from the status bar. */
export interface Actions {
  stop(one: Running): void;
  pause(one: Running): void;
  follow(one: Running): void;
  note(one: Running): void;
  attach(): void;
  log(): void;
  account(one: Running): void;
  filter(): void;
}

/** Shows what can be done: of each capture, then of all. */
export async function chooseAction(all: readonly Running[], actions: Actions): Promise<void> {
  type Item = QuickPickItem & { readonly run?: () => void };
  const heading = (label: string): Item => ({ label, kind: QuickPickItemKind.Separator });
  const ofOne = (one: Running): Item[] => {
    const { capture, view } = one;
    const { file } = capture.progress();
    const mode = view.mode();
    const recording: Item[] = file
      ? [
          mode === 'following'
            ? {
                iconPath: new ThemeIcon('file'),
                label: l10n.t('Show the capture'),
                description: l10n.t('at its end, following'),
                run: () => actions.follow(one),
              }
            : {
                iconPath: new ThemeIcon('fold-down'),
                label: l10n.t('Go to the end and follow'),
                description: view.unseen() > 0 ? l10n.t('{0} new', view.unseen().toLocaleString()) : '',
                run: () => actions.follow(one),
              },
          ...(mode === 'paused'
            ? []
            : [
                {
                  iconPath: new ThemeIcon('debug-pause'),
                  label: l10n.t('Pause the view'),
                  description: l10n.t('the recording goes on'),
                  run: () => actions.pause(one),
                },
              ]),
          {
            iconPath: new ThemeIcon('comment'),
            label: l10n.t('Add a note…'),
            description: l10n.t('a line in the capture, with your words'),
            run: () => actions.note(one),
          },
          {
            iconPath: new ThemeIcon('folder-opened'),
            label: l10n.t('Show the file in its folder'),
            description: file.fsPath,
            run: () => void commands.executeCommand('revealFileInOS', file),
          },
          ...(capture.files().length > 1
            ? [
                {
                  iconPath: new ThemeIcon('files'),
                  label: l10n.t('Open all segments'),
                  description: l10n.t('the calls of all {0} files as one capture', capture.files().length),
                  run: () => void commands.executeCommand('ami.openAllSegments', file),
                },
              ]
            : []),
        ]
      : [];
    return [
      // A heading stands in the line of the first item and takes the room that it needs.
      heading(capture.name.length > 40 ? `${capture.name.slice(0, 40)}…` : capture.name),
      { iconPath: new ThemeIcon('debug-stop'), label: l10n.t('Stop'), description: line(one), run: () => actions.stop(one) },
      ...recording,
      { iconPath: new ThemeIcon('shield'), label: l10n.t('Show an account that may only read'), description: 'manager.conf', run: () => actions.account(one) },
    ];
  };
  const items: Item[] = [
    ...all.flatMap(ofOne),
    heading(l10n.t('More')),
    { iconPath: new ThemeIcon('plug'), label: l10n.t('Attach to another server…'), run: actions.attach },
    { iconPath: new ThemeIcon('call-outgoing'), label: l10n.t('Show the calls'), run: () => void commands.executeCommand('ami.calls.focus') },
    { iconPath: new ThemeIcon('filter'), label: l10n.t('Receive less: filters for noise…'), run: actions.filter },
    { iconPath: new ThemeIcon('output'), label: l10n.t('Show the log of the connections'), run: actions.log },
  ];
  const chosen = await window.showQuickPick(items, { title: l10n.t('AMI Live Capture'), placeHolder: l10n.t('What to do') });
  chosen?.run?.();
}

/** Asks which capture, unless there is one only. */
export async function chooseRunning(all: readonly Running[], placeHolder: string): Promise<Running | undefined> {
  const [first, ...others] = all;
  if (others.length === 0) return first;
  const items = all.map((running) => ({ label: running.capture.name, description: line(running), running }));
  return (await window.showQuickPick(items, { placeHolder }))?.running;
}

import { commands, type ExtensionContext, l10n, type QuickPickItem, ThemeIcon, Uri, window, workspace } from 'vscode';

/** A capture that the package carries, in `samples/`. */
export interface Sample {
  readonly file: string;
  readonly label: string;
  /** What it shows, in a line. */
  readonly detail: string;
  readonly icon: string;
}

/** The samples, in the order in which one would look at them. */
export function samples(): readonly Sample[] {
  return [
    {
      file: 'queue-calls-asterisk-22.ami',
      label: l10n.t('Two calls to a queue'),
      detail: l10n.t('An agent answers one, the other caller gives up. Asterisk 22.'),
      icon: 'organization',
    },
    {
      file: 'attended-transfer-asterisk-22.ami',
      label: l10n.t('An attended transfer'),
      detail: l10n.t('A caller is put on hold and handed on; see its ladder. Asterisk 22.'),
      icon: 'arrow-swap',
    },
    {
      file: 'busy-and-no-answer-asterisk-18.ami',
      label: l10n.t('Busy, and no answer'),
      detail: l10n.t('Two calls that nobody takes, and why. Asterisk 18.'),
      icon: 'error',
    },
    {
      file: 'quoted-in-a-ticket-asterisk-18.ami',
      label: l10n.t('A capture quoted in a ticket'),
      detail: l10n.t('With "> " before each line, read in place. Asterisk 18.'),
      icon: 'quote',
    },
    {
      file: 'with-problems-asterisk-18.ami',
      label: l10n.t('A capture with problems'),
      detail: l10n.t('Misspelt headers, odd values, a secret: try the quick fixes. Asterisk 18.'),
      icon: 'warning',
    },
    {
      file: 'answered-call-asterisk-11.ami',
      label: l10n.t('An answered call of long ago'),
      detail: l10n.t('The events as they were before Asterisk 12: Dial, Bridge, no DialEnd. Asterisk 11.'),
      icon: 'history',
    },
  ];
}

/** Registers opening the captures that come with the extension. */
export function registerSamples(context: ExtensionContext): void {
  context.subscriptions.push(
    commands.registerCommand('ami.openSample', async (file?: unknown) => {
      const named = samples().find((sample) => sample.file === file);
      const sample = named ?? (await chooseSample());
      if (sample) await openSample(context, sample);
    }),
  );
}

async function chooseSample(): Promise<Sample | undefined> {
  const items = samples().map((sample): QuickPickItem & { sample: Sample } => ({
    label: sample.label,
    detail: sample.detail,
    iconPath: new ThemeIcon(sample.icon),
    sample,
  }));
  const options = {
    title: l10n.t('Open Sample Capture'),
    placeHolder: l10n.t('Recorded from real servers; a copy opens, to be edited at will'),
    matchOnDetail: true,
  };
  return (await window.showQuickPick(items, options))?.sample;
}

/** Opens a fresh copy, unless the last one is open with changes that are not saved. */
async function openSample({ extensionUri, globalStorageUri }: ExtensionContext, { file }: Sample): Promise<void> {
  const copy = Uri.joinPath(globalStorageUri, 'samples', file);
  const changed = workspace.textDocuments.some((document) => document.isDirty && document.uri.toString() === copy.toString());
  if (!changed) await workspace.fs.writeFile(copy, await workspace.fs.readFile(Uri.joinPath(extensionUri, 'samples', file)));
  await window.showTextDocument(await workspace.openTextDocument(copy), { preview: false });
}

import { type Disposable, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Running, RunningCaptures } from './running';

/** What the status bar says of all captures. */
export interface StatusWords {
  readonly text: string;
  readonly tooltip: string;
  /** For screen readers: no icons. */
  readonly label: string;
  readonly warning: boolean;
}

/** One status bar item for all captures; it goes with the last of them. */
export function registerStatusBar(captures: RunningCaptures): Disposable {
  const item = window.createStatusBarItem('ami.capture', StatusBarAlignment.Left, 10);
  item.name = l10n.t('AMI live capture');
  item.command = 'ami.captureActions';
  captures.onDidChange(() => {
    const words = statusWords(captures.all());
    if (!words) {
      item.hide();
      return;
    }
    item.text = words.text;
    item.tooltip = words.tooltip;
    item.accessibilityInformation = { label: words.label, role: 'button' };
    item.backgroundColor = words.warning ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  });
  return item;
}

/** The words for these captures; `undefined` where there are none. */
export function statusWords(all: readonly Running[]): StatusWords | undefined {
  const [first, ...others] = all;
  if (!first) return undefined;
  const progresses = all.map(({ capture }) => capture.progress());
  const lost = progresses.filter(({ state }) => state === 'lost').length;
  const full = progresses.some(({ state }) => state === 'full');
  const warning = lost > 0 || full;
  const rate = progresses.reduce((sum, { messagesPerSecond }) => sum + messagesPerSecond, 0);
  const unseen = all.reduce((sum, { view }) => sum + view.unseen(), 0);
  const who = others.length === 0 ? first.capture.name : l10n.t('{0} captures', all.length);
  const how = others.length === 0 ? stateWords(first) : lost > 0 ? l10n.t('{0} lost', lost) : perSecond(rate);
  const behind = unseen > 0 ? l10n.t('{0} new', number(unseen)) : '';
  const icon = full ? 'error' : lost > 0 ? 'warning' : progresses.every(({ state }) => state === 'connecting') ? 'sync~spin' : 'record';
  const losses = progresses.reduce((sum, { lost: count, state }) => (state === 'lost' ? sum : sum + count), 0);
  const thinned = all.some(({ view }) => view.tail());
  const paused = all.some(({ view }) => view.mode() === 'paused');
  return {
    text: `$(${icon}) ${plain(who)} ${how}${losses > 0 ? ` $(debug-disconnect) ${number(losses)}` : ''}${behind ? ` $(arrow-down) ${behind}` : ''}${thinned ? ` $(list-flat) ${l10n.t('end only')}` : ''}${paused ? ' $(debug-pause)' : ''}`,
    tooltip: [...all.map(line), l10n.t('Click for stop, pause, note and more.')].join('\n'),
    label: l10n.t('AMI live capture: {0}', all.map(line).join(' ')),
    warning,
  };
}

/** A capture in one line, for lists and tooltips. */
export function line(running: Running): string {
  const { capture, view } = running;
  const { state, messages, bytes, lost, reason } = capture.progress();
  return [
    `${capture.name}: ${stateWords(running)}`,
    ...(messages > 0 ? [l10n.t('{0} messages', number(messages)), size(bytes)] : []),
    ...(lost > 0 ? [lost === 1 ? l10n.t('connection lost once') : l10n.t('connection lost {0} times', lost)] : []),
    ...(view.tail() ? [l10n.t('too fast to show whole: the tab shows the end, the file holds all')] : []),
    ...(view.mode() === 'paused' ? [l10n.t('view paused')] : []),
    ...(view.unseen() > 0 ? [l10n.t('{0} new', number(view.unseen()))] : []),
    ...((state === 'lost' || state === 'full') && reason ? [reason.replace(/\.$/, '')] : []),
  ].join(', ');
}

function stateWords({ capture }: Running): string {
  const { state, messagesPerSecond } = capture.progress();
  switch (state) {
    case 'connecting':
      return l10n.t('connecting…');
    case 'recording':
      return perSecond(messagesPerSecond);
    case 'lost':
      return l10n.t('connection lost, trying again');
    case 'full':
      return l10n.t('disk full');
    case 'ended':
      return l10n.t('ended');
  }
}

function perSecond(rate: number): string {
  return l10n.t('{0}/s', rate > 0 && rate < 9.95 ? rate.toFixed(1).replace(/\.0$/, '') : number(rate));
}

function number(value: number): string {
  return Math.round(value).toLocaleString();
}

/** Megabytes and the like, as people say them. */
function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A name without what the status bar would draw as an icon. */
function plain(text: string): string {
  return text.replaceAll('$(', '$ (');
}

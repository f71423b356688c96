import { l10n } from 'vscode';
import type { Words } from './messages';

/** What stands in the page of a ladder before it is drawn; the texts of the ladder become text nodes. */
export const PAGE_BODY = `<header id="bar"><h1 id="title"></h1><div id="toolbar"></div></header>
<p id="problem" role="status" hidden></p>
<main id="scroller"><svg id="head" aria-hidden="true"></svg><svg id="body"></svg></main>
<footer id="detail"></footer>
<div id="said" role="status" aria-live="polite"></div>`;

/** The page's own texts in the user's language. */
export function pageWords(): Words {
  return {
    time: l10n.t('Time'),
    message: l10n.t('Message'),
    sentences: l10n.t('What happens'),
    showSentences: l10n.t('Sentences'),
    zoomIn: l10n.t('Zoom In (+)'),
    zoomOut: l10n.t('Zoom Out (-)'),
    zoomReset: l10n.t('Reset Zoom (0)'),
    fit: l10n.t('Fit'),
    localApart: l10n.t('Local Halves'),
    localHint: l10n.t('Show both halves of Local channels'),
    open: l10n.t('Go to Message'),
    steps: l10n.t('{0} steps'),
    empty: l10n.t('The capture does not say what happened in this call.'),
    guess: l10n.t('a guess'),
    later: l10n.t('later'),
    toolbar: l10n.t('Ladder'),
    line: l10n.t('Line'),
    caller: l10n.t('caller'),
    answered: l10n.t('answered'),
    choose: l10n.t('A click or Enter leads to the message of a step. Arrow keys go from step to step and from line to line.'),
  };
}

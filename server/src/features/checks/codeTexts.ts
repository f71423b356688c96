import type { Code } from './problem';
import { t } from '../../texts';

/** What a code of a diagnostic means. Markdown without links, HTML or lists; the first sentence stands alone. */
export interface CodeText {
  readonly what: () => string;
  /** Why it is told, and what to do. */
  readonly advice: () => string;
}

/** An explanation for each code. */
export const CODE_TEXTS: Readonly<Record<Code, CodeText>> = {
  'no-colon': {
    what: () => t('A line inside a message is no `Name: value`.'),
    advice: () =>
      t(
        'Asterisk sends a colon in every line of a message but in the output of a command. The line was edited, wrapped by a mail program, or is the rest of a value that holds a line end (`AppData`, and in 11 the value of a variable). The quick fix adds the colon where the line begins with a name.',
      ),
  },
  'stray-text': {
    what: () => t('Text between messages is nothing that we know.'),
    advice: () =>
      t(
        'Known are the banner, our marks, what telnet and the console print, and the free-text answers of `Queues` and `IAXnetstats`. Anything else came in by copying, or is the rest of a value that holds blank lines. Notes of your own may stand between messages behind `;# `.',
      ),
  },
  'truncated-message': {
    what: () => t('A message is not ended by a blank line.'),
    advice: () =>
      t(
        'The capture ends in it, or another message begins. Asterisk drops a reader that is too slow in the middle of a line; programs that write captures forget the blank line. Nothing else is reported of what such a message lacks. The quick fix adds the blank line.',
      ),
  },
  'forged-lines': {
    what: () => t('What looks like a message is probably the rest of a value.'),
    advice: () =>
      t(
        'Asterisk prints most values as they are, with the line ends in them, so a value can contain lines that look like a message. Only `Value` of `VarSet` is escaped, since 13. On the wire nothing tells them apart: be careful with programs that act on events when callers choose names or variables.',
      ),
  },
  'unknown-message': {
    what: () => t('No Asterisk version has this event or action.'),
    advice: () =>
      t(
        'Modules that are no part of Asterisk send events of their own, which is ordinary. The quick fix adds the event to the setting `ami.knownEvents`, which a team can share in its workspace; where the name is nearly that of a known one, it corrects it.',
      ),
  },
  'unknown-header': {
    what: () => t('The message has no header of this name in the version of the capture.'),
    advice: () =>
      t(
        'It is misspelt, or of another version. An action ignores what it does not know, without a word, so of actions only names that are nearly right are told. Check the version in the status bar if many are reported.',
      ),
  },
  'missing-header': {
    what: () => t('The message always has this header in the version of the capture, and here it has not.'),
    advice: () =>
      t(
        'It was edited out, or lost by the program that wrote the capture. Without a banner, only headers that are never empty are missed, since libraries drop empty ones.',
      ),
  },
  'duplicate-header': {
    what: () => t('A header that comes once is there again.'),
    advice: () =>
      t('Programs that read the message take one of the two, some the first and some the last. Headers that may repeat, such as `Variable`, are not told.'),
  },
  'wrong-version': {
    what: () => t('The event or header belongs to other versions than that of the capture.'),
    advice: () =>
      t(
        'The version comes from the banner, from the setting, or was chosen for the document; the message says which. If the capture is put together from several servers, choose the version by hand or take it apart.',
      ),
  },
  'bad-value': {
    what: () => t('The value is not of the form that this header has.'),
    advice: () =>
      t(
        'A number, a moment, a word out of a list or a code that does not exist. Words count in the spelling of any version; what stands for "no value", such as `<unknown>`, is never wrong. Where a known word is near, the quick fix takes it.',
      ),
  },
  inconsistent: {
    what: () => t('Two headers of the message say different things.'),
    advice: () =>
      t(
        'Asterisk works out `ChannelStateDesc` from `ChannelState` and `Cause-txt` from `Cause`, so they cannot disagree in an untouched capture. One of them was edited.',
      ),
  },
  'response-without-action': {
    what: () => t('An answer that no action of the capture asked for.'),
    advice: () =>
      t(
        'Only told in captures that hold both directions. The action was cut out, its ActionID was edited, or two sessions are mixed in one capture. A program that matches answers by order loses its place here.',
      ),
  },
  'unanswered-action': {
    what: () => t('An action that the server did not answer, though it went on talking.'),
    advice: () =>
      t(
        'Only told in captures that hold both directions. Asterisk answers every action but `Queues` and `IAXnetstats`; the answer was cut out, or it went to another session.',
      ),
  },
  'incomplete-list': {
    what: () => t('A list was announced and is not completed.'),
    advice: () =>
      t(
        'An answer with `EventList: start` is followed by events and one with `EventList: Complete`. A program that waits for that one waits for ever. The capture ends too early, or the event was filtered.',
      ),
  },
  'action-failed': {
    what: () => t('The server refused the action or could not do it.'),
    advice: () =>
      t(
        'The message says what can be done about it. `Permission denied` means that the account lacks a class in `write` of its section in manager.conf; an unknown command, that the module is not loaded or that this version does not have the action.',
      ),
  },
  conversation: {
    what: () => t('Something that began is not ended: a dial, a stay in a queue or a bridge, a channel, a pair of Local halves.'),
    advice: () =>
      t(
        'Only told where the capture holds the whole of it: the birth of the channel was seen, and the channel ended. Events were filtered or lost, or there is a bug in the server or in the module. A program that counts calls by these events counts wrong.',
      ),
  },
  secret: {
    what: () => t('The value should not be shared.'),
    advice: () =>
      t(
        'Passwords, keys, and what they can be worked out from: a recorded challenge and its key allow guessing the password off-line. Of keys that a caller pressed the first is told. The quick fix puts asterisks, always as many, in its place.',
      ),
  },
};

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { callsOf } from '../../server/src/calls/calls';
import { indexMessages, type MessageIndex, type TextChange, updateIndex } from '../../server/src/syntax/messages';
import { captures } from '../support/captures';
import { rows } from '../support/describe';
import { type Edit, edited, randomEdit } from '../support/edits';
import { amiText, FRAGMENTS, random, randomNumbers, runs, SEED } from '../support/logText';

/** Checks that an index after an edit is the one that the new text gives; returns it. */
function checkUpdate(before: MessageIndex, text: string, edit: Edit): MessageIndex {
  const after = edited(text, edit);
  const change: TextChange = { start: edit.start, oldEnd: edit.end, newEnd: edit.start + edit.text.length };
  const updated = updateIndex(before, after, change);
  assert.deepEqual(rows(updated), rows(indexMessages(after)));
  return updated;
}

/** Checks an edit that a fixture writes as `before{deleted|inserted}after`. */
function checkEdit(fixture: string): void {
  const parts = /^([^{]*)\{([^|]*)\|([^}]*)\}([^}]*)$/.exec(fixture);
  assert.ok(parts, 'a fixture has one {old|new}');
  const [, before = '', old = '', inserted = '', after = ''] = parts;
  const text = before + old + after;
  checkUpdate(indexMessages(text), text, { start: before.length, end: before.length + old.length, text: inserted });
}

describe('syntax: an index after edits is the index of the new text', () => {
  describe('where the edit changes what stands before it', () => {
    const table: [what: string, fixture: string][] = [
      ['the line behind a naming line that was prose', 'Event: A\n\nEvent Hangup\n{|Cause: 16\n}\n'],
      ['the line behind a naming line that was a message', 'Event: A\n\nEvent Hangup\n{Cause: 16\n|}\n'],
      ['the Privilege line that makes an Event cut a message', 'Event: UserEvent\nEvent: A\n{|Privilege: x\n}\n'],
      ['the Privilege line that is gone', 'Event: UserEvent\nEvent: A\n{Privilege: x\n|}B: 1\n\n'],
      ['the ActionID line that makes a Response cut a message', 'Event: A\nResponse: Success\n{|ActionID: 1\n}\n'],
      ['two messages of one line, cut by the third', 'Event: A\nEvent: B\nEvent: C\n{|Privilege: x\n}\n'],
      ['the end of a command output far behind', 'Response: Follows\na\n\nb\n\nc\n{|--END COMMAND--\n}\nEvent: A\n\n'],
      ['the end of a command output that is gone', 'Response: Follows\na\n\n{--END COMMAND--\n|}\nEvent: A\n\nEvent: B\n\n'],
      ['the line that ends an unclosed command output', 'Response: Follows\na\n\nEvent: B\n{|Privilege: x\n}\n'],
      ['the blank line between two messages', 'Event: A\nB: 1\n{\n|}Event: C\n\n'],
      ['the blank line that is new', 'Event: A\nB: 1\n{|\n}Event: C\n\n'],
      ['the line end of a blank line', 'Event: A\n{\n|}\nEvent: B\n\n'],
      ['the blank between message and message', 'Event: A\n\n{|\n\n}Event: B\n\n'],
    ];
    for (const [what, fixture] of table) it(what, () => checkEdit(fixture));
  });

  describe('at the ends', () => {
    const table: [what: string, fixture: string][] = [
      ['the first message', '{|Event: A\n\n}'],
      ['a message before the first', '{|Event: A\n\n}Event: B\n\n'],
      ['a banner before the first', '{|Asterisk Call Manager/1.3\n}Event: B\n\n'],
      ['a line before the first', '{|X: 1\n}Event: B\n\n'],
      ['a first line that is a message no longer', '{Event|{}: B\n\n'.replace('{}', '}')],
      ['a message behind the last', 'Event: A\n\n{|Event: B\n\n}'],
      ['a message behind one that has not ended', 'Event: A\n{|Event: B\n\n}'],
      ['the rest of a line that was cut', 'Event: A\nChan{|nel: x\n\n}'],
      ['the LF behind a last CR', 'Event: A\r{|\n\r\n}'],
      ['all of the text', '{Event: A\n\n|}'],
      ['all of the text for another', '{Event: A\n\n|Event: B\nC: 1\n\nEvent: A\n\n}'],
      ['nothing', 'Event: A\n\n{|}Event: B\n\n'],
      ['a byte order mark', '{|\ufeff}Event: B\n\n'],
    ];
    for (const [what, fixture] of table) it(what, () => checkEdit(fixture));
  });

  it('for every piece of AMI at every line of every small text', () => {
    const texts = [
      'Event: A\r\nPrivilege: x\r\n\r\nEvent: UserEvent\r\nEvent: B\r\n\r\nX: 1\r\n\r\n',
      'Response: Follows\r\nPrivilege: Command\r\na\r\n\r\nEvent: B\r\nc\r\n--END COMMAND--\r\n\r\nEvent: C\r\n\r\n',
      'Event Hangup\nEvent: A\n\nfoo\nEvent: A\nEvent: A\n;@ t\nEvent: A\n',
    ];
    for (const text of texts) {
      const index = indexMessages(text);
      for (let at = 0; at <= text.length; at++) {
        if (at > 0 && !'\r\n'.includes(text[at - 1] ?? '')) continue;
        for (const fragment of FRAGMENTS) {
          checkUpdate(index, text, { start: at, end: at, text: fragment });
          checkUpdate(index, text, { start: at, end: Math.min(text.length, at + 7), text: fragment });
        }
      }
    }
  });

  it('for texts of pieces of AMI', () =>
    fc.assert(
      fc.property(amiText(24), amiText(3), fc.nat(), fc.nat(60), (text, inserted, at, deleted) => {
        const start = at % (text.length + 1);
        checkUpdate(indexMessages(text), text, { start, end: Math.min(text.length, start + deleted), text: inserted });
      }),
      random(8000),
    ));

  it('for one edit after the other of a text of pieces of AMI', () =>
    fc.assert(
      fc.property(amiText(24), fc.nat(), (first, seed) => {
        const below = randomNumbers(seed);
        let text = first;
        let index = indexMessages(text);
        for (let i = 0; i < 5; i++) {
          const edit = randomEdit(text, below);
          index = checkUpdate(index, text, edit);
          text = edited(text, edit);
        }
      }),
      random(1000),
    ));

  it('for edits of every recording, calls alike', () => {
    for (const [number, capture] of captures().entries()) {
      const below = randomNumbers(SEED + number);
      let { text } = capture;
      let index = indexMessages(text);
      for (let i = 0; i < runs(2); i++) {
        const edit = randomEdit(text, below);
        try {
          index = checkUpdate(index, text, edit);
        } catch (error) {
          throw new Error(`${capture.name}, edit ${i}: ${JSON.stringify(edit)}`, { cause: error });
        }
        text = edited(text, edit);
      }
      assert.deepEqual(callsOf(text, index), callsOf(text, indexMessages(text)), capture.name);
    }
  }).timeout(600_000);
});

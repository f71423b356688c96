import assert from 'node:assert/strict';
import { headerOf, headersOf, headerValue } from '../../server/src/syntax/headers';
import { indexMessages } from '../../server/src/syntax/messages';
import { headerWords } from '../support/describe';

/** Checks the lines of the first message of `text`, as `name=value`. */
function checkHeaders(text: string, expected: string[]): void {
  assert.deepEqual(headerWords(text, indexMessages(text), 0), expected);
}

describe('syntax: headers', () => {
  describe('names and values', () => {
    const table: [what: string, text: string, expected: string[]][] = [
      ['one blank after the colon', 'Event: A\nB: 1\n\n', ['Event=A', 'B=1']],
      ['no blank after the colon', 'Event:A\nB:1\n\n', ['Event=A', 'B=1']],
      ['blanks of the value itself', 'Event: A\nOutput:   1  \n\n', ['Event=A', 'Output=  1  ']],
      ['a tab after the colon, which is of the value', 'Event: A\nB:\t1\n\n', ['Event=A', 'B=\t1']],
      ['an empty value', 'Event: A\nB: \nC:\n\n', ['Event=A', 'B=', 'C=']],
      ['an empty value with CRLF', 'Event: A\r\nB: \r\nC:\r\n\r\n', ['Event=A', 'B=', 'C=']],
      ['an empty value at the end of the text', 'Event: A\nB:', ['Event=A', 'B=']],
      ['an empty value and a blank at the end of the text', 'Event: A\nB: ', ['Event=A', 'B=']],
      ['colons in the value', 'Event: A\nAddress: IPV4/UDP/1.2.3.4:5060\n\n', ['Event=A', 'Address=IPV4/UDP/1.2.3.4:5060']],
      ['blanks around the name', 'Event: A\n  B \t: 1\n\n', ['Event=A', 'B=1']],
      ['a blank inside the name', 'Event: UserEvent\nMy Header: 1\n\n', ['Event=UserEvent', 'My Header=1']],
      [
        'brackets, number signs, slashes in the name',
        'Event: A\nChanVariable(SIP/1-2): a=b\nReport0Loss: 1\nCharge/Type: x\n\n',
        ['Event=A', 'ChanVariable(SIP/1-2)=a=b', 'Report0Loss=1', 'Charge/Type=x'],
      ],
      ['a NUL before the name, which belongs to it', 'Event: A\n\0B: 1\n\n', ['Event=A', '\0B=1']],
      ['a no-break space before the name, which does not', 'Event: A\n\u00a0B: 1\n\n', ['Event=A', 'B=1']],
      ['a lone CR in the value', 'Event: A\r\nB: 1\r2\r\n\r\n', ['Event=A', 'B=1\r2']],
      ['a colon with nothing before it', 'Event: A\n : 1\n\u00a0: 2\n\n', ['Event=A', '(noColon)= : 1', '(noColon)=\u00a0: 2']],
      ['no colon', 'Event: A\nfoo\nbar baz\nB: 1\n\n', ['Event=A', '(noColon)=foo', '(noColon)=bar baz', 'B=1']],
      ['no colon before a blank line of blanks', 'Event: A\nfoo\n  \n', ['Event=A', '(noColon)=foo']],
      ['no colon at the end of the text', 'Event: A\nfoo', ['Event=A', '(noColon)=foo']],
      ['repeats one by one', 'Event: A\nB: 1\nB: 2\nB: 3\nC: 4\n\n', ['Event=A', 'B=1', 'B=2', 'B=3', 'C=4']],
      ['repeats with other blanks', 'Event: A\nB: 1\n B : 2\nB:3\n\n', ['Event=A', 'B=1', 'B=2', 'B=3']],
      ['repeats before a blank line of blanks', 'Event: A\nB: 1\nB: 2\n \t\n', ['Event=A', 'B=1', 'B=2']],
      ['repeats apart', 'Event: A\nB: 1\nC: 2\nB: 3\n\n', ['Event=A', 'B=1', 'C=2', 'B=3']],
      ['a name that begins with the one before', 'Event: A\nB: 1\nBB: 2\nB: 3\n\n', ['Event=A', 'B=1', 'BB=2', 'B=3']],
      [
        'the free text of a command',
        'Response: Follows\r\nPrivilege: Command\r\na: b\n\n c\n--END COMMAND--\r\n\r\n',
        ['Response=Follows', 'Privilege=Command', '(raw)=a: b\n\n c\n--END COMMAND--'],
      ],
      [
        'the free text of a command that has an end marker inside a line',
        'Response: Follows\nx --END COMMAND--\n--END COMMAND--\n\n',
        ['Response=Follows', '(raw)=x --END COMMAND--\n--END COMMAND--'],
      ],
      [
        'headers behind the free text',
        'Response: Follows\na\n--END COMMAND--\nActionID: 5\n\n',
        ['Response=Follows', '(raw)=a\n--END COMMAND--', 'ActionID=5'],
      ],
      [
        'two free texts',
        'Response: Follows\na\n--END COMMAND--\nb\n--END COMMAND--\n\n',
        ['Response=Follows', '(raw)=a\n--END COMMAND--', '(raw)=b\n--END COMMAND--'],
      ],
      ['the free text of a cut answer', 'Response: Follows\na\n\nEvent: B\nPrivilege: c\n\n', ['Response=Follows', '(raw)=a\n']],
    ];
    for (const [what, text, expected] of table) it(what, () => checkHeaders(text, expected));
  });

  it('says which column a line is of', () => {
    const text = 'Event: A\nB: 1\nB: 2\nx\n\n';
    const headers = headersOf(text, indexMessages(text), 0);
    assert.deepEqual(
      headers.map((header) => [header.column.key, header.column.form, header.column.repeats]),
      [
        ['event', 'header', false],
        ['b', 'header', true],
        ['b', 'header', true],
        ['', 'noColon', false],
      ],
    );
    assert.equal(headers[1]?.column, headers[2]?.column);
  });

  describe('headerOf and headerValue', () => {
    const text = 'Event: A\nB:  1 \nUniqueID: x\nB: 2\nraw\nB: 3\n\nEvent: C\nD: 4\n\n';
    const index = indexMessages(text);
    it('give the first of that name, in any case, without blanks around its value', () => {
      assert.equal(headerValue(text, index, 0, 'b'), '1');
      assert.equal(headerValue(text, index, 0, 'uniqueid'), 'x');
    });
    it('take the first line that has one of several names', () => assert.equal(headerValue(text, index, 0, 'zz', 'uniqueid', 'b'), '1'));
    it('give nothing where the message has none', () => {
      assert.equal(headerOf(text, index, 0, 'd'), undefined);
      assert.equal(headerOf(text, index, 0, ''), undefined);
      assert.equal(headerValue(text, index, 0, 'd'), undefined);
    });
    it('look into the message that is asked for', () => assert.equal(headerValue(text, index, 1, 'd'), '4'));
  });
});

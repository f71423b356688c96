import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { accountWarning } from '../../server/src/capture/account';

describe('what the server says of the account', () => {
  const answerIn = (release: string): string =>
    readFileSync(`test/captures/asterisk-${release}/core_info.ami`, 'latin1')
      .split('\r\n\r\n')
      .find((block) => block.includes('(Priv: ')) ?? assert.fail();

  for (const release of ['11.25.3', '13.38.3', '22.10.1']) {
    it(`of Asterisk ${release}, where the account may do all`, () => {
      const warning = accountWarning(answerIn(release), 'admin') ?? '';
      assert.match(warning, /^The account admin may do more than watch: the server lets it run \d+ actions such as Originate, Hangup, |such as .*Command/);
      for (const word of ['call', 'command', 'system']) assert.match(warning, new RegExp(`write classes .*\\b${word}\\b`));
    });

    it(`of Asterisk ${release}, where it may run what needs no class`, () => {
      const harmless = answerIn(release)
        .split('\r\n')
        .filter((line) => !line.includes('(Priv: ') || line.includes('(Priv: <none>)'));
      assert.ok(harmless.length > 5);
      assert.equal(accountWarning(harmless.join('\r\n'), 'viewer'), undefined);
    });
  }

  it('is nothing where it says nothing', () => {
    assert.equal(accountWarning('Response: Error\r\nMessage: Permission denied\r\n', 'x'), undefined);
    assert.equal(accountWarning('', 'x'), undefined);
  });
});

import assert from 'node:assert/strict';
import { compilePattern } from '../../server/src/features/pattern';
import { compilePattern as inBrowser } from '../../server/src/features/pattern.browser';

const VALUES = ['PJSIP/1001-00000001', 'Local/600@default-00000003;1', '', 'Ångström', '1795373485.38', 'Normal Clearing', 'a'.repeat(30)];

describe('patterns in the browser', () => {
  for (const text of ['^PJSIP/\\d+', 'normal', '(SIP|Local)/', '[;@]', '\\d{4,}\\.\\d+$', '^$', 'å', 'a+$', '(?:1|2)0'])
    for (const ignoreCase of [false, true])
      it(`find what they find elsewhere: /${text}/${ignoreCase ? 'i' : ''}`, () => {
        const [one, other] = [compilePattern(text, ignoreCase), inBrowser(text, ignoreCase)];
        assert.ok('test' in one && 'test' in other);
        for (const value of VALUES) assert.equal(other.test(value), one.test(value), value);
      });

  for (const text of ['(', '[a', 'a(?=b)', '(a)\\1', '(?<!x)y'])
    it(`are refused here and elsewhere: /${text}/`, () => {
      assert.ok('error' in compilePattern(text, false));
      assert.ok('error' in inBrowser(text, false));
    });

  for (const text of ['(a+)+b', '(a|a)*b', '(x*)*', '(a+){5}'])
    it(`are refused where they could stall: /${text}/`, () => assert.match((inBrowser(text, false) as { error: string }).error, /browser/));
});

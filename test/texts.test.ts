import assert from 'node:assert/strict';
import { either, t, useTexts } from '../server/src/texts';

describe('texts', () => {
  afterEach(() => useTexts(undefined));

  it('are English until there are others', () => {
    assert.equal(t('{0} rings {1}', 300, '301'), '300 rings 301');
    useTexts({ '{0} rings {1}': '{1} ← {0}' });
    assert.equal(t('{0} rings {1}', 300, '301'), '301 ← 300');
    assert.equal(t('{0} rings', 300), '300 rings', 'what has no translation');
  });

  it('take values as they are', () => {
    assert.equal(t('{0} and {1}', '{1}', '$& $1'), '{1} and $& $1');
    assert.equal(t('{0} and {2}', 'one'), 'one and {2}', 'a value that is not there');
    assert.equal(t('{0}'), '{0}');
  });

  it('are English where the bundle is none', () => {
    for (const bundle of [undefined, null, 'ko', 7, [], { busy: 1, toString: 2 }]) {
      useTexts(bundle);
      assert.equal(t('busy'), 'busy');
      assert.equal(t('toString'), 'toString');
    }
  });

  it('join words of which one will do', () => {
    assert.equal(either([]), '');
    assert.equal(either(['call']), 'call');
    assert.equal(either(['call', 'user', 'all']), 'call or user or all');
    useTexts({ '{0} or {1}': '{0} 또는 {1}' });
    assert.equal(either(['call', 'all']), 'call 또는 all');
  });
});

import assert from 'node:assert/strict';
import { createCatalog } from '../../server/src/catalog/catalog';
import { documented } from '../../server/src/features/completion/documentation';
import { codeSpan, pageLink } from '../../server/src/features/markdown';
import { markupFor, plainText } from '../../server/src/features/plainText';

describe('plainText', () => {
  const table: [what: string, markdown: string, expected: string][] = [
    ['bold words', '**Hangup** – A channel', 'Hangup – A channel'],
    ['code spans', 'as `Cause: 16` says', 'as Cause: 16 says'],
    ['marks within code spans', '`**a** \\_ [b](c)`', '**a** \\_ [b](c)'],
    ['a fence of several backticks', '`` a`b ``', 'a`b'],
    ['the pad of a span with a backtick at its end', codeSpan('`x`'), '`x`'],
    ['a blank that is part of a value', codeSpan('a '), 'a '],
    ['escaped characters', 'AST\\_X \\*9 \\\\', 'AST_X *9 \\'],
    ['the rule above the small print', 'above\n\n---\n\nbelow', 'above\n\nbelow'],
    ['hard line breaks', 'one  \ntwo', 'one\ntwo'],
    ['links', `see ${pageLink('event', 'Dial(x)')}.`, 'see Dial(x).'],
    ['a backtick without its like', 'a ` b', 'a ` b'],
    ['nothing', '', ''],
  ];
  for (const [what, markdown, expected] of table) it(what, () => assert.equal(plainText(markdown), expected));

  it('leaves Markdown to who shows it', () => {
    const content = { kind: 'markdown', value: '**a**' } as const;
    assert.equal(markupFor(content, true), content);
    assert.deepEqual(markupFor(content, false), { kind: 'plaintext', value: 'a' });
    const plain = { kind: 'plaintext', value: '**a**' } as const;
    assert.equal(markupFor(plain, false), plain);
  });

  it('leaves no mark in any text of the catalogue', () => {
    const catalog = createCatalog();
    const left = [...catalog.eventNames, ...catalog.actionNames].flatMap((name) =>
      (['event', 'action'] as const).flatMap((of) => {
        const { documentation } = documented(catalog, { label: name, data: { of, name } });
        const text = typeof documentation === 'object' ? plainText(documentation.value) : '';
        return /`|\*\*|^---$/m.test(text) ? [`${name}: ${text}`] : [];
      }),
    );
    assert.deepEqual(left, []);
  });
});

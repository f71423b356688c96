import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { callAt } from '../../server/src/features/callAt';
import { callHierarchyItems, outgoingCalls } from '../../server/src/features/callHierarchy';
import { callLensSteps, resolvedLens } from '../../server/src/features/callLenses';
import { catalogNames, catalogPage } from '../../server/src/features/catalogPage';
import { examine } from '../../server/src/features/checks/examination';
import { codeActions } from '../../server/src/features/codeActions';
import { diagnosticsOf } from '../../server/src/features/diagnostics';
import { parseFilter } from '../../server/src/features/filter';
import { hover } from '../../server/src/features/hover';
import { inlayHints } from '../../server/src/features/inlayHints';
import { messageSpan } from '../../server/src/syntax/messages';
import { storyMarkdown } from '../../server/src/features/storyMarkdown';
import { documentSource } from '../../server/src/largeFiles/documentSource';
import { callLadder } from '../../server/src/largeFiles/ladders';
import { callStory } from '../../server/src/largeFiles/lists';
import { statistics } from '../../server/src/largeFiles/statistics';
import { callAccess } from '../../server/src/largeFiles/stories';
import { finished } from '../../server/src/syntax/steps';
import { useTexts } from '../../server/src/texts';
import { captures } from '../support/captures';
import { catalog, contextOf } from '../support/catalog';
import { documentOf } from '../support/markers';

const english = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8')) as Record<string, string>;
const korean = JSON.parse(readFileSync('l10n/bundle.l10n.ko.json', 'utf8')) as Record<string, string>;

/** Each text between marks, so that what is said without them is said past the translation. */
const MARKED = Object.fromEntries(Object.keys(english).map((text) => [text, `⟦${text}⟧`]));

/** What stands outside of all marks. */
function outside(text: string): string {
  // Code spans are of captures and of Asterisk.
  let bare = text.replace(/`[^`]*`/g, '');
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = bare.replace(/⟦[^⟦⟧]*⟧/g, '');
  }
  return bare;
}

/** Words of English that no name, code or value of a capture is. */
const ENGLISH = /\b(?:the|is|are|was|has|have|of|to|in|at|after|with|from|by|and|rings|answers|calls|waits|hung|ended|answered|talk|caller|message|capture)\b/i;

/** The smaller recordings, every so many of each release, and those of what is rare. */
const some = captures().filter(
  ({ text, name }, i) => text.length < 150_000 && (i % 7 === 0 || /transfer|park|pick|conf|queue|hold|dtmf|originate|odd/.test(name)),
);

describe('the language', () => {
  afterEach(() => useTexts(undefined));

  const check = (text: string, where: string): void => {
    assert.ok(text.includes('⟦'), `${where} says past the translation: ${text}`);
    assert.doesNotMatch(outside(text), ENGLISH, `${where} is half translated: ${text}`);
    assert.doesNotMatch(text, /\{\d\}/, `${where} lacks a value`);
  };

  it('of stories, ladders, lenses and hierarchies is the one that was chosen', () => {
    useTexts(MARKED);
    assert.ok(some.length > 100);
    let told = 0;
    for (const { name, text } of some) {
      const document = documentOf(text);
      const source = documentSource(document);
      const calls = callAccess(source);
      for (let i = 0; i < calls.count; i++) {
        const call = calls.key(i);
        const story = callStory(source, { call });
        const drawn = callLadder(source, { call, format: 'mermaid' })?.ladder;
        assert.ok(story && drawn);
        const where = `${name}, call ${i}`;
        check(story.line, where);
        // Asterisk's own words of a cause stand in it, and what a Response said.
        for (const { text: said } of [...story.steps, ...story.ending]) check(said, where);
        for (const { label, text: said, kind, place } of drawn.rows.map((row) => ({ ...row, place: undefined }))) {
          if (kind !== 'application' && kind !== 'other' && kind !== 'dial-end') check(label, where);
          assert.ok(said !== '' && place === undefined);
        }
        for (const { name: box } of drawn.boxes) check(box, where);
        const markdown = storyMarkdown(story.call, story);
        for (const line of markdown.split('\n').filter((one) => /^(?:## |- )/.test(one) && !one.includes('Linkedid'))) check(line, where);
        told++;
      }
      for (const lens of finished(callLensSteps(document, calls, { commands: true }))) check(resolvedLens(lens, calls).command?.title ?? '', name);
    }
    assert.ok(told > 100);
  });

  it('of call hierarchies is the one that was chosen', () => {
    useTexts(MARKED);
    for (const { name, text } of some.slice(0, 40)) {
      const document = documentOf(text);
      const calls = callAccess(documentSource(document));
      for (let i = 0; i < document.index.count; i += 3) {
        const position = document.lines.positionAt(messageSpan(document.index, i).start + 8);
        for (const item of callHierarchyItems(document, position, calls) ?? []) {
          check(item.detail ?? '', name);
          for (const { to } of outgoingCalls(document, item, calls) ?? []) check(to.detail ?? '', name);
        }
        assert.doesNotThrow(() => callAt(document, position, calls));
      }
    }
  });

  it('of diagnostics and quick fixes is the one that was chosen', () => {
    useTexts(MARKED);
    const codes = new Set<string>();
    for (const { name, text } of some) {
      // Damage of many kinds: letters changed, lines without colons, blank lines gone, headers twice.
      const damaged = text
        .replace(/^Uniqueid:/m, 'Uniqeuid:')
        .replace(/^(Context): /m, '$1 ')
        .replace(/^ChannelState: 6/m, 'ChannelState: 66')
        .replace(/^ChannelStateDesc: Up/m, 'ChannelStateDesc: Ring')
        .replace(/^(CallerIDNum:.*\r?\n)/m, '$1$1')
        .replace(/^Event: Hangup/m, 'Event: Hangpu')
        .replace(/^Event: BridgeLeave(?:\r?\n.+)*\r?\n\r?\n/m, '')
        .replace(/\r?\n\r?\n(?=Event: Newexten)/, '\r\n\r\nwhat is this\r\n\r\n');
      for (const series of [undefined, '11', '22']) {
        const document = documentOf(damaged);
        const context = contextOf(series);
        const examination = examine(document, context, false);
        const found = diagnosticsOf(examination, { maximum: 20 });
        for (const one of found) {
          codes.add(String(one.code));
          // What can be done about a failure is of the catalogue.
          const message = String(one.message);
          if (one.code === 'action-failed') assert.match(message, /^⟦/);
          else check(message, `${name}, ${one.code}`);
          for (const { message } of one.relatedInformation ?? []) check(message, `${name}, ${one.code}`);
        }
        const range = { start: { line: 0, character: 0 }, end: { line: document.lines.lineCount, character: 0 } };
        for (const { title } of codeActions(examination, { diagnostics: found }, { commands: true })) check(title, `${name} ${range.end.line}`);
      }
    }
    assert.ok(codes.size > 8, [...codes].join(' '));
  });

  it('of hints, hovers and statistics is the one that was chosen', async () => {
    useTexts(MARKED);
    for (const { name, text } of some.slice(0, 12)) {
      const document = documentOf(text);
      const context = contextOf('22', { links: true });
      const whole = { start: { line: 0, character: 0 }, end: { line: document.lines.lineCount, character: 0 } };
      const kinds = { times: true, uniqueidTimes: true, sinceCallBegan: true, texts: false, units: true };
      for (const { tooltip } of inlayHints(document, whole, context, kinds, () => false)) check(String(tooltip), name);
      for (let line = 0; line < Math.min(200, document.lines.lineCount); line++) {
        const shown = hover(document, { line, character: 1 }, context);
        const { value } = (shown?.contents ?? { value: '' }) as { value: string };
        // The small print is ours, what stands above it is the catalogue's.
        for (const fact of value.split('\n---\n')[1]?.split(/ {2}\n| · /) ?? [])
          assert.doesNotMatch(outside(fact), /^\s*(?:needs|always|sometimes|became|answers|then|see|documented)\b/, `${name}: ${fact}`);
      }
      const page = await statistics(documentSource(document), []);
      for (const line of page.split('\n').filter((one) => /^(?:#|\*)/.test(one))) check(line, name);
    }
  });

  it('of what is wrong with a filter is the one that was chosen', () => {
    useTexts(MARKED);
    for (const filter of ['', '(', ')', 'or', 'a or', '"', '""', 'evnt:x', 'cause:', 'cause:>x', 'event:>1', 'time:x', 'since:y', 'time:>1', '/(/', '/a/x']) {
      const parsed = parseFilter(filter);
      assert.ok('error' in parsed, filter);
      check(parsed.error, filter);
    }
  });

  it('of the pages on diagnostics is the one that was chosen', () => {
    useTexts(MARKED);
    for (const { kind, name, what } of catalogNames(catalog)) {
      if (kind !== 'code') continue;
      check(what, name);
      const page = catalogPage(catalog, kind, name, { links: true });
      for (const part of page?.markdown.split('\n\n').slice(1) ?? []) check(part, name);
    }
  });

  it('leaves no English word in a Korean story', () => {
    useTexts(korean);
    for (const { name, text } of some) {
      const source = documentSource(documentOf(text));
      for (let i = 0; i < source.book().count; i++) {
        const story = callStory(source, { call: source.book().key(i) });
        for (const { text: said } of story?.steps ?? []) assert.match(said, /[가-힣]/u, `${name}: ${said}`);
        assert.match(story?.line ?? '', /[가-힣]/u, name);
      }
    }
  });
});

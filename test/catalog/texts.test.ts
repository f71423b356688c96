import assert from 'node:assert/strict';
import { catalog, checkNone, entries, eventNamed, headersOfEntry } from '../support/catalog';

const { data } = catalog;

/** Every text with the place where it is read. */
const texts: readonly [where: string, text: string][] = [
  ...entries.flatMap((entry) => [
    ...(['what', 'details', 'pitfall', 'danger', 'returns'] as const).flatMap((part) => pair(`${entry.kind} ${entry.name} ${part}`, entry[part])),
    ...headersOfEntry(entry).flatMap((header) => pair(`${entry.kind} ${entry.name}.${header.name}`, header.text)),
  ]),
  ...data.common.flatMap((raw) => pair(`common ${raw.n}`, catalog.common(raw.n)?.text)),
  ...Object.keys(data.enums).flatMap((id) => {
    const found = catalog.enumOf(id);
    return [
      ...pair(`enum ${id}`, found?.what),
      ...pair(`enum ${id} details`, found?.details),
      ...(found?.values ?? []).flatMap((value) => pair(`enum ${id} ${value.code ?? value.text ?? value.symbol}`, value.documentation)),
    ];
  }),
  ...Object.entries(data.privileges).map(([name, text]): [string, string] => [`privilege ${name}`, text]),
  ...Object.entries(data.responses).map(([name, text]): [string, string] => [`response ${name}`, text]),
  ...Object.entries(data.fillers).map(([name, text]): [string, string] => [`filler ${name}`, text]),
];

function pair(where: string, text: string | undefined): [string, string][] {
  return text === undefined ? [] : [[where, text]];
}

/** Checks every text at once; `wrong` says what is wrong with one. */
function checkTexts(wrong: (text: string, where: string) => boolean): void {
  assert.equal(
    texts
      .filter(([where, text]) => wrong(text, where))
      .map(([where, text]) => `${where}: ${text}`)
      .join('\n'),
    '',
  );
}

describe('catalog: texts', () => {
  describe('everything is explained', () => {
    it('what each event and action is', () => checkNone(entries.filter((entry) => !entry.what || !entry.details).map((entry) => entry.name)));
    it('what comes back from each action', () => checkNone(entries.filter((entry) => entry.kind === 'action' && !entry.returns).map((entry) => entry.name)));
    it('each header of each event, parameter and response header of each action', () =>
      checkNone(
        entries.flatMap((entry) =>
          headersOfEntry(entry)
            .filter((header) => !header.text)
            .map((header) => `${entry.kind} ${entry.name}.${header.name}`),
        ),
      ));
    it('each header that any message may carry', () => checkNone(data.common.filter((raw) => !catalog.common(raw.n)?.text).map((raw) => raw.n)));
    it('each enum and each of its values', () =>
      checkNone(
        Object.keys(data.enums).flatMap((id) => {
          const found = catalog.enumOf(id);
          return [
            ...(found?.what ? [] : [id]),
            ...(found?.values ?? []).filter((value) => !value.documentation).map((value) => `${id} ${value.code ?? ''} ${value.text ?? value.symbol ?? ''}`),
          ];
        }),
      ));
    it('each kind that a header has', () =>
      checkNone([...new Set(entries.flatMap(headersOfEntry).flatMap((header) => header.kind ?? []))].filter((kind) => !data.kinds[kind])));
    it('each privilege class', () => {
      const classes = new Set(entries.flatMap((entry) => entry.privilege).flatMap((list) => list.toLowerCase().split(',')));
      checkNone([...classes].filter((name) => !data.privileges[name]));
    });
    it('each response word', () =>
      checkNone((catalog.enumOf('response')?.values ?? []).map((value) => value.text ?? '').filter((word) => !data.responses[word])));
  });

  describe('links lead somewhere', () => {
    it('before, after and see', () =>
      checkNone(
        entries.flatMap((entry) =>
          [...entry.before, ...entry.after, ...entry.see]
            .filter((name) => catalog.event(name)?.name !== name && catalog.action(name)?.name !== name)
            .map((name) => `${entry.name} → ${name}`),
        ),
      ));
    it('to the message itself from none', () =>
      checkNone(entries.filter((entry) => entry.see.includes(entry.name) && !catalog.action(entry.name)).map((entry) => entry.name)));
    it('replacedBy and completedBy to events, answers to actions', () =>
      checkNone(
        entries.flatMap((entry) => [
          ...[...entry.replacedBy, ...entry.completedBy].filter((name) => catalog.event(name)?.name !== name).map((name) => `${entry.name} → ${name}`),
          ...entry.answers.filter((name) => catalog.action(name)?.name !== name).map((name) => `${entry.name} → ${name}`),
        ]),
      ));
    it('answers of an action to events', () =>
      checkNone(
        entries.flatMap((entry) => entry.events.filter((one) => catalog.event(one.name)?.name !== one.name).map((one) => `${entry.name} → ${one.name}`)),
      ));
    it('values to enums', () =>
      checkNone(
        entries.flatMap((entry) =>
          headersOfEntry(entry)
            .filter((header) => header.values && !catalog.enumOf(header.values))
            .map((header) => `${entry.name}.${header.name} → ${header.values}`),
        ),
      ));
  });

  describe('read well', () => {
    it('without a place left to fill', () => checkTexts((text) => /\{(whose|prefix)\}|undefined|\[object/.test(text)));
    it('without double blanks or blanks before a full stop', () => checkTexts((text) => /\s\s|\s[,;:](\s|$)|\s\.(\s|$)|^\s|\s$/.test(text)));
    it('without doubled words', () => checkTexts((text) => /\b(the|of|a|an|in|to|is|and) \1\b/i.test(text) || /\b(a|an) the\b/.test(text)));
    it('begin with a capital, a figure, a name of the wire or of a module', () =>
      checkTexts((text) => !/^([A-Z0-9`"']|(chan|app|res|func)_[a-z]|[a-z]+\.conf)/.test(text)));
    it('end like sentences', () => checkTexts((text) => !/[.)`!?"…]$/.test(text)));
    it('close their code spans', () => checkTexts((text) => (text.match(/`/g) ?? []).length % 2 !== 0));
    it('have no link, address, bold or HTML outside of code spans', () =>
      checkTexts((text) => /\]\(|https?:|www\.|\*\*|__|<[a-z/!]/i.test(text.replace(/`[^`]*`/g, ''))));
    it('say what each event and action is in one line', () => checkNone(entries.filter((entry) => (entry.what ?? '').length > 120).map((entry) => entry.name)));
    it('are short', () => checkTexts((text) => text.length > 660));
  });

  describe('say something', () => {
    it('more than the name in other words', () =>
      checkTexts((text, where) => {
        if (/^(filler|kind) /.test(where)) return false;
        const ofName = new Set(words(where.replace(/([a-z])([A-Z])/g, '$1 $2')));
        return new Set(words(text).filter((word) => !ofName.has(word))).size < 2;
      }));
    it('and not the same of headers of different names', () => {
      const places = new Map<string, Set<string>>();
      for (const entry of entries) {
        for (const header of headersOfEntry(entry)) {
          if (!header.text) continue;
          const base = (header.snapshot ? header.name.slice(header.snapshot.prefix.length) : header.name).toLowerCase();
          places.set(header.text, (places.get(header.text) ?? new Set()).add(base));
        }
      }
      checkNone([...places].filter(([, names]) => names.size > 1).map(([text, names]) => `${[...names].join(', ')}: ${text}`));
    });
    it('and not the same of different events and actions', () => {
      const places = new Map<string, string[]>();
      for (const entry of entries)
        for (const part of ['what', 'details', 'pitfall', 'danger', 'returns'] as const)
          if (entry[part]) places.set(entry[part], [...(places.get(entry[part]) ?? []), `${entry.name} ${part}`]);
      checkNone([...places].filter(([, names]) => names.length > 1).map(([text, names]) => `${names.join(', ')}: ${text}`));
    });
    it('and not the same of different values of an enum', () => {
      for (const id of Object.keys(data.enums)) {
        const said = (catalog.enumOf(id)?.values ?? []).map((value) => value.documentation);
        assert.equal(new Set(said).size, said.length, id);
      }
    });
  });

  describe('prefix families are composed', () => {
    const table: [event: string, header: string, wanted: RegExp][] = [
      ['DialBegin', 'Channel', /^Name of the channel that dials, the caller: technology/],
      ['DialBegin', 'DestChannel', /^Name of the channel that is being rung: technology/],
      ['DialBegin', 'DestChannel', /follow a call by `DestUniqueid` and `DestLinkedid`/],
      ['DialBegin', 'DestChannelState', /`DestChannelStateDesc` on the next line/],
      ['ParkedCall', 'ParkeeContext', /^Current dialplan context of the parked call\./],
      ['BlindTransfer', 'TransfererUniqueid', /^Identifier of the /],
      ['AttendedTransfer', 'OrigTransfererChannelStateDesc', /^In a word, the state of .*; the number in `OrigTransfererChannelState` says the same/],
      ['LocalBridge', 'LocalOneExten', /^Current dialplan extension of the `;1` half/],
      ['ChanSpyStart', 'SpyeeCallerIDNum', /^Caller ID number of /],
    ];
    for (const [event, name, wanted] of table)
      it(`${name} of ${event}`, () => assert.match(eventNamed(event).headers.find((header) => header.name === name)?.text ?? '', wanted));

    it('and each says whose it is', () =>
      checkNone(
        entries.flatMap((entry) => entry.headers.filter((header) => header.snapshot && !header.snapshot.whose).map((header) => `${entry.name}.${header.name}`)),
      ));
    it('and one event says different things of its channels', () => {
      for (const entry of entries) {
        const names = entry.headers.filter((header) => header.snapshot?.of === 'channel' && header.name.endsWith('Uniqueid') && header.sent);
        assert.equal(new Set(names.map((header) => header.text)).size, names.length, entry.name);
      }
    });
  });
});

const LITTLE = new Set('the a an of in on to is are it its this that and or for by with from as at was were be'.split(' '));

/** The words of a text that carry meaning, without their plural. */
function words(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !LITTLE.has(word)).map((word) => word.replace(/s$/, ''));
}

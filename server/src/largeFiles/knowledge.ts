import { headersLookedAt } from '../features/filterMatch';
import type { Known, Knowledge } from '../features/filterHelp';
import { visitHeaders } from '../syntax/headers';
import type { Shape } from '../syntax/shapes';
import type { Source } from './source';
import { t } from '../texts';
import { outcomeWords } from '../calls/outcomeWords';

/** How many messages are read for proposals of values, and how many calls are looked at. */
const SAMPLES = 400;
const CALLS = 200;

const OUTCOMES = ['answered', 'busy', 'no-answer', 'cancelled', 'rejected', 'congestion', 'unavailable', 'failed', 'in-progress', 'unknown'];

/** What can be asked for in a capture. `events` and `actions` are the names that Asterisk knows, proposed after those of the capture. */
export function knowledgeOf(source: Source, names: { readonly events: readonly string[]; readonly actions: readonly string[] }): Knowledge {
  const shapes = shapesOf(source);
  return {
    get headers() {
      const counts = new Map<string, number>();
      for (const [{ columns }, { count }] of shapes)
        for (const column of columns) if (column.form === 'header') counts.set(column.name, (counts.get(column.name) ?? 0) + count);
      return byCount(counts, source);
    },
    async values(field) {
      switch (field) {
        case 'event':
        case 'action':
        case 'response': {
          const counts = new Map<string, number>();
          for (const [{ kind, name }, { count }] of shapes) if (kind === field) counts.set(name, (counts.get(name) ?? 0) + count);
          const others = field === 'event' ? names.events : field === 'action' ? names.actions : [];
          return [...byCount(counts, source), ...others.map((name) => ({ name, detail: t('not in this capture') }))];
        }
        case 'outcome':
          return OUTCOMES.map((name) => ({ name, detail: '' }));
        case 'time':
        case 'since':
        case 'until':
          return timesOf(source, field);
        case 'call':
        case 'caller':
        case 'dialled':
        case 'answeredby':
          return callValues(source, field);
        case 'text':
          return [];
        default:
          return sampled(source, shapes, field);
      }
    },
  };
}

type Shapes = ReadonlyMap<Shape, { count: number; readonly first: number[] }>;

const known = new WeakMap<Source, { readonly count: number; readonly shapes: Shapes }>();

/** The shapes of a capture, how many messages have each, and some of them. */
function shapesOf(source: Source): Shapes {
  const before = known.get(source);
  if (before?.count === source.count) return before.shapes;
  const shapes = new Map<Shape, { count: number; first: number[] }>();
  for (let i = 0; i < source.count; i++) {
    const shape = source.shapeOf(i);
    const seen = shapes.get(shape);
    if (!seen) shapes.set(shape, { count: 1, first: [i] });
    else if (seen.count++ < SAMPLES) seen.first.push(i);
  }
  known.set(source, { count: source.count, shapes });
  return shapes;
}

async function sampled(source: Source, shapes: Shapes, field: string): Promise<Known[]> {
  const looked = headersLookedAt(field);
  const fitting = [...shapes].filter(([{ columns }]) => columns.some(({ key }) => looked(key)));
  const counts = new Map<string, number>();
  for (const [shape, { first }] of fitting) {
    // A share for each shape, so that rare ones are seen too.
    for (const i of first.slice(0, Math.max(5, Math.floor(SAMPLES / fitting.length)))) {
      const text = await source.read(source.startOf(i), source.endOf(i));
      visitHeaders(text, 0, text.length, shape, ({ column, value }) => {
        const written = text.slice(value.start, value.end).trim();
        const said = field === 'channel' ? written.replace(/-[0-9a-f]{4,}(;[12])?$/i, '') : written;
        if (looked(column.key) && said !== '' && said !== '<unknown>' && said.length <= 80) counts.set(said, (counts.get(said) ?? 0) + 1);
        return true;
      });
    }
  }
  return byCount(counts, source).map(({ name }) => ({ name, detail: '' }));
}

function callValues(source: Source, field: 'call' | 'caller' | 'dialled' | 'answeredby'): Known[] {
  const book = source.book();
  const values: Known[] = [];
  for (let i = 0; i < Math.min(CALLS, book.count); i++) {
    const { id, caller, dialled, answeredBy, outcome } = book.call(i);
    const [from, to] = [caller?.number ?? caller?.channel ?? '?', answeredBy?.number ?? dialled ?? '?'].map((one) => source.decode(one));
    const name = { call: id, caller: caller?.number ?? caller?.channel, dialled, answeredby: answeredBy?.number ?? answeredBy?.channel }[field];
    if (name) values.push({ name: source.decode(name), detail: field === 'call' ? `${from} → ${to}, ${outcomeWords(outcome)}` : '' });
  }
  return values;
}

function timesOf(source: Source, field: 'time' | 'since' | 'until'): Known[] {
  const second = (at: number): string => {
    const date = new Date(at * 1000);
    return [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':');
  };
  let first = 0;
  for (let i = 0; i < source.count && first === 0; i++) first = source.secondOf(i);
  const last = source.count > 0 ? source.secondOf(source.count - 1) : 0;
  if (first === 0) return [];
  if (field === 'time') return [{ name: `${second(first)}-${second(last)}`, detail: t('the whole capture') }];
  return [
    { name: second(field === 'since' ? first : last), detail: field === 'since' ? t('the beginning of the capture') : t('its end') },
    { name: '+30s', detail: t('half a minute after the beginning') },
  ];
}

function byCount(counts: ReadonlyMap<string, number>, source: Source): Known[] {
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => ({ name: source.decode(name), detail: `${count}×` }));
}

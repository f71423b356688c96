/** The event filters of one session. */
export interface Filters {
  /** Whether an event passes, from its bytes. */
  admits(event: Buffer): boolean;
  /** Adds one; gives why that cannot be done, in the server's words. `criteria` is empty for the older form. */
  add(criteria: string, filter: string): string | undefined;
}

interface Filter {
  readonly exclude: boolean;
  fits(event: string): boolean;
}

const BAD_PATTERN = 'Filter did not compile.  Check the syntax of the filter given.';
const BAD_FORM = 'Filter was formatted incorrectly.  Check the syntax of the filter given.';
/** A filter of this length is none that is meant well. */
const LONGEST = 1_024;

/**
 * Filters as Asterisk has them: where some include, an event must fit one of these; where it fits one that excludes, it does not pass. The older form is a regular expression
 * on the whole event, `!` before it excludes; the newer one names event, header and method. Patterns are JavaScript's, nearly POSIX's.
 *
 * Source: Asterisk main/manager.c, manager_add_filter(), should_send_event(); configs/samples/manager.conf.sample, eventfilter.
 */
export function createFilters(): Filters {
  const filters: Filter[] = [];
  return {
    admits(bytes) {
      if (filters.length === 0) return true;
      const event = bytes.toString('utf8');
      const including = filters.filter(({ exclude }) => !exclude);
      if (including.length > 0 && !including.some((one) => one.fits(event))) return false;
      return !filters.some((one) => one.exclude && one.fits(event));
    },
    add(criteria, filter) {
      if (filter.length > LONGEST || criteria.length > LONGEST) return BAD_FORM;
      try {
        const made = criteria === '' ? legacy(filter) : advanced(criteria, filter);
        if (!made) return BAD_FORM;
        filters.push(made);
        return undefined;
      } catch {
        return BAD_PATTERN;
      }
    },
  };
}

function legacy(filter: string): Filter | undefined {
  const exclude = filter.startsWith('!');
  const pattern = exclude ? filter.slice(1) : filter;
  if (pattern === '') return undefined;
  const expression = new RegExp(pattern);
  return { exclude, fits: (event) => expression.test(event) };
}

/** The criteria, one after the other, each at most once and none empty. */
const CRITERIA = /^(?:action|name|header|method)\([^()]+\)(?:,(?:action|name|header|method)\([^()]+\))*$/;

function advanced(criteria: string, filter: string): Filter | undefined {
  if (!CRITERIA.test(criteria)) return undefined;
  const found = [...criteria.matchAll(/(action|name|header|method)\(([^()]*)\)/g)];
  const parts = new Map(found.map(([, key = '', value = '']) => [key, value.trim()]));
  const name = parts.get('name');
  const header = parts.get('header');
  const method = parts.get('method') ?? (filter === '' ? 'none' : 'regex');
  const fitsText = METHODS[method]?.(filter);
  if (parts.size < found.length || !/^(?:include|exclude)$/.test(parts.get('action') ?? 'include')) return undefined;
  if (!fitsText || (name === undefined && header === undefined && (method === 'none' || !parts.has('method')))) return undefined;
  return {
    exclude: parts.get('action') === 'exclude',
    fits(event) {
      if (name !== undefined && valueIn(event, 'Event') !== name) return false;
      const text = header === undefined ? event : valueIn(event, header);
      return text !== undefined && fitsText(text);
    },
  };
}

const METHODS: Readonly<Record<string, (filter: string) => (text: string) => boolean>> = {
  regex(filter) {
    const expression = new RegExp(filter);
    return (text) => expression.test(text);
  },
  exact: (filter) => (text) => text === filter,
  starts_with: (filter) => (text) => text.startsWith(filter),
  ends_with: (filter) => (text) => text.endsWith(filter),
  contains: (filter) => (text) => text.includes(filter),
  none: () => () => true,
};

/** The value of a header, by its name. */
function valueIn(event: string, name: string): string | undefined {
  for (const line of event.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && line.slice(0, colon).toLowerCase() === name.toLowerCase()) return line.slice(colon + 1).trim();
  }
  return undefined;
}

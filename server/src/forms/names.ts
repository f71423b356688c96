/** The name of an event or action and those of its headers, as Asterisk spells them. */
export interface NamedMessage {
  readonly kind: 'event' | 'action';
  readonly name: string;
  readonly headers: readonly string[];
}

/** Gives names back the spelling of the wire, where that is certain; see {@link createNames}. */
export interface Names {
  /** The name of the event or action that `written` stands for; `written` itself where that is not certain. */
  message(kind: string, written: string): string;
  /** Likewise a header of the message of that name, which is given as the wire spells it. */
  header(kind: string, message: string, written: string): string;
}

/** Names of every message, whatever the catalogue. Source: Asterisk main/manager.c. */
const ALWAYS = [
  'Event',
  'Action',
  'Response',
  'ActionID',
  'Privilege',
  'Message',
  'EventList',
  'ListItems',
  'Timestamp',
  'SystemName',
  'Output',
  'Variable',
  'ChanVariable',
];

/**
 * Names from a list, such as the catalogue.
 *
 * A name without capitals, with underscores or in camel case is compared by its letters and digits. It is certain where the message has exactly one
 * header of these, or, for a message that the list does not have, where all of the list has one only.
 */
export function createNames(list: Iterable<NamedMessage>): Names {
  const messages = new Map<string, Set<string>>();
  const headers = new Map<string, Map<string, Set<string>>>();
  const anywhere = new Map<string, Set<string>>();
  const always = new Map<string, Set<string>>();
  for (const name of ALWAYS) {
    add(always, keyOf(name), name);
    add(anywhere, keyOf(name), name);
  }
  for (const { kind, name, headers: own } of list) {
    add(messages, `${kind} ${keyOf(name)}`, name);
    const id = `${kind} ${name}`;
    let table = headers.get(id);
    if (!table) {
      table = new Map();
      headers.set(id, table);
    }
    for (const header of own) {
      if (/[#*]/.test(header)) continue;
      add(table, keyOf(header), header);
      add(anywhere, keyOf(header), header);
    }
  }
  return {
    message: (kind, written) => only(messages.get(`${kind} ${keyOf(written)}`)) ?? written,
    header(kind, message, written) {
      const key = keyOf(written);
      const table = headers.get(`${kind} ${message}`);
      const own = table?.get(key);
      return only(own) ?? (own ? undefined : only((table ? always : anywhere).get(key))) ?? written;
    },
  };
}

/** Names of nothing but what every message has. */
export const NO_NAMES: Names = createNames([]);

function add(map: Map<string, Set<string>>, key: string, name: string): void {
  const names = map.get(key);
  if (names) names.add(name);
  else map.set(key, new Set([name]));
}

function only(names: Set<string> | undefined): string | undefined {
  return names?.size === 1 ? [...names][0] : undefined;
}

function keyOf(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}

/** What a message is: `Event`, `Action` or `Response` by its header of that name, else an old list item, which has none of them. */
export type MessageKind = 'event' | 'action' | 'response' | 'message';

/**
 * How a message ended: by its blank line; `cut` by a new message, a mark or a banner that came first; or by the `end` of the text.
 */
export type Ending = 'blank' | 'cut' | 'end';

/**
 * One position in a shape.
 *
 * `header` is a `Name: value` line, `noColon` a line that is none, `raw` the free text of a `Response: Follows`.
 * `repeats` says that two or more lines of the same name follow one another here; they count as one column.
 */
export interface Column {
  /** The header name as written, without surrounding blanks; empty for `noColon` and `raw`. */
  readonly name: string;
  /** The header name in lower case, for comparison. */
  readonly key: string;
  readonly form: 'header' | 'noColon' | 'raw';
  readonly repeats: boolean;
}

/** The kind, name and exact sequence of header names that messages have in common. Interned: equal shapes of one table are one object. */
export interface Shape {
  readonly id: number;
  readonly kind: MessageKind;
  /** `Hangup`, `Login`, `Success`; for kind `message` the first header's name. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly ending: Ending;
}

/**
 * A node of the tree of all line sequences seen so far: the way from the root to a node is the sequence of header names of a message.
 *
 * `lead` is what a line must begin with to lead here: `Channel:`, or for the line that names the message the whole line with its line
 * end. Reading a message whose shape has been met is therefore one `startsWith` and one `indexOf` a line.
 */
export interface ShapeNode {
  readonly lead: string;
  /** The line must be `lead` and nothing else, since its value is part of the shape. */
  readonly whole: boolean;
  /** Whether a line may be taken for this node by its `lead` alone. */
  readonly fast: boolean;
  /** Stands for second and further lines of the same name. */
  readonly repeated: boolean;
  readonly form: Column['form'];
  readonly name: string;
  readonly kind: MessageKind | undefined;
  readonly value: string;
  readonly parent: ShapeNode | undefined;
  readonly children: Map<string, ShapeNode>;
  /** The child that was taken last: the guess for the next message. */
  recent: ShapeNode | undefined;
  /** On nodes of first lines: the shape that messages with this first line had last. */
  expected: Expected | undefined;
  readonly shapes: Partial<Record<Ending, Shape>>;
}

/** A shape that comes again and again after the same first line. */
export interface Expected {
  readonly shape: number;
  seen: number;
  /** Matches, behind the first line, the rest of a message of the shape with its blank line; made once the shape was seen often enough. */
  pattern: RegExp | undefined;
}

/** The interned shapes of one log and of all its versions; it only grows. */
export interface ShapeTable {
  readonly root: ShapeNode;
  readonly shapes: Shape[];
}

/** An empty table. */
export function createShapeTable(): ShapeTable {
  return { root: node(undefined, { lead: '', whole: false, fast: false, repeated: false, form: 'header', name: '', kind: undefined, value: '' }), shapes: [] };
}

type NodeData = Pick<ShapeNode, 'lead' | 'whole' | 'fast' | 'repeated' | 'form' | 'name' | 'kind' | 'value'>;

function node(parent: ShapeNode | undefined, data: NodeData): ShapeNode {
  // Named one by one, so that all nodes have one hidden class: a spread would copy the order of its source, and the scan's reads would be four times as slow.
  const { lead, whole, fast, repeated, form, name, kind, value } = data;
  return { lead, whole, fast, repeated, form, name, kind, value, parent, children: new Map(), recent: undefined, expected: undefined, shapes: {} };
}

/** The child of `parent` under `key`, made from `data` where there is none yet. */
export function childOf(parent: ShapeNode, key: string, data: () => NodeData): ShapeNode {
  let child = parent.children.get(key);
  if (!child) {
    child = node(parent, data());
    parent.children.set(key, child);
  }
  parent.recent = child;
  return child;
}

/** The interned shape of a message whose last line led to `last` and that ended as `ending` says. */
export function shapeAt(table: ShapeTable, last: ShapeNode, ending: Ending): Shape {
  const known = last.shapes[ending];
  if (known) return known;
  const columns: Column[] = [];
  let naming: ShapeNode | undefined;
  let repeats = false;
  for (let at: ShapeNode | undefined = last; at?.parent; at = at.parent) {
    if (at.repeated) {
      repeats = true;
      continue;
    }
    if (at.kind && at.kind !== at.parent.kind) naming = at;
    columns.push({ name: at.name, key: at.name.toLowerCase(), form: at.form, repeats });
    repeats = false;
  }
  columns.reverse();
  const first = columns.find((column) => column.form === 'header');
  const shape: Shape = {
    id: table.shapes.length,
    kind: naming?.kind ?? 'message',
    name: naming ? naming.value : (first?.name ?? ''),
    columns,
    ending,
  };
  table.shapes.push(shape);
  last.shapes[ending] = shape;
  return shape;
}

/** How often a shape must follow its first line before it is worth a pattern. */
const OFTEN = 4;

/** Notes that a message whose first line led to `first` ended, by its blank line, at `last`. */
export function expect(first: ShapeNode, last: ShapeNode, shape: number): void {
  const { expected } = first;
  if (expected?.shape !== shape) first.expected = { shape, seen: 1, pattern: undefined };
  else if (++expected.seen === OFTEN) expected.pattern = patternOf(first, last);
}

/**
 * A pattern for the lines from behind `first` to `last` and the blank line; `undefined` where one of them has to be looked at each time.
 *
 * What it matches, the scan line by line reads the same way: each line begins with the lead of the next node, and leads end in their colon.
 */
function patternOf(first: ShapeNode, last: ShapeNode): RegExp | undefined {
  let source = '\\r?\\n';
  for (let at = last; at !== first; ) {
    if (!at.fast || at.whole || !at.parent) return undefined;
    source = `${at.repeated ? '(?:' : ''}${at.lead.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}[^\\n]*\\n${at.repeated ? ')+' : ''}${source}`;
    at = at.parent;
  }
  return new RegExp(source, 'y');
}

import { utf8Bytes } from './bytes';
import type { Place } from './form';

/** A JSON value. Members keep their order and repeats, numbers their spelling; strings are latin1, one character a byte of UTF-8. */
export type Json = string | { readonly literal: string } | readonly Json[] | JsonObject;

/** The members of an object, in order; names may repeat. */
export interface JsonObject {
  readonly members: readonly (readonly [string, Json])[];
}

const MAX_DEPTH = 64;
/** How much may stand before a value on its line, or within one value. Characters. */
const LONGEST_LINE = 65_536;
const LONGEST_VALUE = 1 << 26;

/**
 * Finds JSON values in text that comes in pieces: one a line, one over many lines, or the elements of one array. What is no JSON is passed over.
 *
 * The platform's parser is not used for what is not a string: it forgets repeated names, moves numeric ones to the front and rounds numbers.
 * Holds one value at a time.
 */
export class JsonScanner {
  private buffer = '';
  private line = 1;
  private column = 1;
  /** Whether the elements of an array at the top are being read. */
  private inArray = false;
  private state = idle();
  private before = '';

  /** `found` gets every value, with what stood on its line before it; `arrayEnd` is called after the last element of an array. */
  constructor(
    private readonly found: (value: Json, place: Place, before: string) => void,
    private readonly arrayEnd: () => void,
  ) {}

  push(text: string, final = false): void {
    this.buffer += text;
    while (this.begin(final)) {
      const end = this.endOf(final);
      if (end === undefined) return;
      if (end > 0) {
        const value = parse(this.buffer.slice(0, end));
        if (value !== undefined) this.found(value, { number: this.line, column: this.column }, this.before);
      }
      this.before = '';
      this.drop(Math.abs(end));
    }
  }

  /** Drops what stands before the next value; false where there is none yet. */
  private begin(final: boolean): boolean {
    if (this.state.at > 0) return true;
    const { buffer } = this;
    let at = 0;
    while (at < buffer.length) {
      const code = buffer[at] ?? '';
      if (' \t\r\n\x1e'.includes(code) || (this.inArray && code === ',')) {
        at++;
        continue;
      }
      if (this.inArray && code === ']') {
        this.inArray = false;
        this.arrayEnd();
        at++;
        continue;
      }
      if (code === '{' || (this.inArray && (code === '[' || code === '"'))) {
        this.drop(at);
        return true;
      }
      if (code === '[') {
        const next = /[^\s]/.exec(buffer.slice(at + 1, at + 1 + LONGEST_LINE))?.[0];
        if (next === undefined && !final && buffer.length - at <= LONGEST_LINE) break;
        if (next !== undefined && '{["'.includes(next)) {
          this.inArray = true;
          at++;
          continue;
        }
      }
      // Words on a line, of a log perhaps, before a value.
      if (this.inArray) this.arrayEnd();
      this.inArray = false;
      const lf = buffer.indexOf('\n', at);
      const words = buffer.slice(at, Math.min(lf < 0 ? buffer.length : lf, at + LONGEST_LINE));
      const brace = words.indexOf('{');
      if (brace >= 0) {
        this.before = words.slice(0, brace);
        this.drop(at + brace);
        return true;
      }
      if (lf < 0 && !final && words.length < LONGEST_LINE) break;
      at += words.length;
    }
    this.drop(at);
    return false;
  }

  /** The offset after the value that begins the buffer; its negative where it is no JSON up to there; `undefined` where more is needed. */
  private endOf(final: boolean): number | undefined {
    const { buffer, state } = this;
    while (state.at < buffer.length) {
      const code = buffer.charCodeAt(state.at);
      if (state.inString) {
        if (code === 0x5c) state.at++;
        else if (code === 0x22) {
          state.inString = false;
          state.value = true;
          if (state.stack === '') return this.done(state.at + 1);
        } else if (code === 0x0a) return this.done(-state.at - 1);
        state.at++;
        continue;
      }
      if (code === 0x22) {
        if (state.value) return this.broken();
        state.inString = true;
      } else if (code === 0x7b || code === 0x5b) {
        if (state.value || (state.stack.endsWith('{') && !state.colon) || state.stack.length >= MAX_DEPTH) return this.broken();
        state.stack += code === 0x7b ? '{' : '[';
        state.colon = false;
      } else if (code === 0x7d || code === 0x5d) {
        if (!state.stack.endsWith(code === 0x7d ? '{' : '[')) return this.broken();
        state.stack = state.stack.slice(0, -1);
        state.value = true;
        if (state.stack === '') return this.done(state.at + 1);
      } else if (code === 0x2c) {
        state.value = false;
        state.colon = false;
      } else if (code === 0x3a) {
        state.value = false;
        state.colon = true;
      }
      state.at++;
    }
    if (!final && buffer.length < LONGEST_VALUE) return undefined;
    return this.done(-Math.max(1, Math.min(buffer.length, buffer.indexOf('\n') + 1 || buffer.length)));
  }

  private done(end: number): number {
    this.state = idle();
    return end;
  }

  /** What is no JSON is left behind: up to the line where it broke off, else up to there. */
  private broken(): number {
    const { at } = this.state;
    const lf = this.buffer.lastIndexOf('\n', at);
    return this.done(-(lf > 0 ? lf + 1 : Math.max(1, at)));
  }

  private drop(count: number): void {
    const gone = this.buffer.slice(0, count);
    const last = gone.lastIndexOf('\n');
    for (let lf = gone.indexOf('\n'); lf >= 0; lf = gone.indexOf('\n', lf + 1)) this.line++;
    this.column = last < 0 ? this.column + count : count - last;
    this.buffer = this.buffer.slice(count);
  }
}

function idle(): { at: number; inString: boolean; value: boolean; colon: boolean; stack: string } {
  return { at: 0, inString: false, value: false, colon: false, stack: '' };
}

/** The value of a complete JSON text; `undefined` where it is none. */
function parse(text: string): Json | undefined {
  let at = 0;
  const blanks = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++;
  };
  const string = (): string | undefined => {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    const token = text.slice(at, end + 1);
    at = end + 1;
    return token.includes('\\') || /[^ -\uffff]/.test(token) ? unescaped(token) : token.slice(1, -1);
  };
  const value = (depth: number): Json | undefined => {
    blanks();
    if (depth > MAX_DEPTH) return undefined;
    if (text[at] === '"') return string();
    if (text[at] === '[') {
      const elements: Json[] = [];
      at++;
      for (blanks(); text[at] !== ']'; blanks()) {
        const element = value(depth + 1);
        if (element === undefined) return undefined;
        elements.push(element);
        blanks();
        if (text[at] === ',') at++;
        else if (text[at] !== ']') return undefined;
      }
      at++;
      return elements;
    }
    if (text[at] === '{') {
      const members: [string, Json][] = [];
      at++;
      for (blanks(); text[at] !== '}'; blanks()) {
        if (text[at] !== '"') return undefined;
        const name = string();
        blanks();
        if (name === undefined || text[at] !== ':') return undefined;
        at++;
        const member = value(depth + 1);
        if (member === undefined) return undefined;
        members.push([name, member]);
        blanks();
        if (text[at] === ',') at++;
        else if (text[at] !== '}') return undefined;
      }
      at++;
      return { members };
    }
    const literal = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/.exec(text.slice(at, at + 400))?.[0];
    if (!literal) return undefined;
    at += literal.length;
    return { literal };
  };
  const result = value(0);
  blanks();
  return at === text.length ? result : undefined;
}

/** The text of a JSON string in bytes: what is escaped becomes UTF-8, what is not already is bytes. */
function unescaped(token: string): string | undefined {
  const bytes = token.replace(/\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u([0-9a-f]{4})|\\(?!u)[\s\S]/gi, (whole, high, low, code) => {
    if (high) return utf8Bytes(String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)));
    if (!code) return whole;
    const unit = Number.parseInt(code, 16);
    return unit < 0x80 ? whole : utf8Bytes(String.fromCharCode(unit));
  });
  try {
    // Writers that copy bytes leave control characters as they are.
    return JSON.parse(bytes.replace(/[^ -\uffff]/g, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)) as string;
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { captures } from '../support/captures';
import { type Edit, edited, randomEdit } from '../support/edits';
import { amiText, captureLines, oddText, randomNumbers } from '../support/logText';

/** A text and what is done to it, one edit after the other. Everything that a check needs, so that a failure can be kept and had again. */
export interface Case {
  readonly text: string;
  readonly edits: readonly Edit[];
  /** Chooses places within the checks. */
  readonly seed: number;
}

/** Where failures are kept. Files of JSON that the formatter does not know, since it would not leave them as they are written. */
const FOLDER = 'test/fixtures/fuzz';
const ENDING = '.case';

const SAMPLES = 'test/fixtures/forms/samples';

/** What a text comes from. */
const SOURCES: readonly ((seed: number, below: (limit: number) => number) => string)[] = [
  (seed) => sampled(fc.uint8Array({ maxLength: 2000 }), seed, (bytes) => Buffer.from(bytes).toString('latin1')),
  (seed) => sampled(fc.uint8Array({ maxLength: 2000 }), seed, (bytes) => Buffer.from(bytes).toString('utf8')),
  (seed) => sampled(oddText(400), seed),
  (seed) => sampled(amiText(80), seed),
  (_, below) => captureLines(below, 1 + below(120)),
  (_, below) => mutated(partOfCapture(below), below),
  (_, below) => mutated(partOfCapture(below), below),
  (_, below) => mutated(sample(below), below),
  (_, below) => quoted(partOfCapture(below), below),
];

/** The case of a seed: always the same one. */
export function caseOf(seed: number): Case {
  const below = randomNumbers(seed);
  const text = SOURCES[below(SOURCES.length)]?.(seed, below) ?? '';
  const edits: Edit[] = [];
  let after = text;
  for (let i = below(7); i > 0; i--) {
    const edit = randomEdit(after, below);
    edits.push(edit);
    after = edited(after, edit);
  }
  return { text, edits, seed };
}

/** Keeps a failure; gives the file. */
export function keep(failed: Case, reason: string): string {
  mkdirSync(FOLDER, { recursive: true });
  // The first line says what failed; the paths below it are the machine's.
  const content = `${JSON.stringify({ reason: reason.split('\n', 1)[0], ...failed }, null, 1)}\n`;
  const file = path.join(FOLDER, `${createHash('sha256').update(content).digest('hex').slice(0, 12)}${ENDING}`);
  writeFileSync(file, content);
  return file;
}

/** Every failure that was kept, by file name. */
export function keptCases(): readonly (readonly [name: string, kept: Case])[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(ENDING))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as Case]);
}

/** A smaller case that fails as well, found within `milliseconds`. */
export function shrunk(failed: Case, fails: (one: Case) => boolean, milliseconds: number): Case {
  const deadline = Date.now() + milliseconds;
  let best = failed;
  const attempt = (one: Case): boolean => {
    if (Date.now() > deadline || !fails(one)) return false;
    best = one;
    return true;
  };
  for (let i = best.edits.length - 1; i >= 0; i--) attempt({ ...best, edits: best.edits.filter((_, at) => at !== i) });
  for (let size = best.text.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < best.text.length && Date.now() < deadline; ) {
      if (!attempt(without(best, at, Math.min(best.text.length, at + size)))) at += size;
    }
  }
  return best;
}

/** The case without a stretch of its text; edits behind it move. */
function without({ text, edits, seed }: Case, from: number, to: number): Case {
  const moved = (at: number): number => (at >= to ? at - (to - from) : Math.min(at, from));
  return {
    text: text.slice(0, from) + text.slice(to),
    edits: edits.map((edit) => ({ start: moved(edit.start), end: moved(edit.end), text: edit.text })),
    seed,
  };
}

function sampled<T>(arbitrary: fc.Arbitrary<T>, seed: number, textOf: (value: T) => string = String): string {
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
  return value === undefined ? '' : textOf(value);
}

function partOfCapture(below: (limit: number) => number): string {
  const all = captures();
  const text = all[below(all.length)]?.text ?? '';
  const start = below(3) === 0 ? below(text.length) : 0;
  return text.slice(start, start + below(12_000));
}

let samples: readonly string[] | undefined;

/** A file of another form. */
function sample(below: (limit: number) => number): string {
  samples ??= readdirSync(SAMPLES).map((name) => readFileSync(path.join(SAMPLES, name), 'latin1').slice(0, 20_000));
  return samples[below(samples.length)] ?? '';
}

/** A text with bytes changed, stretches taken out, put in twice or put elsewhere. */
function mutated(text: string, below: (limit: number) => number): string {
  let all = text;
  for (let i = below(6); i >= 0; i--) {
    const at = below(all.length + 1);
    const end = Math.min(all.length, at + 1 + below(below(2) === 0 ? 4 : 400));
    const part = all.slice(at, end);
    const to = below(all.length + 1);
    switch (below(6)) {
      case 0:
        all = all.slice(0, at) + String.fromCharCode(below(256)) + all.slice(at + 1);
        break;
      case 1:
        all = all.slice(0, at) + all.slice(end);
        break;
      case 2:
        all = all.slice(0, to) + part + all.slice(to);
        break;
      case 3:
        all = all.slice(0, at) + part.split('').reverse().join('') + all.slice(end);
        break;
      case 4:
        all = below(2) === 0 ? all.replaceAll('\r\n', '\n') : all.replaceAll('\n', '\r\n');
        break;
      default:
        all = all.slice(0, at);
    }
  }
  return all;
}

/** A text as a mail, a ticket or a logger shows it. */
function quoted(text: string, below: (limit: number) => number): string {
  const mark = ['> ', '>> ', '# ', '// ', '| ', '[2026-11-22 18:36:03] ', '12:00:00.123 ', '2026-11-22T18:36:03Z INFO '][below(8)] ?? '';
  return text
    .split('\n')
    .map((line) => (below(200) === 0 ? line : mark + line))
    .join('\n');
}

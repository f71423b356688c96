import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Reading } from '../../server/src/largeFiles/reading';
import type { Source } from '../../server/src/largeFiles/source';
import { shapeWords } from '../support/describe';

/** A folder for one test, with what to remove it. */
export function folder(): { readonly name: string; file(name: string, content: string | Buffer): string; remove(): void } {
  const name = mkdtempSync(path.join(tmpdir(), 'ami-test-'));
  return {
    name,
    file(base, content) {
      const file = path.join(name, base);
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(name, { recursive: true, force: true }),
  };
}

/** Every message with its place, as `rows` of test/support gives those of a text. */
export function sourceRows(source: Pick<Source, 'count' | 'startOf' | 'endOf' | 'shapeOf'>): string[] {
  return Array.from({ length: source.count }, (_, i) => `${source.startOf(i)}..${source.endOf(i)} ${shapeWords(source.shapeOf(i))}`);
}

/** What is read of a text that comes in these pieces. */
export function readingRows(reading: Reading): string[] {
  return sourceRows({ ...bound(reading), count: reading.index.count });
}

function bound({ index }: Reading): Pick<Source, 'startOf' | 'endOf' | 'shapeOf'> {
  return { startOf: (i) => index.startOf(i), endOf: (i) => index.endOf(i), shapeOf: (i) => index.shapeOf(i) };
}

/** Waits until something holds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain: ${what}`);
}

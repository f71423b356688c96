import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Row, rowOf } from '../measure';
import type { Job } from './jobs';

/** From nothing to an answer of the catalogue, in a process of its own each time. */
export const catalogueLoad: Job = async ({ folder, effort }) => {
  const load = (): number => Number(execFileSync(process.execPath, [path.join(folder, 'catalogLoad.js')], { encoding: 'utf8' }));
  load();
  const samples = Array.from({ length: effort.rounds }, load);
  return [
    rowOf({ id: 'catalogueLoad', what: 'catalogue: loaded and first entry', note: 'without the start of Node and the compiling of the bundle' }, samples),
  ];
};

/** What users download and load. */
export const sizes: Job = async ({ folder }) => {
  const product = path.join(folder, 'product/dist');
  return readdirSync(product)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file): Row[] => {
      const bytes = readFileSync(path.join(product, file));
      const name = path.parse(file).name;
      return [
        rowOf({ id: `size.${name}`, what: `${file}, minified`, unit: 'B' }, [bytes.length]),
        rowOf({ id: `size.${name}.gzip`, what: `${file}, minified, gzip`, unit: 'B' }, [gzipSync(bytes, { level: 9 }).length]),
      ];
    });
};

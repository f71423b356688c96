import { foldsOf, hoverAt, open, positionAt, symbolsOf } from '../engine';
import { sizeWords, textOf } from '../input';
import { now, percentileRows, rowOf, timed } from '../measure';
import { below } from './chance';
import type { Job } from './jobs';

/** Hovers at random places. */
export const hovers: Job = async ({ inputs: { large }, effort }) => {
  const document = open(textOf(large));
  let answered = 0;
  const hoverSomewhere = (): number => {
    const position = positionAt(document, below(document.text.length));
    const start = now();
    if (hoverAt(document, position)) answered++;
    return now() - start;
  };
  for (let i = 0; i < 20; i++) hoverSomewhere();
  answered = 0;
  const samples = Array.from({ length: effort.places }, hoverSomewhere);
  return percentileRows({ id: 'hover', what: `hover in ${sizeWords(large)}`, note: `${effort.places} places, ${answered} answers` }, samples);
};

/** The outline of all of it. */
export const symbols: Job = async ({ inputs: { large }, effort }) => {
  const document = open(textOf(large));
  let found = 0;
  const samples = await timed(() => {
    found = symbolsOf(document).length;
  }, effort.rounds);
  return [rowOf({ id: 'symbols', what: `documentSymbol of ${sizeWords(large)}`, note: `${found} symbols` }, samples)];
};

/** What folds of all of it. */
export const folds: Job = async ({ inputs: { large }, effort }) => {
  const document = open(textOf(large));
  let found = 0;
  const samples = await timed(() => {
    found = foldsOf(document).length;
  }, effort.rounds);
  return [rowOf({ id: 'folds', what: `foldingRange of ${sizeWords(large)}`, note: `${found} ranges` }, samples)];
};

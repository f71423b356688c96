import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The compiled catalogue, for the bundles: the file `catalog.json` beside them. It is plain ASCII, which is the quickest to read as latin1. */
export const catalogJson: string = readFileSync(path.join(__dirname, 'catalog.json'), 'latin1');

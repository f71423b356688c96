/** Loads the catalogue as a bundle has it and looks one entry up; prints the milliseconds. One process, one measurement. */
import { now } from './measure';

const start = now();
// Not an import: that would be done before the clock is read.
const { createCatalog } = require('../../server/src/catalog/catalog') as typeof import('../../server/src/catalog/catalog');
const found = createCatalog().event('Hangup');
console.log(found ? now() - start : 'no Hangup');

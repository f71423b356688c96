import type { Inputs } from '../input';
import type { Effort, Row } from '../measure';
import { callFilter } from './callFilter';
import { capture } from './capture';
import { append, typedLarge, typedMedium, typedSmall } from './editing';
import { editor } from './editor';
import { calls, diagnostics, index, indexBytes, memory, together } from './engine';
import { folds, hovers, symbols } from './features';
import { follow } from './follow';
import { PARSERS, parser } from './parsers';
import { grep, naive, naiveKept, reading, readingBytes } from './reading';
import { scaleBytes, scaleText } from './scale';
import { openToCalls, openToDiagnostics, startUp, typing } from './server';
import { catalogueLoad, sizes } from './start';

/** What a worker process is told. */
export interface Task {
  readonly job: string;
  readonly inputs: Inputs;
  readonly effort: Effort;
  /** Where the bundles as packaged lie, and other files of the run. */
  readonly folder: string;
}

/** Measures something; may give several rows. Each runs in a process of its own. */
export type Job = (task: Task) => Promise<Row[]>;

/** Those that are compared with each other. They run several times, one after the other, so that a disturbance does not hit one of them alone. */
export const COMPARED: ReadonlyMap<string, Job> = new Map(
  Object.entries({ reading, readingBytes, grep, naive, naiveKept, index, indexBytes, diagnostics, calls, together }),
);

/** Those that can be asked for alone: in a real editor (which nothing else runs), and the recorder. */
export const SPECIAL: ReadonlyMap<string, Job> = new Map(Object.entries({ editor, follow, capture }));

/** All others by name, in the order of the table. */
export const JOBS: ReadonlyMap<string, Job> = new Map<string, Job>([
  ...COMPARED,
  ...PARSERS.map((name): [string, Job] => [name, (task) => parser(name, task)]),
  ...Object.entries({
    memory,
    typedSmall,
    typedMedium,
    typedLarge,
    append,
    hovers,
    symbols,
    folds,
    startUp,
    openToDiagnostics,
    openToCalls,
    typing,
    callFilter,
    catalogueLoad,
    sizes,
    scaleText,
    scaleBytes,
    capture,
  }),
]);

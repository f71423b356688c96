import type { Duplex } from 'node:stream';
import { connect } from './connect';
import type { Endpoint } from './endpoint';
import { type Files, systemFiles } from './files';
import { SYSTEM_TIMERS, type Timers } from './timers';

/** What the recorder has of the world; tests put others in their place. */
export interface Environment extends Timers {
  /** From 0 to 1. */
  random(): number;
  /** A connected stream, paused. Rejects with an error whose message says what to do. */
  connect(endpoint: Endpoint, signal: AbortSignal): Promise<Duplex>;
  readonly files: Files;
}

/** The real one. */
export const SYSTEM: Environment = {
  ...SYSTEM_TIMERS,
  random: () => Math.random(),
  connect,
  files: systemFiles,
};

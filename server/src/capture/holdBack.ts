import type { Duplex } from 'node:stream';
import type { Environment } from './environment';
import type { Tape } from './tape';

/** How long reading is put off at a time. Asterisk ends a session whose writes block for 100 ms, behind what the two systems hold between them. Milliseconds. */
const LONGEST = 100;
/** How often the disk is looked at meanwhile. Milliseconds. */
const LOOK_EVERY = 5;

/** Puts off reading where the disk is behind. */
export interface HoldBack {
  /** To be called after each piece. */
  look(): void;
  stop(): void;
}

/**
 * Lets the disk catch up with a burst before anything of it has to be forgotten: what is not read waits in the buffers of the system. A disk that took nothing
 * meanwhile is not waited for again before it does, since the server would end the session.
 */
export function holdBack(socket: Duplex, tape: Tape, environment: Environment): HoldBack {
  let stuckAt: number | undefined;
  let cancel = (): void => undefined;
  return {
    look() {
      const before = tape.written;
      if (!tape.crowded || before === stuckAt) return;
      const until = environment.elapsed() + LONGEST;
      const again = (): void => {
        if (tape.crowded && environment.elapsed() < until) {
          cancel = environment.after(LOOK_EVERY, again);
          return;
        }
        stuckAt = tape.written === before ? before : undefined;
        socket.resume();
      };
      socket.pause();
      cancel = environment.after(LOOK_EVERY, again);
    },
    stop: () => cancel(),
  };
}

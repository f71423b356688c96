import { headerValue } from '../syntax/headers';
import { indexMessages } from '../syntax/messages';
import { BLANK } from './framer';

/** A message that came with one of our ActionIDs. */
export interface Answer {
  /** Behind {@link ID}: `ping`, `filter-1`. */
  readonly id: string;
  readonly text: string;
  /** The value of a header, by its lower-case name. */
  value(key: string): string | undefined;
}

/** How the ActionIDs of the recorder begin. */
export const ID = 'ami-logs-';

/** The longest answer that is looked at. */
const LONGEST = 1 << 20;

/**
 * Finds the answers to our own actions among what is received; the bytes themselves are the tape's. Looks at nothing while `waiting` says no: at 10,000 messages a
 * second that matters. `blank` is what ends a message of this server.
 */
export function createAnswers(waiting: () => boolean, found: (answer: Answer) => void, blank = BLANK): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    if (!waiting()) {
      held = Buffer.alloc(0);
      return;
    }
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const last = bytes.lastIndexOf(blank, undefined, 'latin1');
    const whole = last < 0 ? 0 : last + blank.length;
    held = bytes.length - whole > LONGEST ? Buffer.alloc(0) : bytes.subarray(whole);
    let from = 0;
    for (let at = bytes.indexOf(ID, 0, 'latin1'); at >= 0 && at < whole; at = bytes.indexOf(ID, from, 'latin1')) {
      const before = bytes.lastIndexOf(blank, at, 'latin1');
      const start = before < from ? from : before + blank.length;
      const end = bytes.indexOf(blank, at, 'latin1') + blank.length;
      from = end;
      const text = bytes.toString('utf8', start, end);
      const index = indexMessages(text);
      const value = (key: string): string | undefined => (index.count > 0 ? headerValue(text, index, 0, key) : undefined);
      const id = value('actionid');
      if (id?.startsWith(ID)) found({ id: id.slice(ID.length), text, value });
    }
  };
}

/** Seconds since 1970 with a fraction, or with the number of a channel: what Timestamp, Uniqueid and Linkedid hold. One character a byte. */
const SECONDS = /(?<![\d.])(1\d{9})(?=\.\d)/g;

/**
 * Moves the times of events so that the first one asked about happens now: of `Timestamp` and the like, and of Uniqueid and Linkedid, which begin with the second in
 * which a channel was made. So each round of a replay is of calls of its own. Gives the events' bytes; as long as before, until 2286.
 *
 * `now` is in milliseconds since 1970.
 */
export function intoThePresent(now: number): (event: Buffer) => Buffer {
  let shift: number | undefined;
  return (event) => {
    const text = event.toString('latin1');
    const [first] = text.match(SECONDS) ?? [];
    if (first !== undefined) shift ??= Math.floor(now / 1_000) - Number(first);
    const by = shift;
    return by === undefined
      ? event
      : Buffer.from(
          text.replace(SECONDS, (seconds) => String(Number(seconds) + by)),
          'latin1',
        );
  };
}

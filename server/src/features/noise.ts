import type { Shape } from '../syntax/shapes';

/** Whether a message of a shape is one of those that come in masses and seldom matter. */
export type IsNoise = (shape: Shape) => boolean;

/** Reads the setting `ami.noise`: names of events in any case, where `*` stands for any letters. */
export function noiseOf(patterns: readonly string[]): IsNoise {
  if (patterns.length === 0) return () => false;
  const source = patterns.map((pattern) =>
    pattern
      .trim()
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*'),
  );
  const fits = new RegExp(`^(?:${source.join('|')})$`, 'i');
  const known = new Map<string, boolean>();
  return ({ kind, name }) => {
    if (kind !== 'event') return false;
    let noise = known.get(name);
    if (noise === undefined) {
      noise = fits.test(name);
      known.set(name, noise);
    }
    return noise;
  };
}

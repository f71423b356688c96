import type { Note } from './lives';

/** Applications that a caller hears while there is nobody, which are no answer in themselves. */
const PASSING: ReadonlySet<string> = new Set([
  'answer',
  'progress',
  'wait',
  'waitexten',
  'busy',
  'congestion',
  'playtones',
  'zapateller',
  'park',
  'dial',
  'appdial2',
]);

/** Applications that only say something, so that a call that failed before them has failed. */
const SAYING: ReadonlySet<string> = new Set([
  'playback',
  'background',
  'controlplayback',
  'saydigits',
  'saynumber',
  'sayalpha',
  'sayphonetic',
  'sayunixtime',
  'read',
  'festival',
  'backgrounddetect',
]);

/** Whether an application goes without saying: it takes nobody, or tells of itself by events of its own. */
export function isPassing(name: string): boolean {
  const key = name.toLowerCase();
  return PASSING.has(key) || TELLING.has(key);
}

/** Whether an application takes nobody: it is over in a moment, or a caller hears it while there is nobody. */
export function takesNobody(name: string): boolean {
  return PASSING.has(name.toLowerCase());
}

/** Whether an application takes a caller, so that who is put through to it has reached something. */
export function isService(name: string): boolean {
  const key = name.toLowerCase();
  return !PASSING.has(key) && !SAYING.has(key) && key !== 'queue';
}

/** Whether an application only says something. */
export function isSaying(name: string): boolean {
  return SAYING.has(name.toLowerCase());
}

const TELLING = new Set(['queue', 'confbridge', 'meetme', 'chanspy', 'extenspy', 'agentlogin', 'musiconhold', 'park', 'parkedcall']);

/** Whether a note says that the dialplan refuses a caller. */
export function isRefusal({ kind, place }: Pick<Note, 'kind' | 'place'>): boolean {
  return kind === 'application' && place !== undefined && /^(?:busy|congestion)$/i.test(place.name);
}

import { t } from '../texts';

/** How long something took, for people: `320 ms`, `3.2 s`, `2 min 5 s`, `1 h 3 min`. */
export function durationText(ms: number): string {
  if (ms < 1000) return t('{0} ms', Math.round(ms));
  const seconds = ms / 1000;
  if (seconds < 59.95) return t('{0} s', seconds < 9.95 ? seconds.toFixed(1).replace(/\.0$/, '') : Math.round(seconds));
  const whole = Math.round(seconds);
  if (whole < 3600) return whole % 60 ? t('{0} min {1} s', Math.floor(whole / 60), whole % 60) : t('{0} min', whole / 60);
  const minutes = Math.round(whole / 60);
  return minutes % 60 ? t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60) : t('{0} h', minutes / 60);
}

/** How long after the beginning: `+0.000`, `+12.345`, `+1:02.345`, `+1:00:02`. */
export function sinceText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `+${seconds.toFixed(3)}`;
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `+${minutes}:${(Math.floor(ms % 60_000) / 1000).toFixed(3).padStart(6, '0')}`;
  return `+${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(Math.floor(seconds) % 60)}`;
}

/** The time of day in UTC: `10:15:02.123`. */
export function clockText(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

import { afterwards, type Later } from './later';

/** Lines between the last one and the end of the view with which the end still counts as in view: messages end with a blank line. */
export const SLACK = 3;

/** How long a step of ours may be on its way to a window that is busy, in milliseconds. */
const IN_FLIGHT = 10_000;

/**
 * How long a way up must last to be a person's, in milliseconds. Where lenses above it come or go, the window itself moves the view up by many lines and at once back
 * to where it was, and tells both.
 */
const DOUBT = 200;

/** What comes of the places that a window tells of. */
export interface Told {
  /** The user scrolled up. */
  left(): void;
  /** What was withheld in doubt may go on. */
  resume(): void;
  /** A step of ours crossed the user's: they are to get back what they looked at. */
  giveBack(line: number): void;
}

/** Tells the user's scrolling from our own steps to the end, in one view. */
export interface Scrolling {
  /** The line is about to be brought into view. `false`: not now, the user may be scrolling. */
  step(line: number): boolean;
  /** The line to begin a page with that ends with this line, where the view stands so low that less than half a page would be shown. */
  pageAt(last: number): number | undefined;
  /** The window says which lines it shows. Gives whether that is a step of ours which crossed the user's, and is taken back. */
  seen(top: number, bottom: number, following: boolean): boolean;
  /** The end is followed again. */
  begin(): void;
  dispose(): void;
}

/** A view whose place is not known yet. */
export function scrolling(told: Told, now: () => number = Date.now, later: Later = afterwards): Scrolling {
  let before = 0;
  let lowest = -1;
  let page = 0;
  let revealed = 0;
  let arrived = true;
  let withheld = false;
  let doubt: { readonly from: number; readonly top: number; readonly inFlight: boolean; cancel(): void } | undefined;
  let stood: { readonly line: number; readonly until: number } | undefined;

  const certain = (): void => {
    doubt?.cancel();
    doubt = undefined;
  };
  const leave = (): void => {
    if (doubt?.inFlight) stood = { line: doubt.top, until: now() + IN_FLIGHT };
    certain();
    withheld = false;
    told.left();
  };
  const stay = (): void => {
    certain();
    if (withheld) told.resume();
    withheld = false;
  };
  const crossed = (bottom: number): boolean => {
    if (!stood || bottom < revealed - SLACK) return false;
    if (now() < stood.until) told.giveBack(stood.line);
    stood = undefined;
    return true;
  };
  const whileFollowing = (top: number, bottom: number): boolean => {
    const atEnd = bottom >= revealed - SLACK;
    if (doubt?.inFlight && atEnd && top !== doubt.from) {
      leave();
      return crossed(bottom);
    }
    if (doubt && (atEnd || top === doubt.from)) stay();
    else if (doubt && top < doubt.top) doubt = { ...doubt, top };
    // We only ever scroll down, and a report may be older than our last step; so only a way up can be the user's.
    else if (!doubt && !atEnd && top < before) doubt = { from: before, top, inFlight: !arrived, cancel: later(DOUBT, leave) };
    if (atEnd) arrived = true;
    return false;
  };
  return {
    step(line) {
      if (doubt) {
        withheld = true;
        return false;
      }
      revealed = line;
      // For a line that is on screen the window does nothing, and tells nothing.
      if (line > lowest) arrived = false;
      return true;
    },
    pageAt(last) {
      return last - before < page / 2 && last > page ? last - page + 1 : undefined;
    },
    seen(top, bottom, following) {
      const ours = following ? whileFollowing(top, bottom) : crossed(bottom);
      before = top;
      lowest = bottom;
      page = Math.max(page, bottom - top);
      return ours;
    },
    begin() {
      certain();
      stood = undefined;
      withheld = false;
    },
    dispose: certain,
  };
}

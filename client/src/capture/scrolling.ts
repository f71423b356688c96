import { afterwards, type Later } from './later';

/** Lines between the last one and the end of the view with which the end still counts as in view: messages end with a blank line. */
const SLACK = 3;

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
  /** The line is about to be brought into view. `false`: it should not be, for it is there, or the user may be scrolling. */
  step(line: number): boolean;
  /** The line to begin a page with that ends with this line, where the view stands so low that less than half a page would be shown. */
  pageAt(last: number): number | undefined;
  /** The window says which lines it shows, of a document with this last line. Gives whether the user, who had left the end, came back to it. */
  seen(top: number, bottom: number, last: number, following: boolean): boolean;
  /** The end is followed again. */
  begin(): void;
  dispose(): void;
}

/** A view whose place is not known yet. */
export function scrolling(told: Told, now: () => number = Date.now, later: Later = afterwards): Scrolling {
  let before = 0;
  let lowest = -1;
  let length = 0;
  /** The first line on screen when the last step arrived. */
  let home = 0;
  let page = 0;
  let revealed = 0;
  let arrived = true;
  let withheld = false;
  let doubt: { readonly from: number; readonly top: number; readonly inFlight: boolean; cancel(): void } | undefined;
  /** Since when the end, which was left, is out of view. */
  let away: number | undefined;
  let stood: { readonly line: number; readonly until: number } | undefined;

  const certain = (): void => {
    doubt?.cancel();
    doubt = undefined;
  };
  const leave = (): void => {
    if (doubt?.inFlight) stood = { line: doubt.top, until: now() + IN_FLIGHT };
    away = now() - DOUBT;
    certain();
    withheld = false;
    told.left();
  };
  const stay = (): void => {
    certain();
    if (withheld) told.resume();
    withheld = false;
  };
  const whileFollowing = (top: number, bottom: number): void => {
    const atEnd = bottom >= revealed - SLACK;
    if (doubt) {
      if (top < doubt.top) doubt = { ...doubt, top };
      else if (atEnd && top > doubt.top && top !== doubt.from && doubt.inFlight) {
        leave();
        giveBack();
      } else if (top === doubt.from || (atEnd && top > doubt.top)) stay();
    } else if (top < before && (!atEnd || top < home - 1)) {
      // We only ever scroll down, and a report may be older than our last step; so only a way up can be the user's. Below the last line there is room, so that
      // a notch of the wheel leaves it on screen.
      doubt = { from: before, top, inFlight: !arrived, cancel: later(DOUBT, leave) };
    }
    if (!atEnd || doubt) return;
    if (!arrived || top > home) home = top;
    arrived = true;
  };
  const giveBack = (): void => {
    if (stood && now() < stood.until) told.giveBack(stood.line);
    stood = undefined;
    away = undefined;
  };
  const cameBack = (top: number, bottom: number, last: number): boolean => {
    if (stood && bottom >= revealed - SLACK) giveBack();
    else if (bottom < last - SLACK) away ??= now();
    // What is out of view for a moment only was moved by the window.
    else if (top > before && away !== undefined && now() - away >= DOUBT) return true;
    else if (top > before) away = undefined;
    return false;
  };
  const pageOf = (last: number): number | undefined => (last - before < page / 2 && last > page ? last - page + 1 : undefined);
  return {
    step(line) {
      if (doubt) {
        withheld = true;
        return false;
      }
      revealed = line;
      // For a line that is on screen the window would do nothing, and tell nothing; but what the user does meanwhile would be undone.
      if (line <= lowest && pageOf(line) === undefined) return false;
      arrived = false;
      return true;
    },
    pageAt: pageOf,
    seen(top, bottom, last, following) {
      // A document that became shorter moves the view too.
      if (last < length) home = Math.min(home, top);
      if (following) whileFollowing(top, bottom);
      const back = !following && cameBack(top, bottom, last);
      before = top;
      length = last;
      lowest = bottom;
      page = Math.max(page, bottom - top);
      return back;
    },
    begin() {
      certain();
      stood = undefined;
      away = undefined;
      withheld = false;
    },
    dispose: certain,
  };
}

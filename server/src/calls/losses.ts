import type { Life } from './lives';
import { assign, assignEntry, assignMember, type Correlation, type Fact, note, own } from './state';

/** Why a channel is taken for gone though nobody told of its end: a list of all channels lacks it, a list of all bridges lacks its bridge, Asterisk was started again, or ended. */
export type Reason = 'not listed' | 'no bridge' | 'restart' | 'shutdown';

/**
 * A connection has ended, and another began: what happened between them is not known. Of no channel is it sure any more that it is there, until something
 * tells of it.
 */
export function connectionLost(correlation: Correlation, isGap: boolean): void {
  const { world, byName } = correlation;
  correlation.latest = undefined;
  // What a list had told before it was cut off is not all of it.
  for (const key of [...world.lists.keys()]) assignEntry(correlation, world.lists, key, undefined);
  if (isGap) assign(correlation, world, 'torn', true);
  for (const life of byName.values()) {
    if (life.hungUp) continue;
    assign(correlation, life, 'doubt', true);
    assign(correlation, life, 'listed', false);
  }
}

/** The channels of a server of which nothing has told since the connection was lost. */
export function unheardOf(correlation: Correlation, server: string): Life[] {
  return livingOn(correlation, server).filter((life) => life.doubt && !life.listed);
}

/** The channels of a server that live. */
export function livingOn({ byName }: Correlation, server: string): Life[] {
  return [...new Set(byName.values())].filter((life) => !life.hungUp && life.server === server);
}

/** Ends channels whose end nobody told. When they ended and why is not known, except where the server told of its own end. */
export function conclude(correlation: Correlation, fact: Fact, lives: readonly Life[], reason: Reason): void {
  for (const life of lives) {
    note(correlation, fact, 'gone', life, { detail: reason, guess: true, late: reason !== 'shutdown' });
    assign(correlation, life, 'hungUp', true);
    assign(correlation, life, 'gone', true);
    if (life.bridge) assignMember(correlation, life.bridge.members, life, false);
    const key = `${life.server}\n${life.name}`;
    if (correlation.byName.get(key) === life) assignEntry(correlation, correlation.byName, key, undefined);
  }
  correlation.latest = undefined;
}

/** A channel that was taken for gone is there after all. */
export function returned(correlation: Correlation, life: Life): void {
  assign(correlation, life, 'gone', false);
  assign(correlation, life, 'hungUp', false);
  if (life.bridge) assignMember(correlation, life.bridge.members, life, true);
  if (life.name) assignEntry(correlation, correlation.byName, own(correlation, `${life.server}\n${life.name}`), life);
}

/** How many seconds two logins may disagree about when Asterisk was started: both round to seconds, and times of a log are up to one old. */
const INEXACT = 3;

/**
 * What FullyBooted tells after a gap: whether Asterisk is the one from before. It comes after each login; its `Uptime` is there from 14 on, and the name of the
 * server never: of several servers it is not known whose it is.
 *
 * Source: Asterisk main/manager.c, action_login().
 */
export function fullyBooted(correlation: Correlation, fact: Fact, uptime: number | undefined): void {
  const { world } = correlation;
  const { at } = fact;
  if (uptime === undefined || world.several) return;
  if (world.torn) {
    if (isRestarted(correlation, uptime, at)) conclude(correlation, fact, unheardOf(correlation, world.server), 'restart');
    assign(correlation, world, 'torn', false);
  }
  assign(correlation, world, 'uptime', uptime);
  assign(correlation, world, 'loginAt', at);
}

function isRestarted({ world }: Correlation, uptime: number, at: number | undefined): boolean {
  if (world.uptime === undefined) return false;
  if (uptime < world.uptime) return true;
  if (world.loginAt === undefined || at === undefined) return false;
  const passed = (at - world.loginAt) / 1000;
  return uptime < passed && passed + world.uptime - uptime > INEXACT;
}

/**
 * A channel is born after a gap. Asterisk counts its channels from the start on, so that a later Uniqueid with a lower count is of an Asterisk that was started
 * again.
 *
 * Source: Asterisk main/channel.c, `[systemname-]seconds.counter`.
 */
export function bornAfterGap(correlation: Correlation, fact: Fact, life: Life): void {
  const { world } = correlation;
  if (!world.torn) return;
  const born = countOf(life);
  if (!born) return;
  assign(correlation, world, 'torn', false);
  const before = unheardOf(correlation, life.server);
  const isLower = before.some((one) => {
    const known = countOf(one);
    return known !== undefined && known.prefix === born.prefix && born.second > known.second + INEXACT && born.count < known.count;
  });
  if (isLower) conclude(correlation, fact, before, 'restart');
}

function countOf({ uniqueid }: Life): { readonly prefix: string; readonly second: number; readonly count: number } | undefined {
  const found = /^(.*?)(\d{9,10})\.(\d{1,15})$/.exec(uniqueid);
  return found ? { prefix: found[1] ?? '', second: Number(found[2]), count: Number(found[3]) } : undefined;
}

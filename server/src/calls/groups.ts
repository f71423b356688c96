import type { Group, Life } from './lives';

/** The groups, in the order in which their first channels were born. */
export interface Groups {
  readonly list: Group[];
}

/** No groups. */
export function createGroups(): Groups {
  return { list: [] };
}

/** A group of its own for a channel that was born after all others. */
export function addGroup(groups: Groups, life: Life): Group {
  const group: Group = { members: [life], probable: false, version: 1, worked: undefined, workedAt: 0 };
  groups.list.push(group);
  return group;
}

/** Makes two groups one; false where they are one already. Costs what the smaller has, and what was born since the later one. */
export function joinGroups(groups: Groups, a: Group, b: Group, remember?: (undo: () => void) => void): boolean {
  if (a === b) return false;
  const [first, second] = firstOf(a) <= firstOf(b) ? [a, b] : [b, a];
  const at = indexOfGroup(groups, second);
  if (at >= 0) groups.list.splice(at, 1);
  if (remember) {
    const { probable, members } = first;
    const count = members.length;
    remember(() => {
      members.length = count;
      first.members = members;
      first.probable = probable;
      first.version++;
      second.version++;
      for (const life of second.members) life.group = second;
      if (at >= 0) groups.list.splice(at, 0, second);
    });
  }
  first.members = merged(first.members, second.members);
  for (const life of second.members) life.group = first;
  first.probable ||= second.probable;
  first.version += second.version + 1;
  return true;
}

/** The place of a group in the list; -1 where it has become part of another. */
export function indexOfGroup({ list }: Groups, group: Group): number {
  const wanted = firstOf(group);
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (firstOf(list[middle] as Group) < wanted) low = middle + 1;
    else high = middle;
  }
  return list[low] === group ? low : -1;
}

/** What names a group for as long as the log only grows: the number of its first channel. */
export function firstOf(group: Group): number {
  return group.members[0]?.ordinal ?? -1;
}

function merged(a: Life[], b: Life[]): Life[] {
  const last = a[a.length - 1];
  const [next] = b;
  if (last && next && last.ordinal < next.ordinal) {
    for (const life of b) a.push(life);
    return a;
  }
  const all: Life[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const one = a[i];
    const other = b[j];
    if (one && (!other || one.ordinal < other.ordinal)) {
      all.push(one);
      i++;
    } else if (other) {
      all.push(other);
      j++;
    }
  }
  return all;
}

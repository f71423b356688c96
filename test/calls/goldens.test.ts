import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { callsOf } from '../../server/src/calls/calls';
import type { Call, Transfer } from '../../server/src/calls/types';
import { indexMessages } from '../../server/src/syntax/messages';

/** What was read in recordings, by eye: test/golden/calls/README.md says what the fields mean. */
const GOLDEN = process.env.AMI_GOLDEN_CALLS ?? path.join('test', 'golden', 'calls');
const CAPTURES = process.env.AMI_GOLDEN_CAPTURES ?? path.join('test', 'captures');

type OneOf<T> = T | T[];

interface Golden {
  id?: OneOf<string>;
  /** Not known where it is left out. */
  uniqueids?: string[];
  caller?: { number?: OneOf<string | null>; channel?: OneOf<string> };
  answeredBy?: OneOf<{ number?: OneOf<string | null>; channel?: OneOf<string> } | null>;
  dialled?: OneOf<string | null>;
  outcome?: OneOf<string>;
  cause?: OneOf<number | null>;
  transfers?: Partial<Transfer>[];
  farEndOf?: string;
  optional?: boolean;
}

describe('calls as somebody read them', () => {
  if (!existsSync(GOLDEN)) return;
  for (const release of readdirSync(GOLDEN)) {
    if (!/^\d/.test(release)) continue;
    for (const file of readdirSync(path.join(GOLDEN, release))) {
      if (!file.endsWith('.yaml')) continue;
      it(`${release} ${path.basename(file, '.yaml')}`, () => {
        const golden = parse(readFileSync(path.join(GOLDEN, release, file), 'utf8')) as { calls: Golden[] | null; partial?: boolean };
        const folder = existsSync(path.join(CAPTURES, `asterisk-${release}`)) ? `asterisk-${release}` : release;
        const capture = path.join(CAPTURES, folder, file.replace(/\.yaml$/, '.ami'));
        assert.ok(existsSync(capture), capture);
        const text = readFileSync(capture, 'utf8');
        check(callsOf(text, indexMessages(text)).calls, golden.calls ?? [], golden.partial ?? false);
      });
    }
  }
});

function check(calls: Call[], goldens: Golden[], partial: boolean): void {
  const problems: string[] = [];
  const left = new Set(calls);
  const found = new Map<Golden, Call | undefined>();
  for (const golden of goldens) {
    const first = golden.uniqueids?.[0];
    const call = first === undefined ? calls.find(({ id }) => id === golden.id) : calls.find(({ uniqueids }) => uniqueids.includes(first));
    found.set(golden, call);
    if (call) left.delete(call);
  }
  if (!partial) for (const call of left) problems.push(`a call too many: ${call.uniqueids.join(' ')} ${call.legs.map(({ channel }) => channel).join(' ')}`);
  for (const golden of goldens) {
    const where = golden.uniqueids?.[0] ?? String(golden.id);
    const call = found.get(golden);
    if (!call) {
      if (!golden.optional) problems.push(`${where}: no call`);
      continue;
    }
    const sharing = goldens.filter((other) => found.get(other) === call);
    const expected = sharing.flatMap(({ uniqueids }) => uniqueids ?? call.uniqueids);
    if (sharing.length > 1) {
      if (!call.probable || sharing[0] === golden) {
        if (!call.probable) problems.push(`${where}: one call with ${sharing.map(({ uniqueids }) => uniqueids?.[0]).join(' ')}`);
      }
      if (sharing[0] !== golden) continue;
    }
    const compare = (what: string, actual: unknown, wanted: unknown): void => {
      if (wanted === undefined) return;
      const any = Array.isArray(wanted) ? wanted : [wanted];
      if (!any.some((one) => String(one ?? '') === String(actual ?? '')))
        problems.push(`${where}: ${what} is ${String(actual)}, not ${any.map(String).join(' or ')}`);
    };
    if ([...call.uniqueids].sort().join(' ') !== [...expected].sort().join(' '))
      problems.push(`${where}: channels ${call.uniqueids.join(' ')}, not ${expected.join(' ')}`);
    else if (sharing.length === 1) compare('order', call.uniqueids.join(' '), golden.uniqueids?.join(' '));
    compare('id', call.id, golden.id);
    compare('outcome', call.outcome, golden.outcome);
    compare('dialled', call.dialled, golden.dialled);
    compare('cause', call.cause?.code, golden.cause);
    compare('caller', call.caller?.channel, golden.caller?.channel);
    compare('number of the caller', call.caller?.number, golden.caller?.number);
    if (golden.answeredBy !== undefined) {
      const any = Array.isArray(golden.answeredBy) ? golden.answeredBy : [golden.answeredBy];
      const fits = any.some((one) => {
        if (!one) return !call.answeredBy;
        const channels = Array.isArray(one.channel) ? one.channel : [one.channel];
        const numbers = Array.isArray(one.number) ? one.number : [one.number];
        return (
          channels.some((channel) => channel === undefined || channel === call.answeredBy?.channel) &&
          numbers.some((number) => number === undefined || String(number ?? '') === (call.answeredBy?.number ?? ''))
        );
      });
      if (!fits) problems.push(`${where}: answered by ${JSON.stringify(call.answeredBy)}, not ${JSON.stringify(golden.answeredBy)}`);
    }
    if (golden.transfers) {
      const told = call.transfers.map((transfer, i) =>
        Object.fromEntries(Object.keys(golden.transfers?.[i] ?? transfer).map((key) => [key, transfer[key as keyof Transfer]])),
      );
      const actual = JSON.stringify(told);
      const wanted = JSON.stringify(golden.transfers);
      if (!sameTransfers(told, golden.transfers)) problems.push(`${where}: transfers ${actual}, not ${wanted}`);
    }
  }
  assert.deepEqual(problems, []);
}

function sameTransfers(told: Record<string, unknown>[], wanted: Partial<Transfer>[]): boolean {
  return (
    told.length === wanted.length &&
    wanted.every((transfer, i) =>
      Object.entries(transfer).every(([key, value]) =>
        (Array.isArray(value) ? value : [value]).some((one) => String(one ?? '') === String(told[i]?.[key] ?? '')),
      ),
    )
  );
}

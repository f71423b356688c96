import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { callsOf } from '../../server/src/calls/calls';
import { indexMessages } from '../../server/src/syntax/messages';

const FOLDER = process.env.AMI_SCENARIOS ?? path.join('..', 'shared', 'captures', 'call-scenarios');

/** Where the call leaves by a trunk and comes back: two stories, or one that is marked as a guess. */
const ROUND_TRIPS: readonly string[] = ['simple__ab-success-twoclients', 'var_set__user-events'];

interface Expected {
  kind: string;
}

// Recordings of others, which are read where they lie and are no part of this project.
(existsSync(path.join(FOLDER, 'expected.json')) ? describe : describe.skip)('the call scenarios of others', () => {
  const expected = existsSync(path.join(FOLDER, 'expected.json'))
    ? (JSON.parse(readFileSync(path.join(FOLDER, 'expected.json'), 'utf8')) as Record<string, Expected[]>)
    : {};
  const names = existsSync(FOLDER)
    ? readdirSync(FOLDER)
        .filter((file) => file.endsWith('.ami'))
        .map((file) => path.basename(file, '.ami'))
    : [];

  it('are there', () => assert.ok(names.length > 20));

  for (const name of names) {
    it(`${name} is one story`, () => {
      const text = readFileSync(path.join(FOLDER, `${name}.ami`), 'utf8');
      const { calls } = callsOf(text, indexMessages(text));
      const [call, ...others] = calls;
      assert.ok(call);
      if (ROUND_TRIPS.includes(name)) assert.ok(others.length === 1 || (others.length === 0 && call.probable));
      else assert.equal(others.length, 0);
      const kinds = new Set((expected[name] ?? []).map(({ kind }) => kind));
      if (kinds.has('up')) assert.ok(calls.some(({ outcome }) => outcome === 'answered'));
      if (kinds.has('queue_caller_abandon')) assert.equal(call.outcome, 'cancelled');
    });
  }
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { callsOf } from '../../server/src/calls/calls';
import type { Call, Outcome, Transfer } from '../../server/src/calls/types';
import { indexMessages } from '../../server/src/syntax/messages';

const FOLDER = process.env.AMI_SCENARIOS ?? path.join('..', 'shared', 'captures', 'call-scenarios');

/** Where the call leaves by a trunk and comes back: two stories, or one that is marked as a guess. */
const ROUND_TRIPS: readonly string[] = ['simple__ab-success-twoclients', 'var_set__user-events'];

interface Told {
  uniqueid: string;
  channel: string;
  number: string | null;
  exten?: string | null;
}

interface Expected {
  kind: string;
  caller?: Told;
  target?: Told;
  targets?: Told[];
  transferer?: Told;
  reason?: string;
}

/** What the reason of a hangup means for a call that was never up; `completed` is said of whatever ended without one. */
const OUTCOMES: Readonly<Record<string, readonly Outcome[]>> = {
  busy: ['busy'],
  'no-answer': ['no-answer', 'cancelled'],
  failed: ['failed', 'congestion', 'unavailable'],
  rejected: ['rejected', 'busy'],
};

const TRANSFERS: Readonly<Record<string, Transfer['kind']>> = { blind_transfer: 'blind', attended_transfer: 'attended', blonde_transfer: 'blonde' };

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
    describe(name, () => {
      const text = readFileSync(path.join(FOLDER, `${name}.ami`), 'utf8');
      const { calls } = callsOf(text, indexMessages(text));
      const told = expected[name] ?? [];
      const isRoundTrip = ROUND_TRIPS.includes(name);

      it('is one story', () => {
        if (isRoundTrip) assert.ok(calls.length === 2 || (calls.length === 1 && calls[0]?.probable));
        else assert.equal(calls.length, 1);
      });

      it('has the outcome', () => {
        const [call] = calls;
        assert.ok(call);
        const reason = told.findLast(({ kind }) => kind === 'hangup')?.reason ?? '';
        if (told.some(({ kind }) => kind === 'up')) assert.equal(call.outcome, 'answered');
        else if (told.some(({ kind }) => kind === 'queue_caller_abandon')) assert.equal(call.outcome, 'cancelled');
        else if (OUTCOMES[reason]) assert.ok(OUTCOMES[reason]?.includes(call.outcome), `${call.outcome} for ${reason}`);
        if (!told.some(({ kind }) => kind === 'up')) assert.equal(call.answeredBy, undefined);
      });

      it('knows who called whom', () => {
        // Who is first told to dial has called, or was rung first.
        const dial = told.find(({ kind }) => kind === 'b_dial' || kind === 'up' || kind === 'hangup');
        if (dial?.caller) {
          const call = callWith(calls, dial.caller);
          assert.deepEqual(
            [call.caller?.uniqueid, call.caller?.channel, call.caller?.number],
            [dial.caller.uniqueid, dial.caller.channel, dial.caller.number ?? undefined],
          );
          if (dial.caller.exten && !['s', '*8'].includes(dial.caller.exten)) assert.equal(call.dialled, dial.caller.exten);
        }
      });

      it('knows who answered first', () => {
        const up = told.find(({ kind }) => kind === 'up');
        if (!up?.caller || !up.target) return;
        const call = callWith(calls, up.caller);
        // A call that comes back by a trunk was put through to the trunk first.
        if (isRoundTrip) return assert.ok(call.answeredBy);
        assert.deepEqual(
          [call.answeredBy?.uniqueid, call.answeredBy?.channel, call.answeredBy?.number],
          [up.target.uniqueid, up.target.channel, up.target.number ?? undefined],
        );
      });

      it('knows who was transferred by whom to whom', () => {
        const wanted = told.filter(({ kind }) => kind in TRANSFERS);
        const happened = calls.flatMap(({ transfers }) => transfers).filter(({ kind }) => kind !== 'pickup' && kind !== 'park');
        // A blind transfer to somebody who never answered is told of by us alone.
        const put = happened.filter(({ kind, completed }) => kind !== 'blind' || completed || wanted.some((one) => one.kind === 'blind_transfer'));
        assert.deepEqual(
          put.map(({ kind, transferer, target }) => [kind, transferer, target]),
          wanted.map(({ kind, transferer, target, targets }) => [TRANSFERS[kind], transferer?.number, (target ?? targets?.[0])?.number]),
        );
        for (const [i, one] of wanted.entries()) {
          const later = told.slice(told.indexOf(one) + 1);
          assert.equal(put[i]?.completed, one.kind === 'attended_transfer' || later.some(({ kind }) => kind === 'up'));
        }
      });

      it('has everybody as a leg', () => {
        for (const { caller, target, targets = [], transferer } of told) {
          for (const party of [caller, target, ...targets, transferer]) if (party) assert.ok(callWith(calls, party));
        }
      });
    });
  }
});

function callWith(calls: readonly Call[], { uniqueid }: Told): Call {
  return calls.find(({ uniqueids }) => uniqueids.includes(uniqueid)) ?? assert.fail(`no call with ${uniqueid}`);
}

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { callsOf } from '../../server/src/calls/calls';
import type { Call } from '../../server/src/calls/types';
import { diagnostics } from '../../server/src/features/diagnostics';
import { contextOf } from '../support/catalog';
import { documentOf } from '../support/markers';

/** Served by `npm start`; the package does not carry it. */
const UNPACKED = 'demo.ami';
/** All that the package carries, in bytes. */
const MOST = 250_000;

const names = readdirSync('samples').filter((name) => name.endsWith('.ami') && name !== UNPACKED);
const read = (name: string): string => readFileSync(`samples/${name}`, 'utf8');

/** Codes of what is reported, each once. */
function codes(name: string): unknown[] {
  return [...new Set(diagnostics(documentOf(read(name)), contextOf(undefined), { maximum: 100, live: false }).map(({ code }) => code))].sort();
}

function calls(name: string): readonly Call[] {
  const document = documentOf(read(name));
  return callsOf(document.text, document.index).calls;
}

describe('samples', () => {
  it('are those that the command offers', () => {
    const offered = [...readFileSync('client/src/samples.ts', 'utf8').matchAll(/file: '([^']+)'/g)].map(([, file]) => file);
    assert.deepEqual(offered.sort(), [...names].sort());
  });

  it('are what their recipe makes of the recordings', () => {
    execFileSync(process.execPath, ['scripts/samples.mjs', '--check']);
  });

  it('are small', () => {
    const bytes = names.reduce((sum, name) => sum + statSync(`samples/${name}`).size, 0);
    assert.ok(bytes < MOST, `${bytes} bytes`);
  });

  for (const name of names.filter((one) => !one.startsWith('with-problems'))) {
    it(`report nothing: ${name}`, () => assert.deepEqual(codes(name), []));
  }

  it('plant one problem of each kind that is met most', () => {
    assert.deepEqual(codes('with-problems-asterisk-18.ami'), [
      'bad-value',
      'inconsistent',
      'missing-header',
      'no-colon',
      'secret',
      'truncated-message',
      'unknown-header',
      'unknown-message',
    ]);
  });

  it('tell their calls', () => {
    const told = (name: string): string[] => calls(name).map(({ outcome, transfers }) => [outcome, ...transfers.map(({ kind }) => kind)].join(' '));
    assert.deepEqual(told('queue-calls-asterisk-22.ami'), ['answered', 'cancelled']);
    assert.deepEqual(told('attended-transfer-asterisk-22.ami'), ['answered attended']);
    assert.deepEqual(told('busy-and-no-answer-asterisk-18.ami'), ['no-answer', 'busy']);
    assert.deepEqual(told('quoted-in-a-ticket-asterisk-18.ami'), ['busy']);
    assert.deepEqual(told('answered-call-asterisk-11.ami'), ['answered']);
  });

  it('hold no secret but the planted one', () => {
    for (const name of names)
      for (const [, value] of read(name).matchAll(/^(?:> )?(?:Secret|Password|Key): (.+?)\r?$/gm)) assert.equal(value, 'not-a-real-secret', name);
  });
});

/** The long fuzzing: cases one after the other until the time is over. Failures are made small and kept in test/fixtures/fuzz. */
import { parseArgs } from 'node:util';
import { SEED } from '../support/logText';
import { type LspClient, startClient } from '../support/lspClient';
import { type Case, caseOf, keep, shrunk } from './cases';
import { checkCase } from './checks';
import { checkServer } from './server';

/** Every so many cases one is played to the server too. */
const SERVER_EVERY = 25;
/** After so many failures there is enough to do. */
const ENOUGH = 10;

void main().then((code) => {
  process.exitCode = code;
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string' }, cases: { type: 'string' }, seed: { type: 'string' }, server: { type: 'boolean', default: true } },
    allowNegative: true,
  });
  const seconds = Number(values.seconds ?? process.env.AMI_FUZZ_SECONDS ?? 300);
  const most = Number(values.cases ?? Number.POSITIVE_INFINITY);
  if (!(seconds > 0) || !(most > 0)) throw new Error('--seconds and --cases want a number above 0');
  const start = Date.now();
  let client: LspClient | undefined;
  let count = 0;
  let failures = 0;
  let slowest = { ms: 0, seed: SEED };
  const fail = (failed: Case, error: unknown): void => {
    failures++;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.log(`case ${count} (--seed ${failed.seed} --cases 1): ${reason}\nkept as ${keep(failed, reason)}`);
  };
  for (; count < most && failures < ENOUGH && Date.now() - start < seconds * 1000; count++) {
    const one = caseOf(SEED + count);
    const began = Date.now();
    const error = errorOf(one);
    if (error !== undefined) {
      const small = shrunk(one, (smaller) => errorOf(smaller) !== undefined, 20_000);
      fail(small, errorOf(small) ?? error);
    } else if (values.server && count % SERVER_EVERY === 0) {
      try {
        client ??= await startClient({ capabilities: { textDocument: { diagnostic: {} } } });
        await checkServer(client, one);
      } catch (problem) {
        fail(one, problem);
        client?.server.kill();
        client = undefined;
      }
    }
    const ms = Date.now() - began;
    if (error === undefined && ms > slowest.ms) slowest = { ms, seed: one.seed };
    if (count % 5000 === 4999) console.log(`${count + 1} cases, ${failures} failures, ${Math.round((Date.now() - start) / 1000)} s`);
  }
  await client?.end();
  console.log(`${count} cases, ${failures} failures; the slowest took ${slowest.ms} ms (seed ${slowest.seed})`);
  return failures > 0 ? 1 : 0;
}

function errorOf(one: Case): unknown {
  try {
    checkCase(one);
    return undefined;
  } catch (error) {
    return error ?? new Error('something was thrown');
  }
}

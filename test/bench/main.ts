/** The bench: prepares the input, runs each job in a process of its own, and prints one table. */
import { fork } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Inputs, makeInputs } from './input';
import { COMPARED, JOBS, SPECIAL, type Task } from './jobs/jobs';
import { type Effort, median, type Row, skippedRow } from './measure';
import { tableOf, verdictOf } from './table';

const HELP = `npm run bench -- [OPTIONS]

Measures the product on a recording of 40 MB (test/captures/large) and prints one table: medians, with ratios to reading (a scan for line ends), to the naive
split that everybody writes, to npm's AMI parsers and to GNU grep, and to the targets. Several minutes; close what else runs.
\`npm run bench -- editor\` measures in the real editor instead, \`npm run bench -- follow\` how a tab there follows a growing capture, \`npm run bench -- capture\`
the recorder alone.

  --only NAME   only the jobs whose name begins with NAME, and what they are compared with; names: ${[...JOBS.keys()].join(' ')}
  --json        JSON instead of the table
  --quick       1 MB and few rounds: says that everything runs, and nothing about speed
  --help        this text`;

const THOROUGH: Effort = { quick: false, rounds: 7, places: 2000, patience: 60_000 };
const QUICK: Effort = { quick: true, rounds: 2, places: 100, patience: 20_000 };

/** How often the compared jobs run one after the other. */
const PASSES = 3;

const folder = __dirname;

void main().then((code) => {
  process.exitCode = code;
});

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  const effort = options.quick ? QUICK : THOROUGH;
  const chosen = options.special ? [options.special] : [...JOBS.keys()].filter((name) => isChosen(name, options.only));
  const loadBefore = loadavg();
  const inputs = makeInputs(folder, options.quick);
  const rows = await measure(chosen, inputs, effort);
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memory: totalmem(), node: process.version, loadBefore, loadAfter: loadavg() };
  const byId = new Map(rows.map((row) => [row.id, row]));
  if (options.json)
    console.log(JSON.stringify({ machine, quick: options.quick, rows: rows.map((row) => ({ ...row, verdict: verdictOf(row, byId) })) }, null, 2));
  else {
    console.log(tableOf(rows, { targets: !options.quick }));
    console.log(`
${machine.cores} × ${machine.cpu}, ${Math.round(machine.memory / 2 ** 30)} GiB, Node ${machine.node}, ${process.platform}; load ${loadWords(loadBefore)} before and ${loadWords(machine.loadAfter)} after.
Each row is measured in a process of its own, so that the garbage and the compiled code of one do not slow or help another; within a process, the garbage of a
round is collected before the next, outside of its time, after a round that does not count. Rows with × naive up to index + diagnostics + calls ran in ${options.quick ? 1 : PASSES} passes
one after the other; the median is that of the passes' medians. MB is a million bytes of the file. What users get is measured: bundles, minified for the server.`);
  }
  return rows.some((row) => row.skipped && row.id !== 'grep') ? 1 : 0;
}

async function measure(chosen: readonly string[], inputs: Inputs, effort: Effort): Promise<Row[]> {
  const passes: Row[][] = [];
  const compared = chosen.filter((name) => COMPARED.has(name));
  for (let pass = 0; pass < (effort.quick ? 1 : PASSES); pass++) {
    const rows: Row[] = [];
    for (const job of compared) rows.push(...(await inProcess({ job, inputs, effort, folder })));
    passes.push(rows);
  }
  const rows = (passes[0] ?? []).map((row) => pooled(passes.flatMap((pass) => pass.filter(({ id }) => id === row.id))));
  for (const job of chosen.filter((name) => !COMPARED.has(name))) rows.push(...(await inProcess({ job, inputs, effort, folder })));
  return rows;
}

/** Several measurements of one row as one. */
function pooled(rows: readonly Row[]): Row {
  const [first] = rows;
  if (!first) throw new Error('a row that was not measured');
  return {
    ...first,
    value: median(rows.map((row) => row.value)),
    low: Math.min(...rows.map((row) => row.low)),
    high: Math.max(...rows.map((row) => row.high)),
    samples: rows.reduce((sum, row) => sum + row.samples, 0),
  };
}

function inProcess(task: Task): Promise<Row[]> {
  process.stderr.write(`bench: ${task.job}\n`);
  return new Promise((resolve) => {
    const child = fork(path.join(folder, 'worker.js'), { execArgv: ['--expose-gc', '--max-old-space-size=8192'], serialization: 'advanced' });
    const failed = (why: string): void => resolve([skippedRow(task.job, task.job, why)]);
    // The last net for a parser that never comes back from one chunk.
    const timer = setTimeout(() => child.kill('SIGKILL'), 20 * task.effort.patience);
    child.once('message', (rows) => resolve(rows as Row[]));
    child.once('error', (error) => failed(error.message));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      failed(`its process ended with ${code ?? signal}`);
    });
    child.send(task);
  });
}

function isChosen(name: string, only: string | undefined): boolean {
  if (!only || name.toLowerCase().startsWith(only.toLowerCase())) return true;
  return name === 'reading' || name === 'naive';
}

function readOptions(): { only?: string; special?: string; json: boolean; quick: boolean } | number {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { only: { type: 'string' }, json: flag, quick: flag, help: { ...flag, short: 'h' } },
    });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    const { only } = values;
    if (only !== undefined && ![...JOBS.keys()].some((name) => name.toLowerCase().startsWith(only.toLowerCase())))
      throw new Error(`No job's name begins with ${only}.`);
    const [special] = positionals;
    if (special !== undefined && !SPECIAL.has(special)) throw new Error(`${special} is nothing that can be measured.`);
    return { only, special, json: values.json, quick: values.quick };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
}

function loadWords([one = 0, five = 0]: number[]): string {
  return `${one.toFixed(1)} (5 min: ${five.toFixed(1)})`;
}

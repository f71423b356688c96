/** One process that measures one job and sends its rows to the parent. */
import { JOBS, SPECIAL, type Task } from './jobs/jobs';
import { skippedRow } from './measure';

process.once('message', (task: Task) => {
  void work(task).then((rows) => process.send?.(rows, undefined, undefined, () => process.exit(0)));
});

async function work(task: Task) {
  try {
    const job = JOBS.get(task.job) ?? SPECIAL.get(task.job);
    if (!job) throw new Error(`no job ${task.job}`);
    return await job(task);
  } catch (error) {
    console.error(error);
    return [skippedRow(task.job, task.job, error instanceof Error ? error.message : String(error))];
  }
}

/**
 * Runs checks by name in a window, one after the other, and says how each went; of one that fails there is a picture `<picture>-failed-N`. Gives how many passed and
 * failed. Where the window does not open that is the one failure.
 */
export async function runChecks(opening, checks, picture) {
  let passed = 0;
  let failed = 0;
  try {
    const workbench = await opening;
    for (const [name, check] of checks) {
      const started = Date.now();
      try {
        await check(workbench, workbench.page);
        passed++;
        console.log(`  ✔ ${name} (${Date.now() - started} ms)`);
      } catch (error) {
        failed++;
        console.error(`  ✘ ${name}: ${error.message}\n    what the window shows is in ${await workbench.screenshot(`${picture}-failed-${failed}`)}`);
      }
    }
  } catch (error) {
    failed++;
    console.error(`the window does not open: ${error.message}`);
  }
  return { passed, failed };
}

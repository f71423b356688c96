// Takes the place of the native module @vscode/native-watchdog in the installed VS Code, so that no compiler is needed: ends an
// extension host whose server is gone.
exports.start = (pid) => {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, 2000).unref();
};
exports.exit = (code) => process.exit(code ?? 0);

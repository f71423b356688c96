// Loaded into the VS Code server before it starts: ends it when the program that started it is gone without a word, as after
// SIGKILL. An orphan gets another parent.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(87);
}, 2000).unref();

/**
 * Loaded before every script that run.mjs starts: ends this process when run.mjs is gone, even by SIGKILL.
 * The IPC channel between the two closes with the parent. Asks as SIGTERM would, so that servers shut down in
 * order, and insists after 30 seconds. Does nothing in worker threads and in processes without a channel.
 */
if (process.channel !== undefined && process.channel !== null) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(143), 30_000).unref();
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143);
  });
  process.channel.unref();
}

// node scripts/run.mjs <script.ts> [arguments]
//
// Runs a TypeScript file of this repository under the Node 24 that package-lock.json pins, whatever Node
// started it, after making sure that node_modules is whole. Plain JavaScript, because an older Node reads it.
// Signals, exit code and terminal are the script's own; if this process dies, parent-watch.ts ends the script.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const major = Number(process.versions.node.split('.')[0]);

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** The pinned Node of this platform, or the current one where npm has no package for it. */
function node24() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', file);
  if (existsSync(pinned)) return pinned;
  if (major >= 24) return process.execPath;
  return fail(
    `Jenner runs on Node 24, and npm has none for ${process.platform} ${process.arch}. ` +
      `Install Node 24 from https://nodejs.org (this is ${process.version}) and start again.`,
  );
}

function run(node, script, args) {
  const watch = pathToFileURL(join(root, 'scripts', 'parent-watch.ts')).href;
  const child = spawn(node, ['--import', watch, script, ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });

  // A terminal sends Ctrl-C to the whole process group, the child included: passing it on would make it two.
  const passOn = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => passOn.includes(signal) && child.kill(signal));
  }

  // npm killed outright leaves this process with another parent: end as if it had passed a signal on.
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000).unref();
  }

  child.on('error', (error) => {
    if (node !== process.execPath && major >= 24) return run(process.execPath, script, args);
    fail(
      `The Node 24 in node_modules does not run on this system (${error.message}). Install Node 24 and start again.`,
    );
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

if (major < 20) fail(`Jenner needs Node 20 or newer to start; this is ${process.version}. See https://nodejs.org`);
const [script, ...args] = process.argv.slice(2);
if (!script) fail('Usage: node scripts/run.mjs <script.ts> [arguments]');
try {
  await ensureInstalled(root);
} catch (error) {
  fail(error.message);
}
run(node24(), resolve(root, script), args);

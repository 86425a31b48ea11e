// Makes node_modules whole for the current package-lock.json. Plain JavaScript: it runs before Node 24 is there.
//
// Whole means: npm finished (it writes node_modules/.package-lock.json last), every package is there in the
// locked version, and our stamp holds the hash of package-lock.json. Anything else is repaired by `npm ci`.
// One process installs, the others wait for it; an installer that was killed is noticed.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimes, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 1000;
/** Only for a process id that was reused: longer than any installation. */
const STALE_MS = 10 * 60_000;

export async function ensureInstalled(root) {
  if (isWhole(root)) return;
  const held = join(root, '.cache', 'install.lock');
  const release = await lock(held);
  try {
    if (isWhole(root)) return;
    console.error('Installing the packages in package-lock.json…');
    for (const file of [stampOf(root), hiddenLockOf(root)]) rmSync(file, { force: true });
    await npmCi(root, held);
    if (!isWhole(root))
      throw new Error('npm ci ended, but node_modules is not complete. Remove node_modules and start again.');
  } finally {
    release();
  }
}

const stampOf = (root) => join(root, 'node_modules', '.jenner-installed');
const hiddenLockOf = (root) => join(root, 'node_modules', '.package-lock.json');

function isWhole(root) {
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(`${process.platform}-${process.arch} ${text}`).digest('hex');
  if (!existsSync(hiddenLockOf(root))) return false;
  const stamped = existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === hash;
  if (!packagesPresent(root, JSON.parse(text).packages, stamped)) return false;
  if (!stamped) stamp(stampOf(root), hash);
  return true;
}

/** Optional packages are for other platforms; the rest must be there, and before stamping also in the locked version. */
function packagesPresent(root, locked, stamped) {
  const installed = stamped ? locked : JSON.parse(readFileSync(hiddenLockOf(root), 'utf8')).packages;
  return Object.entries(locked).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/')) return true;
    if (wanted.optional && (stamped || !installed[path])) return true;
    return installed[path]?.version === wanted.version && existsSync(join(root, path, 'package.json'));
  });
}

function stamp(file, hash) {
  try {
    writeFileSync(`${file}.${process.pid}`, hash);
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A checkout that only somebody else may write to: it is whole all the same.
  }
}

function npmCi(root, held) {
  // npm tells its scripts where it lives; run directly, this file finds it on the PATH.
  const npm = process.env.npm_execpath;
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const child = npm?.endsWith('npm-cli.js')
    ? spawn(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawn('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  // Killed alone, this process leaves npm at work: the lock is npm's as well.
  writeFileSync(held, `${process.pid} ${child.pid}`);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`npm could not be started (${error.message}).`)));
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('npm ci failed; its message is above. Start again to repair it.')),
    );
  });
}

/** A lock file that names its holders and is touched every second, so that one left by killed processes goes stale. */
async function lock(file) {
  mkdirSync(join(file, '..'), { recursive: true });
  for (let waiting = false; ; waiting = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale(file)) {
      const aside = `${file}.${process.pid}`;
      try {
        renameSync(file, aside);
      } catch {
        continue; // another waiter moved it first
      }
      rmSync(aside, { force: true });
    } else {
      if (!waiting) console.error('Another process is installing the packages; waiting for it…');
      await sleep(BEAT_MS / 2);
    }
  }
  const beat = setInterval(() => utimes(file, new Date(), new Date(), () => {}), BEAT_MS);
  return () => {
    clearInterval(beat);
    rmSync(file, { force: true });
  };
}

function isStale(file) {
  try {
    const pids = readFileSync(file, 'utf8')
      .split(' ')
      .map(Number)
      .filter((pid) => pid > 0);
    const age = Date.now() - statSync(file).mtimeMs;
    if (pids.length === 0) return age > 5 * BEAT_MS; // killed before it could sign
    return age > STALE_MS || !pids.some(isAlive);
  } catch {
    return false; // gone meanwhile
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

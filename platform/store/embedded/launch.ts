import { existsSync, openSync, closeSync, renameSync } from 'node:fs';
import { chown, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import { type Address, addressAt, chooseAddress, clearAddress } from './address.ts';
import { diagnose, readLog } from './diagnose.ts';
import type { Layout } from './layout.ts';
import { postmasterFileOf, readPostmasterFile } from './postmaster-file.ts';
import type { Programs } from './programs.ts';
import { spawnServer } from './spawn-server.ts';

interface Options {
  layout: Layout;
  programs: Programs;
  account: Account | undefined;
  settings: string;
  /** Where it listened before, so that those who knew it find it again. */
  address?: { host: string; port: number };
  onProgress: (message: string) => void;
}

export interface Postmaster {
  pid: number;
  address: { host: string; port: number };
  /** Settles when the process has ended; undefined for one that another process started. */
  ended: Promise<void> | undefined;
}

/** How long processes of a killed server may still hold its shared memory. */
const LEFTOVER_MS = 30_000;
const RECOVERY_NOTICE_MS = 5000;

/** Starts the server on a cluster that no server uses, and waits until it takes connections, recovery included. */
export async function launch({ layout, programs, account, settings, address: before, onProgress }: Options): Promise<Postmaster> {
  await writeSettings(layout, account, settings);
  if (existsSync(layout.log)) renameSync(layout.log, `${layout.log}.1`);
  const giveUp = Date.now() + LEFTOVER_MS;
  for (;;) {
    // The caller has made sure that no server runs here, so these can only be leftovers.
    await rm(postmasterFileOf(layout.cluster), { force: true });
    const address = before === undefined ? await chooseAddress(layout.dataDir, account) : addressAt(before.host, before.port);
    await clearAddress(address);
    const outcome = await attempt(layout, programs, account, address, onProgress);
    if (typeof outcome !== 'string') return { ...outcome, address: { host: address.host, port: address.port } };
    const passing =
      outcome.includes('pre-existing shared memory block') || outcome.includes('could not create any TCP/IP sockets');
    if (!passing || Date.now() > giveUp) throw diagnose('PostgreSQL did not start', layout.dataDir, outcome);
    await sleep(200);
  }
}

/** A server that is ready, or the log of one that ended. */
async function attempt(
  layout: Layout,
  programs: Programs,
  account: Account | undefined,
  address: Address,
  onProgress: (message: string) => void,
): Promise<Omit<Postmaster, 'address'> | string> {
  const log = openSync(layout.log, 'w', 0o600);
  const child = spawnServer(programs.postgres, ['-D', layout.cluster, ...address.arguments], {
    account,
    deathSignal: 'INT',
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let error: Error | undefined;
  child.once('error', (reason) => (error = reason));
  let notice = Date.now() + RECOVERY_NOTICE_MS;
  for (;;) {
    if (error !== undefined) return error.message;
    if (child.exitCode !== null || child.signalCode !== null) return readLog(layout.log);
    const file = readPostmasterFile(layout.cluster);
    if (file?.ready && file.pid === child.pid) return { pid: file.pid, ended };
    if (Date.now() > notice) {
      onProgress('The database is recovering from an interruption; this can take a few minutes…');
      notice = Infinity;
    }
    await sleep(5);
  }
}

async function writeSettings(layout: Layout, account: Account | undefined, settings: string): Promise<void> {
  const file = join(layout.cluster, 'postgresql.conf');
  await writeFile(`${file}.new`, settings, { mode: 0o600 });
  if (account !== undefined) await chown(`${file}.new`, account.uid, account.gid);
  await rename(`${file}.new`, file);
}

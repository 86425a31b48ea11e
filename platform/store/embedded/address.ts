import { lstatSync, mkdirSync } from 'node:fs';
import { chown, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Account, temporaryFolder } from './account.ts';
import { dataDirKey } from './hold-data-dir.ts';

/** Where the server listens: a Unix socket in a folder of its own, or else one port of the loopback interface. */
export interface Address {
  host: string;
  port: number;
  /** The same, as arguments of `postgres`. */
  arguments: string[];
}

/** The longest socket path every system takes. */
const LONGEST_PATH = 100;

export async function chooseAddress(dataDir: string, account: Account | undefined): Promise<Address> {
  const folder = await socketFolder(dataDir, account);
  return folder === undefined ? addressAt('127.0.0.1', await freePort()) : addressAt(folder, 5432);
}

/** The address of a host and port, for a server that is to be found again where it was. */
export function addressAt(host: string, port: number): Address {
  const listen =
    host === '127.0.0.1'
      ? ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
      : ['-c', 'listen_addresses=', '-c', `unix_socket_directories=${host}`, '-c', 'unix_socket_permissions=0700'];
  return { host, port, arguments: [...listen, '-p', String(port)] };
}

async function socketFolder(dataDir: string, account: Account | undefined): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const folder = join(temporaryFolder(account), `jenner-${dataDirKey(dataDir)}`);
  // postgres.js reads a comma or a colon in a host as a list or a port, and PostgreSQL a comma as a list.
  if (join(folder, '.s.PGSQL.5432').length > LONGEST_PATH || /[,:"\s]/.test(folder)) return undefined;
  const owner = account?.uid ?? process.getuid?.();
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = lstatSync(folder);
  if (account !== undefined && found.uid === process.getuid?.()) await chown(folder, account.uid, account.gid);
  // Somebody else's folder of that name could hold somebody else's server: take one nobody could foresee.
  if (found.isDirectory() && (found.mode & 0o077) === 0 && (found.uid === owner || found.uid === process.getuid?.()))
    return folder;
  const other = await mkdtemp(join(temporaryFolder(account), 'jenner-'));
  if (account !== undefined) await chown(other, account.uid, account.gid);
  return other;
}

/** What a killed server leaves in its folder, which a new one refuses to replace if the process id was reused. */
export async function clearAddress(address: Address): Promise<void> {
  if (address.host === '127.0.0.1') return;
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) await rm(join(address.host, name), { force: true });
}

/** Takes the empty folder away once the server has ended. */
export async function leaveAddress(host: string): Promise<void> {
  // It may hold what is not ours, or be gone: then it stays, or is.
  if (host !== '127.0.0.1') await rmdir(host).catch(() => undefined);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A short name for a data directory that stays the same by whatever path it is reached. */
export function dataDirKey(dataDir: string): string {
  const { dev, ino } = statSync(dataDir, { bigint: true });
  return createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 12);
}

/**
 * Makes this process the only one that uses the data directory; returns what gives it up.
 *
 * The lock is a listening socket, which the kernel closes when its holder dies, however it dies: there is no
 * lock file to go stale and no process id to be reused. Whoever comes second is told the holder's process id.
 */
export async function holdDataDir(dataDir: string): Promise<() => void> {
  const address = lockAddress(dataDirKey(dataDir));
  for (let attempt = 0; ; attempt++) {
    const server = await listen(address);
    if (server !== undefined) return () => server.close();
    const holder = await askHolder(address);
    if (holder === 'none' && attempt < 5) {
      // Only a socket that is a file (macOS) outlives its process.
      if (address.startsWith('/')) rmSync(address, { force: true });
      continue;
    }
    throw new Error(
      `Jenner is already running on ${dataDir}${holder === 'none' ? '' : ` (process ${holder})`}. ` +
        'Stop it first, or choose another data folder with JENNER_DATA.',
    );
  }
}

function lockAddress(key: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\jenner-${key}`;
  if (process.platform === 'linux') return `\0jenner-${key}`;
  return join(tmpdir(), `jenner-${key}.lock`);
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(String(process.pid)));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => resolve(server.unref()));
  });
}

/** The process id of the holder, `unknown` when it is too busy to answer, `none` when nobody holds it any more. */
function askHolder(address: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(address).setEncoding('utf8').setTimeout(1000);
    socket.on('data', (pid: string) => resolve(pid));
    socket.on('timeout', () => resolve('unknown'));
    socket.on('error', () => resolve('none'));
    socket.on('close', () => resolve('unknown'));
  }).then((answer) => String(answer));
}

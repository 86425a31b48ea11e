import { execFileSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';

/** The operating system account PostgreSQL runs as, where it is not our own. */
export interface Account {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root, so for root it runs as `nobody`; for anybody else as themselves. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Whether the account may pass through (and, for the last folder, read or run) everything on the way to a path. */
export function canReach(path: string, account: Account): boolean {
  const parent = dirname(path);
  return allows(path, account, 0o5) && (parent === path || canPass(parent, account));
}

/** The folder for temporary files, or the system's own where ours is closed to the account. */
export function temporaryFolder(account: Account | undefined): string {
  return account === undefined || canReach(tmpdir(), account) ? tmpdir() : '/tmp';
}

function canPass(path: string, account: Account): boolean {
  const parent = dirname(path);
  return allows(path, account, 0o1) && (parent === path || canPass(parent, account));
}

function allows(path: string, account: Account, wanted: number): boolean {
  const { uid, gid, mode } = statSync(path);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}

/**
 * Lets the account pass through the data directory (not list it), and says what to do when a folder above it,
 * which is not ours to open, keeps the account out.
 */
export function openDataDirTo(account: Account, dataDir: string): void {
  if (!canPass(dirname(dataDir), account)) {
    throw new Error(
      `PostgreSQL does not run as root but as "nobody", who cannot enter a folder above ${dataDir}. ` +
        'Set JENNER_DATA to a folder that everybody can reach, such as /var/lib/jenner, or start Jenner as another user.',
    );
  }
  if (!allows(dataDir, account, 0o1)) chmodSync(dataDir, statSync(dataDir).mode | 0o111);
}

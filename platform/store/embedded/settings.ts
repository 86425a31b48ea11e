import { existsSync, statfsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename } from 'node:path';
import type { Layout } from './layout.ts';

/**
 * The text of postgresql.conf: a durable server that is modest on a small machine and writes nothing about
 * patients to its log. Only the server's address is not in it; that is given on the command line.
 */
export function settingsText(layout: Layout, { memory = availableMemory(), archive }: { memory?: number; archive?: string | undefined } = {}): string {
  const mb = Math.floor(memory / 2 ** 20);
  const shared = Math.min(1024, Math.max(64, Math.floor(mb / 8)));
  const lines = [
    `# Written by Jenner at every start. Your own settings go into ${basename(layout.localSettings)}, beside the folder of this file.`,
    'max_connections = 60',
    `shared_buffers = ${shared}MB`,
    `effective_cache_size = ${Math.max(shared, Math.floor(mb / 2))}MB`,
    `maintenance_work_mem = ${Math.min(256, Math.max(32, Math.floor(mb / 32)))}MB`,
    'work_mem = 16MB',
    'random_page_cost = 1.1',
    'jit = off',
    ...(sharedMemoryIsShort() ? ['dynamic_shared_memory_type = mmap'] : []),
    "timezone = 'UTC'",

    // Durable: a commit that was acknowledged survives the loss of power.
    'fsync = on',
    'synchronous_commit = on',
    'full_page_writes = on',
    'wal_compression = on', // pglz; these builds carry neither lz4 nor zstd
    'max_wal_size = 4GB',
    'checkpoint_timeout = 15min',
    ...(archive === undefined ? [] : archiveSettings(archive)),

    'password_encryption = scram-sha-256',

    // Values travel in error messages ("invalid input syntax for …"), in details and in statements. So errors stay
    // with the client that caused them: the level `log` leaves out everything from debug to error.
    'logging_collector = off',
    'log_min_messages = log',
    'log_min_error_statement = panic',
    'log_error_verbosity = terse',
    'log_statement = none',
    'log_min_duration_statement = -1',
    'log_parameter_max_length = 0',
    'log_parameter_max_length_on_error = 0',
    "log_line_prefix = '%m [%p] '",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
  ];
  if (existsSync(layout.localSettings)) {
    lines.push(`include = ${quoted(layout.localSettings)}`);
  }
  return `${lines.join('\n')}\n`;
}

/**
 * PostgreSQL's own module copies each finished segment, flushes it, and only then gives it its name; it never writes
 * over another. What it could not copy stays in the cluster and is tried again. A quiet system hands over what it has
 * every minute, so that the loss of the whole machine costs no more than that.
 */
function archiveSettings(folder: string): string[] {
  return ['archive_mode = on', "archive_library = 'basic_archive'", `basic_archive.archive_directory = ${quoted(folder)}`, 'archive_timeout = 60s'];
}

/** A value of postgresql.conf. */
function quoted(path: string): string {
  return `'${path.replaceAll('\\', '/').replaceAll("'", "''")}'`;
}

/** Containers often give /dev/shm 64 MB, which a parallel query outgrows; then such memory is kept in files. */
function sharedMemoryIsShort(): boolean {
  if (process.platform !== 'linux' || !existsSync('/dev/shm')) return false;
  const { blocks, bsize } = statfsSync('/dev/shm');
  return blocks * bsize < 256 * 2 ** 20;
}

/** Of the machine, or of the container where that is less. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

import type { Db as PgBossDatabase } from 'pg-boss';
import { Problem } from '../errors.ts';
import type { ConnectionOptions, Database, Transaction, Value } from '../store/database.ts';
import { bossOn } from './boss.ts';
import type { JobKind, RunnableJob } from './job.ts';

export interface Jobs {
  /**
   * Queues work in the caller's transaction, for that transaction's practice: it is there if and only if the rest is.
   * With `oncePer`, at most one in so many seconds is queued for the practice. Answers its id, or undefined when one was there.
   */
  enqueue<P extends object>(tx: Transaction, kind: JobKind<P>, payload: P, options?: { oncePer?: number }): Promise<string | undefined>;
  /** Runs a dead job again. Throws `not-found` when the practice has no such dead job. */
  retry(tx: Transaction, id: string): Promise<void>;
  close(): Promise<void>;
}

export interface JobsOptions {
  /** The application's role: pg-boss takes jobs over a pool of its own. */
  connection: ConnectionOptions;
  kinds: readonly RunnableJob[];
  /** How soon a job that was queued elsewhere, or is due again, is noticed. */
  pollSeconds: number;
  /** A running job says so this often; one that has been silent for so long was killed, and runs again. */
  heartbeatSeconds: number;
  /** The wait before the first retry. */
  retrySeconds: number;
  /** How often it is looked whether a worker has fallen silent. */
  watchSeconds: number;
}

/** What an installation runs with. */
export const JOBS_STANDARD = { pollSeconds: 2, heartbeatSeconds: 30, retrySeconds: 30, watchSeconds: 30 };

/** Seconds a job may take altogether, and the longest wait between two attempts. */
const EXPIRE_SECONDS = 15 * 60;
const LONGEST_RETRY_SECONDS = 60 * 60;
/** A job that is done is listed this long; a dead one until somebody has seen to it, a quarter of a year at the most. */
const KEEP_DONE_SECONDS = 7 * 24 * 60 * 60;

/** Opens the queue and starts to run what is in it. The tables are `installJobs`'s. */
export async function openJobs(db: Database, options: JobsOptions, onError: (error: unknown) => void): Promise<Jobs> {
  const boss = bossOn(options.connection, { migrate: false, createSchema: false, supervise: true, superviseIntervalSeconds: options.watchSeconds, monitorIntervalSeconds: options.watchSeconds }, onError);
  await boss.start();
  for (const kind of options.kinds) {
    const settings = {
      retryLimit: kind.retries,
      retryDelay: options.retrySeconds,
      retryBackoff: true,
      retryDelayMax: LONGEST_RETRY_SECONDS,
      expireInSeconds: EXPIRE_SECONDS,
      heartbeatSeconds: options.heartbeatSeconds,
      deleteAfterSeconds: KEEP_DONE_SECONDS,
    };
    await boss.createQueue(kind.name, settings);
    await boss.updateQueue(kind.name, settings);
    await boss.work(kind.name, { pollingIntervalSeconds: options.pollSeconds, batchSize: 1 }, async ([job]) => {
      if (job !== undefined) await runOne(db, kind, job.data, onError);
    });
  }
  return {
    async enqueue(tx, kind, payload, { oncePer } = {}) {
      const once = oncePer === undefined ? {} : { singletonKey: tx.practice, singletonSeconds: oncePer };
      return (await boss.send(kind.name, { practice: tx.practice, payload }, { db: within(tx), ...once })) ?? undefined;
    },
    async retry(tx, id) {
      if (!/^[0-9a-f-]{36}$/.test(id)) throw new Problem('not-found', 'There is no dead job of that id');
      const [row] = await tx.query<{ name: string }>(`select name from jenner_jobs.job where id = $1::uuid and state = 'failed' for update`, [id]);
      if (row === undefined) throw new Problem('not-found', 'There is no dead job of that id');
      await boss.retry(row.name, id, { db: within(tx) });
    },
    close: () => boss.stop({ graceful: true, timeout: 20_000 }),
  };
}

/** Of an error only its kind is kept: a message may quote a value. */
async function runOne(db: Database, kind: RunnableJob, data: unknown, onError: (error: unknown) => void): Promise<void> {
  try {
    const { practice, payload } = envelopeOf(data);
    await kind.perform(db, practice, payload);
  } catch (error) {
    onError(error);
    throw Object.assign(new Error(codeOf(error)), { stack: '' });
  }
}

function envelopeOf(data: unknown): { practice: string; payload: unknown } {
  if (typeof data === 'object' && data !== null && 'practice' in data && typeof data.practice === 'string' && 'payload' in data) return { practice: data.practice, payload: data.payload };
  throw new Problem('invalid', 'The job names no practice');
}

function codeOf(error: unknown): string {
  if (error instanceof Problem) return error.fault;
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** pg-boss's statements in our transaction. */
function within(tx: Transaction): PgBossDatabase {
  return {
    async executeSql(text, values = []) {
      return { rows: await tx.query(text, values.map(valueOf)) };
    },
  };
}

function valueOf(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Date) return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && /^[\w.-]+$/.test(item))) return `{${value.join(',')}}`;
  return JSON.stringify(value);
}

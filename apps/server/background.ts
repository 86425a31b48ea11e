import type { AnchorPlace } from '../../platform/audit/anchor-place.ts';
import { type AuditKeeper, keepAudit } from '../../platform/audit/keep.ts';
import { EXPORT } from '../../platform/bulk/job.ts';
import { COURIER_STANDARD, type Courier, startCourier } from '../../platform/events/courier.ts';
import { CLEAN_UP } from '../../platform/jobs/clean-up.ts';
import { type Jobs, JOBS_STANDARD, openJobs } from '../../platform/jobs/jobs.ts';
import type { ConnectionOptions, Database } from '../../platform/store/database.ts';
import { listPractices } from '../../platform/store/practices.ts';
import { openTerminology, type Terminology } from '../../platform/terminology/terminology.ts';

/** What a server does by itself, beside answering. */
export interface Background {
  /** Seals and anchors the audit. */
  keeper: AuditKeeper;
  /** Sends what is due: subscriptions' notifications and the outbox. */
  courier: Courier;
  jobs: Jobs;
  terminology: Terminology;
  /** Whether subscriptions may send to this machine. */
  allowLocal: boolean;
  close(): Promise<void>;
}

export interface BackgroundOptions {
  connection: ConnectionOptions;
  /** The address that users see, once it is known. */
  base: () => string;
  anchors: AnchorPlace;
  allowLocal: boolean;
}

const TIDY_MS = 10 * 60_000;

/** Starts what a server does by itself. Any number of processes on one database may. `onProblem` gets a sentence without patient data. */
export async function startBackground(db: Database, options: BackgroundOptions, onProblem: (message: string) => void): Promise<Background> {
  const { connection, base, anchors, allowLocal } = options;
  const odsCodes = async (): Promise<string[]> => (await listPractices(db)).map(({ ods }) => ods);
  const failed = (what: string) => (error: unknown): void => onProblem(`${what}: ${codeOf(error)}`);
  const keeper = await keepAudit(db, anchors, odsCodes, onProblem);
  const jobs = await openJobs(db, { ...JOBS_STANDARD, connection, kinds: [CLEAN_UP, EXPORT] }, failed('jobs'));
  const terminology = await openTerminology(db, failed('terminology'));
  const courier = startCourier(db, { ...COURIER_STANDARD, allowLocal, base }, failed('sending'));
  const tidy = async (): Promise<void> => {
    for (const ods of await odsCodes()) await db.transaction(ods, (tx) => jobs.enqueue(tx, CLEAN_UP, {}, { oncePer: 86_400 }));
  };
  let tidying = tidy().catch(failed('tidying'));
  const timer = setInterval(() => { tidying = tidy().catch(failed('tidying')); }, TIDY_MS);
  timer.unref();
  return {
    keeper, courier, jobs, terminology, allowLocal,
    async close() {
      clearInterval(timer);
      await tidying;
      await terminology.close();
      await courier.close();
      await jobs.close();
      await keeper.close();
    },
  };
}

/** The code of an error, or its kind: a message could quote a value. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

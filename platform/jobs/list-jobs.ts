import type { Database } from '../store/database.ts';
import type { JobState } from './job.ts';

const MOST = 200;

/** The practice's jobs: those that are dead first, then what waits, then what was done last. */
export function listJobs(db: Database, practice: string): Promise<JobState[]> {
  return db.transaction(practice, (tx) =>
    tx.query<JobState>(
      `select id, name,
         case state::text when 'created' then 'waiting' when 'retry' then 'retrying' when 'active' then 'running' when 'completed' then 'done' when 'failed' then 'dead' else 'cancelled' end as state,
         retry_count + case when started_on is null then 0 else 1 end as attempts, created_on as queued, start_after as next,
         case when state in ('retry', 'failed', 'active') then coalesce(output ->> 'message', '') else '' end as "lastError"
       from jenner_jobs.job where data ->> 'practice' = $1
       order by state = 'failed' desc, state in ('created', 'retry', 'active') desc, created_on desc limit ${MOST}`,
      [practice],
    ),
  );
}

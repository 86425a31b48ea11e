import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';

/** A kind of work to be done later: its name, and what it does. `P` is what it needs to know besides the practice. */
export interface JobKind<P extends object> extends RunnableJob {
  /** Only for the types: what may be queued. */
  readonly payload?: P;
}

export interface RunnableJob {
  readonly name: string;
  readonly retries: number;
  perform(db: Database, practice: string, payload: unknown): Promise<void>;
}

/** A job as it can be shown: no payload, and of its last error nothing but a code. */
export interface JobState {
  id: string;
  name: string;
  state: 'waiting' | 'retrying' | 'running' | 'done' | 'cancelled' | 'dead';
  attempts: number;
  queued: Date;
  next: Date;
  lastError: string;
}

interface Definition<P extends object> {
  /** Lower-case words joined by dashes: what a list of jobs shows. */
  name: string;
  /** Attempts after the first; each waits about twice as long as the one before. */
  retries: number;
  /** Whether what was queued is what the work needs: it may come from an earlier version of this program. */
  accepts: (payload: unknown) => payload is P;
  /** Does it, for one practice. It may run again after a kill at any step, so what it does twice it must do once. */
  run: (db: Database, practice: string, payload: P) => Promise<void>;
}

export function defineJob<P extends object>({ name, retries, accepts, run }: Definition<P>): JobKind<P> {
  return {
    name,
    retries,
    async perform(db, practice, payload) {
      if (!accepts(payload)) throw new Problem('invalid', 'The job was queued for another version');
      await run(db, practice, payload);
    },
  };
}

import type { Feed } from '../events/feed.ts';
import type { Database } from '../store/database.ts';
import type { Practice } from '../store/practices.ts';

/** What every route stands on. Made once, at start. */
export interface AppContext {
  db: Database;
  feed: Feed;
  /** The public address, without a slash at the end: `http://127.0.0.1:8420`. */
  base: string;
  /** Errors a resource has against FHIR R4; empty when it is sound. */
  validate: (resource: unknown) => readonly { expression: string; message: string; code: string }[];
  practices: () => Promise<Practice[]>;
  /** The day it is, in England: YYYY-MM-DD. */
  today: () => string;
}

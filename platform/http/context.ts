import type { Feed } from '../events/feed.ts';
import type { Validator } from '../fhir/validation/validate.ts';
import type { Database } from '../store/database.ts';
import type { Terminology } from '../terminology/terminology.ts';
import type { Practice } from '../store/practices.ts';

/** What every route stands on. Made once, at start. */
export interface AppContext {
  db: Database;
  feed: Feed;
  /** The public address, without a slash at the end: `http://127.0.0.1:8420`. */
  base: string;
  /** What a resource has against it by FHIR R4 and the profiles that apply; empty when it may be stored. */
  validate: Validator['validate'];
  /** The profiles that resources are held against: canonical, to the type it is for. */
  profiles: Validator['profiles'];
  /** SNOMED CT and dm+d as they are in use. */
  terminology: Terminology;
  practices: () => Promise<Practice[]>;
  /** The day it is, in England: YYYY-MM-DD. */
  today: () => string;
}

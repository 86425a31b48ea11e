import type { Database } from '../store/database.ts';
import { codesInUse } from '../store/find/codes-in-use.ts';
import { listReleases } from './release/releases.ts';
import { readEdition } from './terminology.ts';

export interface CodesMarked {
  /** SNOMED CT codes that the practice's entries carry. */
  all: number;
  inactive: number;
  /** Not in the release in use. */
  unknown: number;
  /** The release in use. */
  release: string;
}

/**
 * How the codes of a practice's entries stand to the release in use: none is ever dropped or changed, and screens mark
 * those that are inactive or unknown. Undefined where no release is in use.
 */
export async function codesMarked(db: Database, practice: string): Promise<CodesMarked | undefined> {
  const release = (await listReleases(db)).find(({ kind, live }) => kind === 'snomed' && live);
  if (release === undefined) return undefined;
  const edition = await readEdition(db, release);
  const concepts = (await codesInUse(db, practice)).map((code) => edition.ordinalOf(code));
  return { all: concepts.length, unknown: concepts.filter((concept) => concept < 0).length, inactive: concepts.filter((concept) => concept >= 0 && !edition.isActive(concept)).length, release: release.title };
}

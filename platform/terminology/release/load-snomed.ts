import { Problem } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { buildEdition } from '../build/build-edition.ts';
import { Edition, type ReleaseAbout } from '../edition.ts';
import { decodeComponents, encodeComponents } from '../rf2/encode-components.ts';
import type { LoadedRelease, Release } from '../rf2/loaded-release.ts';
import { readRelease } from '../rf2/read-release.ts';
import { buildTermIndex } from '../search/build-term-index.ts';
import { forgetParts, keepParts } from './keeper.ts';
import { keepRelease, readBlock } from './releases.ts';

export interface SnomedLoad {
  /** Folders or zips: one edition, or the packages that make it up. */
  sources: readonly string[];
  /** The loaded version that a Delta is to be put on. */
  base?: string;
  /** What the file must have, in hexadecimal, where there is one source. */
  sha256?: string;
}

const NOTICE =
  'SNOMED CT is © International Health Terminology Standards Development Organisation (SNOMED International). Used in the UK under the national licence by NHS England.';
/** What comes with a release's components in the database, for the next Delta to stand on. */
const COMPONENTS = 'components:';

/**
 * Loads a release of SNOMED CT from RF2 beside what is in use, and answers its version. Nothing is kept of one that is
 * not whole and right: throws ReleaseFault with the file and line. Cut short, it goes on from the files it had read.
 */
export async function loadSnomed(owner: Database, { sources, base, sha256 }: SnomedLoad, onProgress: (message: string) => void): Promise<string> {
  const standing = base === undefined ? undefined : await loadedBefore(owner, base);
  const loaded = await readRelease(sources, {
    keep: keepParts(owner), onProgress: (message, share) => onProgress(`${Math.floor(share * 100)} %: ${message}`),
    ...(standing === undefined ? {} : { base: standing }),
    ...(sha256 === undefined ? {} : { sha256 }),
  });
  const { module, effectiveTime } = loaded.release;
  const version = `http://snomed.info/sct/${module}/version/${effectiveTime}`;
  await keepSnomed(owner, { title: titleOf(module, String(effectiveTime)), version, demonstration: false, notice: NOTICE }, loaded, onProgress);
  await forgetParts(owner);
  return version;
}

/** Works a release out and keeps it, whole or not at all. */
export async function keepSnomed(owner: Database, about: ReleaseAbout, { components, release }: LoadedRelease, onProgress: (message: string) => void): Promise<void> {
  onProgress('Working out the hierarchy');
  const edition = buildEdition(about, components);
  onProgress('Making the search index');
  const terms = buildTermIndex(new Edition(edition));
  const kept = Object.fromEntries(Object.entries(encodeComponents(components)).map(([name, bytes]) => [`${COMPONENTS}${name}`, bytes]));
  await keepRelease(owner, { kind: 'snomed', ...about }, { edition, terms, release: Buffer.from(JSON.stringify(release)), ...kept }, (share) => onProgress(`Keeping it in the database: ${Math.floor(share * 100)} %`));
}

/** What a Delta stands on. Problem `not-found` for a version that is not loaded. */
async function loadedBefore(owner: Database, version: string): Promise<LoadedRelease> {
  const release = await readBlock(owner, 'snomed', version, 'release');
  if (release === undefined) throw new Problem('not-found', `There is no release ${version} here for a Delta to stand on`);
  const names = await owner.query<{ name: string }>(`select distinct name from terminology_block where kind = 'snomed' and version = $1 and name like $2`, [version, `${COMPONENTS}%`]);
  const tables: Record<string, Uint8Array> = {};
  for (const { name } of names) tables[name.slice(COMPONENTS.length)] = (await readBlock(owner, 'snomed', version, name)) ?? new Uint8Array(0);
  return { release: JSON.parse(Buffer.from(release).toString()) as Release, components: decodeComponents(tables) };
}

/** What the editions are called whose modules are known; any other by its module. */
const EDITIONS: Readonly<Record<string, string>> = {
  '900000000000207008': 'International Edition', '83821000000107': 'UK Edition', '999000041000000102': 'UK Edition', '999000031000000106': 'UK Edition',
  '999000011000000103': 'UK Clinical Extension', '999000011000001104': 'UK Drug Extension', '999000021000000109': 'UK Clinical Extension', '999000021000001108': 'UK Drug Extension',
};

function titleOf(module: string, effectiveTime: string): string {
  const date = new Date(`${effectiveTime.slice(0, 4)}-${effectiveTime.slice(4, 6)}-${effectiveTime.slice(6, 8)}T00:00:00Z`);
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return `SNOMED CT ${EDITIONS[module] ?? `edition ${module}`}, ${day}`;
}

import { Problem } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { decodeDmd, type Dmd } from './dmd/dmd.ts';
import { decodeDrugIndex, type DrugIndex } from './dmd/search/drug-index.ts';
import { Edition } from './edition.ts';
import { type KeptRelease, listReleases, readBlock, type ReleaseKind } from './release/releases.ts';
import { TermIndex } from './search/term-index.ts';

/** A release of SNOMED CT in use, ready to be asked. */
export interface Snomed {
  release: KeptRelease;
  edition: Edition;
  terms: TermIndex;
}

/** A release of dm+d in use. */
export interface Drugs {
  release: KeptRelease;
  dmd: Dmd;
  index: DrugIndex;
}

export interface Terminology {
  /** The release in use; undefined where none has been put into use, or the first is still being read. */
  snomed(): Snomed | undefined;
  drugs(): Drugs | undefined;
  /** Looks now whether another release has been put into use, and waits until it is ready. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

const LOOK_MS = 2_000;

/**
 * The terminology of this process: what has been put into use is read into memory beside what is in use until then, and
 * takes its place in one step. A release that cannot be read leaves the old one; `onProblem` is told, and it is tried again.
 */
export async function openTerminology(db: Database, onProblem: (error: unknown) => void): Promise<Terminology> {
  let snomed: Snomed | undefined;
  let drugs: Drugs | undefined;
  const look = async (): Promise<void> => {
    const live = (await listReleases(db)).filter((each) => each.live);
    const of = (kind: ReleaseKind): KeptRelease | undefined => live.find((each) => each.kind === kind);
    snomed = await current(of('snomed'), snomed, (release) => readSnomed(db, release));
    drugs = await current(of('dmd'), drugs, (release) => readDrugs(db, release));
  };
  let looking = Promise.resolve();
  const refresh = (): Promise<void> => {
    const next = looking.then(look);
    looking = next.catch(onProblem);
    return next;
  };
  await refresh().catch(() => undefined);
  const timer = setInterval(() => void refresh().catch(() => undefined), LOOK_MS);
  timer.unref();
  return {
    snomed: () => snomed,
    drugs: () => drugs,
    refresh,
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

async function current<T extends { release: KeptRelease }>(wanted: KeptRelease | undefined, held: T | undefined, read: (release: KeptRelease) => Promise<T>): Promise<T | undefined> {
  if (wanted === undefined) return undefined;
  return held?.release.version === wanted.version && held.release.loaded === wanted.loaded ? held : read(wanted);
}

async function readSnomed(db: Database, release: KeptRelease): Promise<Snomed> {
  const edition = await readEdition(db, release);
  return { release, edition, terms: new TermIndex(await block(db, release, 'terms'), edition) };
}

/** A release's concepts, without what searches their terms. */
export async function readEdition(db: Database, release: KeptRelease): Promise<Edition> {
  return new Edition(await block(db, release, 'edition'));
}

async function readDrugs(db: Database, release: KeptRelease): Promise<Drugs> {
  const dmd = decodeDmd(await block(db, release, 'dmd'));
  return { release, dmd, index: decodeDrugIndex(dmd, await block(db, release, 'index')) };
}

async function block(db: Database, { kind, version, title }: KeptRelease, name: string): Promise<Uint8Array> {
  const bytes = await readBlock(db, kind, version, name);
  if (bytes === undefined) throw new Problem('unavailable', `${title} is not whole in the database: load it again`);
  return bytes;
}

/** What asks SNOMED CT: Problem `unavailable` where there is none to ask. */
export function snomedOf(terminology: Terminology): Snomed {
  const snomed = terminology.snomed();
  if (snomed === undefined) throw new Problem('unavailable', 'No release of SNOMED CT is in use here: load one with "npm run jenner -- terminology load"', { retryAfter: 30 });
  return snomed;
}

/** What asks dm+d: Problem `unavailable` where there is none to ask. */
export function drugsOf(terminology: Terminology): Drugs {
  const drugs = terminology.drugs();
  if (drugs === undefined) throw new Problem('unavailable', 'No release of dm+d is in use here: load one with "npm run jenner -- terminology load --dmd"', { retryAfter: 30 });
  return drugs;
}

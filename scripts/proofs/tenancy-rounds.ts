import { gunzipSync } from 'node:zlib';
import { generatePopulation } from '../../dev-env/population/generate.ts';
import { Random } from '../../dev-env/population/random.ts';
import { Problem } from '../../platform/errors.ts';
import { openFeed } from '../../platform/events/feed.ts';
import { relativeReference, type StoredResource } from '../../platform/fhir/resource.ts';
import type { Database } from '../../platform/store/database.ts';
import { findPatients } from '../../platform/store/find/find-patients.ts';
import { openRecord } from '../../platform/store/open/open-record.ts';
import { readHistory, readResource } from '../../platform/store/read/read-resource.ts';
import { CLINICIAN, observation, patientReader, put, RECEPTIONIST, remove, write } from './sample-records.ts';
import { searchFor } from './search-for.ts';

/** What the rounds choose from: the same in every practice. */
export interface World {
  patients: readonly string[];
  resources: readonly StoredResource[];
  names: readonly string[];
}

export interface TenancyTally {
  operations: number;
  /** Operations that answered with content of the practice asked. Where few do, little has been shown. */
  answered: number;
  /** What showed something of another practice. Must be empty. */
  crossings: string[];
}

/** Entries of each record that are loaded: enough to find, few enough for many operations. */
const ENTRIES = 40;

/** Puts the same people with the same ids into every practice; each resource is marked with the practice it is in. */
export async function loadTenants(db: Database, practices: readonly string[], count: number): Promise<World> {
  const records = [...generatePopulation({ seed: 31, patients: count, practice: { ods: 'A20047', name: 'The Practice' }, today: '2026-11-22' })];
  for (const practice of practices) {
    for (const { patient, resources, directory } of records) {
      await write(db, practice, [...directory, patient, ...resources.slice(0, ENTRIES)].map((resource) => put(marked(resource, practice))));
    }
  }
  return {
    patients: records.map(({ patient }) => patient.id),
    resources: records.flatMap(({ patient, resources, directory }) => [...directory, patient, ...resources.slice(0, ENTRIES)]),
    names: records.flatMap(({ patient }) => patient.name?.flatMap((name) => [name.family ?? '', ...(name.given ?? [])]) ?? []).filter((name) => name !== ''),
  };
}

/**
 * Random operations of the store, many at once, in practices that share every id. Anything that an operation
 * answers must bear the mark of the practice that it was asked of, and so must every row in the end.
 */
export async function tenancyRounds(db: Database, owner: Database, practices: readonly string[], world: World, options: { seed: number; operations: number; lanes: number; progress?: (message: string) => void }): Promise<TenancyTally> {
  const tally: TenancyTally = { operations: 0, answered: 0, crossings: [] };
  const feed = openFeed(db, () => undefined);
  const kinds = operations(db, feed, world);
  const lane = async (number: number): Promise<void> => {
    const random = new Random(options.seed, 3, number);
    while (tally.operations < options.operations && tally.crossings.length === 0) {
      tally.operations++;
      if (tally.operations % 50_000 === 0) options.progress?.(`${tally.operations} operations, ${tally.answered} answered with content`);
      const practice = random.pick(practices);
      const [kind, operate] = random.pick(kinds);
      const marks = new Set([...(await settled(operate(practice, random))).matchAll(/tenant-([A-Z0-9]+)/g)].map(([, mark]) => mark));
      if (marks.has(practice)) tally.answered++;
      marks.delete(practice);
      if (marks.size > 0) tally.crossings.push(`${kind} in ${practice} showed ${[...marks].join()}`);
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, (_, number) => lane(number)));
  feed.close();
  for (const table of ['resource', 'history']) {
    const rows = await owner.query(`select practice, type, id from ${table} where content is not null and strpos(content, 'tenant-' || practice) = 0`, []);
    if (rows.length > 0) tally.crossings.push(`${rows.length} rows of ${table} lie in another practice`);
  }
  return tally;
}

type Operation = (practice: string, random: Random) => Promise<unknown>;

function operations(db: Database, feed: ReturnType<typeof openFeed>, { patients, resources, names }: World): [string, Operation][] {
  const readerOf = (random: Random) => random.pick([CLINICIAN, CLINICIAN, RECEPTIONIST, patientReader(random.pick(patients))]);
  const find = (type: string, query: string, practice: string, random: Random) => searchFor(db, practice, type, query, readerOf(random));
  const identifiers = resources.flatMap((resource) => ('identifier' in resource && Array.isArray(resource.identifier) ? resource.identifier.map((one) => [resource.resourceType, one.value ?? ''] as const) : []));
  return [
    ['read', (practice, random) => resourceOf(random, (type, id) => readResource(db, practice, type, id, readerOf(random)))],
    ['history', (practice, random) => resourceOf(random, (type, id) => readHistory(db, practice, type, id, readerOf(random)))],
    ['open', async (practice, random) => {
      const opened = await openRecord(db, 'https://example.org', practice, random.pick(patients), readerOf(random));
      return opened === undefined ? '' : gunzipSync(Buffer.concat(opened.gzip)).toString();
    }],
    ['search by id', (practice, random) => resourceOf(random, (type, id) => find(type, `_id=${id}`, practice, random))],
    ['search by patient', (practice, random) => find(random.pick(['Observation', 'Condition', 'Encounter']), `patient=${random.pick(patients)}`, practice, random)],
    ['search by code', (practice, random) => find('Observation', 'code=75367002', practice, random)],
    ['search by identifier', (practice, random) => {
      const [type, value] = random.pick(identifiers);
      return find(type, `identifier=${value}`, practice, random);
    }],
    ['search by name', (practice, random) => find('Patient', `name=${encodeURIComponent(random.pick(names))}`, practice, random)],
    ['search the directory', (practice, random) => find('Practitioner', '_count=5', practice, random)],
    ['find', (practice, random) => findPatients(db, practice, random.pick(names).slice(0, random.between(1, 8)), 10, '2026-11-22', readerOf(random))],
    ['find with a slip', (practice, random) => findPatients(db, practice, `${random.pick(names).slice(1)}`, 10, '2026-11-22', CLINICIAN)],
    ['feed', (practice, random) => feed.after(practice, random.between(0, 50), 5)],
    ['write', (practice, random) => {
      const about = random.pick(patients);
      return write(db, practice, [put(marked(observation(`shared-${about}-${random.between(1, 5)}`, about), practice))]);
    }],
    ['update', (practice, random) => {
      const resource = random.pick(resources);
      return write(db, practice, [put(marked(resource, practice))]);
    }],
    ['delete', (practice, random) => {
      const about = random.pick(patients);
      return write(db, practice, [remove('Observation', `shared-${about}-${random.between(1, 5)}`, about)]);
    }],
  ];

  function resourceOf(random: Random, work: (type: string, id: string) => Promise<unknown>): Promise<unknown> {
    const [type = '', id = ''] = relativeReference(random.pick(resources)).split('/');
    return work(type, id);
  }
}

/** The answer as text; a refusal says nothing. */
async function settled(work: Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await work) ?? '';
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

function marked(resource: StoredResource, practice: string): StoredResource {
  return { ...resource, meta: { ...resource.meta, tag: [{ system: 'urn:test', code: `tenant-${practice}` }] } };
}

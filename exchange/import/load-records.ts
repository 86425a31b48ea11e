import { isDeepStrictEqual, promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { patientOf } from '../../platform/fhir/compartment.ts';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import type { Database, Transaction } from '../../platform/store/database.ts';
import { list, listOf } from '../../platform/store/list.ts';
import { commit } from '../../platform/store/write/commit.ts';
import { type Current, readCurrent } from '../../platform/store/write/current.ts';
import type { Change } from '../../platform/store/write/step.ts';
import { type ConvertedRecord, type SourceEntry, SourceError } from './contract.ts';
import { refuseDangling } from './dangling.ts';
import type { Incoming } from './incoming.ts';
import { matchPatients } from './match-patients.ts';
import { mergeDirectoryCopy } from './merge-directory.ts';
import type { Loaded } from './reconciliation.ts';

export interface LoadOptions {
  run: string;
  account: string;
}

const compress = promisify(gzip);

/**
 * Loads records into a practice in one transaction: all of them, or none. What is stored already and the same is
 * left alone; what differs becomes a new version; nothing is deleted, and what was deleted here stays deleted. The fate of every entry is kept with it.
 */
export async function loadRecords(db: Database, practice: string, incoming: readonly Incoming[], options: LoadOptions): Promise<Loaded[]> {
  return db.transaction(practice, async (tx) => {
    const { matched, known } = await matchPatients(tx, incoming);
    for (const { source, record, known: inSource } of matched) {
      refuseOthers(source, record);
      if (inSource !== undefined) await refuseDangling(tx, record, inSource);
    }
    const wanted = matched.map(({ record }) => [record.patient, ...record.resources]);
    const directory = distinct(matched.flatMap(({ record }) => record.directory));
    const candidates = [...directory, ...wanted.flatMap((resources, i) => (known.has(matched[i]?.record.patient.id ?? '') ? resources : []))];
    const standing = await readCurrent(tx, candidates.map((resource) => ({ type: resource.resourceType, id: resource.id })));
    const copies = new Set(matched.filter(({ known: whole }) => whole === undefined).flatMap(({ record }) => record.directory));
    const fate = new Map<string, Fate>();
    const changes: Change[] = [];
    for (const resource of [...directory, ...wanted.flat()]) {
      const key = `${resource.resourceType}/${resource.id}`;
      if (fate.has(key)) continue;
      const decided = decide(resource, standing.get(key), copies.has(resource));
      fate.set(key, decided.fate);
      if (decided.change !== undefined) changes.push(decided.change);
    }
    if (changes.length > 0) await commit(tx, changes, { account: options.account, role: 'system', action: 'import', detail: `run ${options.run}` });
    const loaded = matched.map(({ source, record }, i) => account(source, record, [...(wanted[i] ?? []), ...record.directory], fate));
    await keepReconciliation(tx, options.run, loaded);
    return loaded;
  });
}

/** What becomes of one resource, and what its entry is to say beside that. */
interface Fate {
  outcome: 'created' | 'updated' | 'unchanged' | 'left deleted';
  remark?: string;
}

/** Where a source is one patient's record, its directory resources are copies; a whole practice's are its own. */
function decide(resource: StoredResource, standing: Current | undefined, isCopy: boolean): { fate: Fate; change?: Change } {
  if (standing === undefined) return { fate: { outcome: 'created' }, change: { op: 'put', resource, expect: 'absent' } };
  if (standing.content === undefined) return { fate: { outcome: 'left deleted', remark: 'was deleted here after an earlier import, and stays so' } };
  const held = JSON.parse(standing.content) as StoredResource;
  const { resource: wanted, differing } = isCopy ? mergeDirectoryCopy(held, resource) : { resource, differing: [] };
  const fate: Fate = { outcome: isSame(held, wanted) ? 'unchanged' : 'updated', ...(differing.length > 0 ? { remark: `the practice's own stands, which differs in ${differing.join(', ')}` } : {}) };
  return fate.outcome === 'unchanged' ? { fate } : { fate, change: { op: 'put', resource: wanted, expect: standing.version } };
}

/** An entry about somebody else must not slip into this record, nor out of it. */
function refuseOthers(source: string, { patient, resources }: ConvertedRecord): void {
  for (const resource of resources) {
    const subject = patientOf(resource);
    if (subject !== '' && subject !== patient.id) throw new SourceError(source, `holds a ${resource.resourceType} about another patient`);
  }
}

/** Directory resources come with every record that names them: each once. */
function distinct(resources: readonly StoredResource[]): StoredResource[] {
  return [...new Map(resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource])).values()];
}

function isSame(held: StoredResource, resource: StoredResource): boolean {
  return isDeepStrictEqual(withoutServerMeta(held), withoutServerMeta(JSON.parse(JSON.stringify(resource)) as StoredResource));
}

function withoutServerMeta({ meta, ...resource }: StoredResource): unknown {
  const { versionId: _version, lastUpdated: _updated, ...own } = meta ?? {};
  return { ...resource, meta: own };
}

function account(source: string, record: ConvertedRecord, resources: readonly StoredResource[], fate: Map<string, Fate>): Loaded {
  const fates = resources.map((resource) => fate.get(`${resource.resourceType}/${resource.id}`)?.outcome);
  const entries = record.entries.map((entry): SourceEntry => {
    const own = fate.get(entry.target ?? '');
    if (own?.remark === undefined || entry.outcome === 'rejected') return entry;
    const { target = '', ...rest } = entry;
    return own.outcome === 'left deleted' ? { ...rest, outcome: 'rejected', reason: own.remark } : { ...rest, target, outcome: 'merged', reason: own.remark };
  });
  return {
    source,
    patient: record.patient.id,
    entries,
    created: fates.filter((one) => one === 'created').length,
    updated: fates.filter((one) => one === 'updated').length,
    unchanged: fates.filter((one) => one === 'unchanged').length,
    unaccounted: entries.filter((entry) => (entry.outcome === 'rejected' ? entry.reason === undefined : !fate.has(entry.target ?? ''))),
  };
}

/** Nothing is said twice: an import that changed nothing leaves its own row all the same, as evidence. */
async function keepReconciliation(tx: Transaction, run: string, loaded: readonly Loaded[]): Promise<void> {
  const told = loaded.filter(({ entries }) => entries.length > 0);
  if (told.length === 0) return;
  const rows = await Promise.all(
    told.map(({ entries }) => compress(JSON.stringify(entries.map(({ place, type, id, outcome, target = '', reason = '' }) => [place, type, id, outcome, target, reason])), { level: 1 })),
  );
  await tx.query(
    `insert into import_record (practice, run, source, patient, entries)
     select $1, $2, k.source, k.patient, decode(k.entries, 'base64')
     from unnest(${listOf(3)}, ${listOf(4)}, ${listOf(5)}) as k(source, patient, entries)`,
    [tx.practice, run, list(told.map(({ source }) => source)), list(told.map(({ patient }) => patient)), list(rows.map((row) => row.toString('base64')))],
  );
}

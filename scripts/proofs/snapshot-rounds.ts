import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Problem } from '../../platform/errors.ts';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import type { Database } from '../../platform/store/database.ts';
import { openRecord } from '../../platform/store/open/open-record.ts';
import { commit } from '../../platform/store/write/commit.ts';
import type { Change } from '../../platform/store/write/step.ts';
import { Random } from '../../dev-env/population/random.ts';
import { CLINICIAN, patientReader, RECEPTIONIST, WITHHELD, WRITER, observation, patient, practitioner, put, remove } from './sample-records.ts';
import { type CheckedRead, entryMark, verifyReads } from './verify-reads.ts';

export interface SnapshotTally {
  reads: number;
  writes: number;
  /** What was wrong with a read, each once. Must be empty. */
  faults: string[];
}

interface Options {
  seed: number;
  patients: number;
  writers: number;
  readers: number;
  /** Stops once this many records have been opened… */
  reads: number;
  /** …or this time has passed. */
  milliseconds: number;
  progress?: (message: string) => void;
}

const DIRECTORY = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
const IDS = 24;

/**
 * Opens records as all three audiences while others create, change, withhold, delete and bring back what is in
 * them and in the practice's directory. Afterwards every opened record is compared with the rows at its version.
 */
export async function snapshotRounds(db: Database, practice: string, options: Options): Promise<SnapshotTally> {
  const patients = Array.from({ length: options.patients }, (_, n) => `pt${n}`);
  const known = new Map<string, number>();
  const reads: CheckedRead[] = [];
  const faults: string[] = [];
  const until = Date.now() + options.milliseconds;
  let writes = 0;
  const going = (): boolean => reads.length < options.reads && Date.now() < until && faults.length === 0;

  const writeOnce = async (changes: readonly Change[]): Promise<void> => {
    const versions = await db.transaction(practice, async (tx) => {
      const done = await commit(tx, changes, WRITER);
      const touched = [...new Set(done.map((one) => one.patient))];
      return tx.query<{ patient: string; version: number }>(`select patient, version from record where practice = $1 and patient = any(string_to_array($2, ','))`, [practice, touched.join(',') || ',']);
    });
    writes++;
    for (const { patient: id, version } of versions) known.set(id, Math.max(known.get(id) ?? 0, version));
  };
  const writer = async (lane: number): Promise<void> => {
    const random = new Random(options.seed, 1, lane);
    while (going()) {
      await writeOnce(randomChanges(random, patients)).catch((error: unknown) => {
        if (!isExpected(error)) throw error;
      });
    }
  };
  const reader = async (lane: number): Promise<void> => {
    const random = new Random(options.seed, 2, lane);
    while (going()) {
      const id = random.pick(patients);
      const who = random.pick([CLINICIAN, CLINICIAN, RECEPTIONIST, patientReader(id)]);
      const before = { known: known.get(id) ?? 1, knownDirectory: known.get('') ?? 1 };
      const opened = await openRecord(db, 'https://example.org', practice, id, who);
      if (opened === undefined) throw new Error('a record that is there was not found');
      const { digest, fault } = digestOf(Buffer.concat(opened.gzip), opened.size);
      if (fault !== undefined) faults.push(fault);
      reads.push({ patient: id, reader: who, ...before, version: opened.version, digest });
      if (reads.length % 10_000 === 0) options.progress?.(`${reads.length} records opened, ${writes} writes`);
    }
  };

  await db.transaction(practice, (tx) => commit(tx, [...DIRECTORY.slice(0, 3).map((id) => put(practitioner(id))), ...patients.map((id) => put(patient(id)))], WRITER));
  await Promise.all([
    ...Array.from({ length: options.writers }, (_, lane) => writer(lane)),
    ...Array.from({ length: options.readers }, (_, lane) => reader(lane)),
  ]);
  faults.push(...(await verifyReads(db, practice, reads)));
  return { reads: reads.length, writes, faults: [...new Set(faults)] };
}

/** What a competing writer may meet with. */
function isExpected(error: unknown): boolean {
  if (error instanceof Problem) return ['not-found', 'deleted', 'duplicate', 'invalid'].includes(error.fault);
  return error instanceof Error && 'code' in error && error.code === '23505';
}

function randomChanges(random: Random, patients: readonly string[]): Change[] {
  const id = random.pick(patients);
  const dice = random.next();
  if (dice < 0.05) return [random.chance(0.4) ? remove('Practitioner', random.pick(DIRECTORY), '') : put(practitioner(random.pick(DIRECTORY), random.chance(0.2) ? { meta: WITHHELD } : {}))];
  if (dice < 0.1) return [put(patient(id, { gender: random.pick(['male', 'female']), generalPractitioner: [{ reference: `Practitioner/${random.pick(DIRECTORY)}` }] }))];
  if (dice < 0.15) return patients.filter(() => random.chance(0.5)).map((one) => put(randomEntry(random, one)));
  if (dice < 0.17) return Array.from({ length: 70 }, (_, n) => put(observation(`bulk-${id}-${n}`, id)));
  if (dice < 0.2) return Array.from({ length: 70 }, (_, n) => remove('Observation', `bulk-${id}-${n}`, id));
  if (dice < 0.4) return [remove('Observation', `${id}-${random.between(0, IDS)}`, id)];
  return [put(randomEntry(random, id))];
}

function randomEntry(random: Random, patientId: string): StoredResource {
  if (random.chance(0.1)) {
    const id = `appointment-${patientId}-${random.between(0, 3)}`;
    return { resourceType: 'Appointment', id, status: 'booked', participant: [{ status: 'accepted', actor: { reference: `Patient/${patientId}` } }] };
  }
  const reference = `Practitioner/${random.pick(DIRECTORY)}${random.chance(0.2) ? '/_history/1' : ''}`;
  return observation(`${patientId}-${random.between(0, IDS)}`, patientId, {
    ...(random.chance(0.3) ? { meta: WITHHELD } : {}),
    ...(random.chance(0.4) ? { performer: [{ reference }] } : {}),
    valueString: random.pick(['', 'naïve “quoted” \\ back', '😀'.repeat(20), 'x'.repeat(random.between(1, 3000)), '{"a":[1,2]}', 'NULL', 'line\nbreak\t\u0001']),
  });
}

function digestOf(gzip: Buffer, size: number): { digest: string; fault?: string } {
  if (gzip.length !== size) return { digest: '', fault: 'the size is not that of the pieces' };
  const bundle: { resourceType: string; type: string; entry: { fullUrl: string; resource: StoredResource; search: { mode: string } }[] } = JSON.parse(gunzipSync(gzip).toString());
  const marks = bundle.entry.map(({ resource, search, fullUrl }) => {
    if (!fullUrl.endsWith(`/fhir/r4/${resource.resourceType}/${resource.id}`)) return 'an address that is not its own';
    return entryMark(resource.resourceType, resource.id, JSON.stringify(resource), search.mode);
  });
  const addresses = new Set(bundle.entry.map((entry) => entry.fullUrl));
  const digest = createHash('sha1').update(marks.toSorted().join('\n')).digest('base64');
  return addresses.size === marks.length ? { digest } : { digest, fault: 'a resource is in the bundle twice' };
}

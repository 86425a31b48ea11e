import { createHash } from 'node:crypto';
import { audiencesOf, AUDIENCE } from '../../platform/access/audience.ts';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import type { Database } from '../../platform/store/database.ts';
import type { Reader } from '../../platform/store/reader.ts';

/** One opened record, as it has to be accounted for. */
export interface CheckedRead {
  patient: string;
  reader: Reader;
  /** Record versions whose commit had been acknowledged before the read began: the patient's, and the directory's. */
  known: number;
  knownDirectory: number;
  version: number;
  digest: string;
}

/** One record (or the directory, '') as it stood from one position of the change feed to the next. */
interface State {
  from: number;
  to: number;
  version: number;
  /** `Type/id` to the stored JSON. */
  standing: ReadonlyMap<string, string>;
  /** Every directory resource that an entry of the record has ever referred to. */
  referred: ReadonlySet<string>;
}

/** What stands for one entry of a bundle where bundles are compared. */
export function entryMark(type: string, id: string, content: string, mode: string): string {
  return `${mode} ${type}/${id} ${createHash('sha1').update(content).digest('base64')}`;
}

/**
 * Replays the change feed over the kept versions, without the code under test, and answers what is wrong with
 * the reads: older than what had been acknowledged before, or not the record as it was at that version.
 */
export async function verifyReads(db: Database, practice: string, reads: readonly CheckedRead[]): Promise<string[]> {
  const states = await replay(db, practice);
  const byVersion = new Map([...states].map(([patient, all]) => [patient, new Map(all.map((state) => [state.version, state]))]));
  const directory = states.get('') ?? [];
  const digests = new Map<string, string>();
  const faults: string[] = [];
  for (const read of reads) {
    const state = byVersion.get(read.patient)?.get(read.version);
    if (read.version < read.known) faults.push(`${read.reader.role} was sent a record older than an acknowledged write`);
    else if (state === undefined) faults.push(`${read.reader.role} was sent a version that never was`);
    else {
      const meanwhile = directory.filter((one) => one.version >= read.knownDirectory && one.from < state.to && one.to > state.from);
      const agrees = meanwhile.some((one) => {
        const key = `${read.patient} ${state.version} ${one.version} ${read.reader.role}`;
        const expected = digests.get(key) ?? expectedDigest(state, one, read);
        digests.set(key, expected);
        return expected === read.digest;
      });
      if (!agrees) faults.push(`${read.reader.role} was sent something else than the record at version ${read.version}`);
    }
  }
  return faults;
}

/** The bundle as it has to be, computed from the rows of one moment. */
function expectedDigest(record: State, directory: State, { reader }: CheckedRead): string {
  const visible = (content: string): boolean => {
    const resource: StoredResource = JSON.parse(content);
    return (audiencesOf(resource) & reader.audience) !== 0;
  };
  const own = [...record.standing].filter(([, content]) => visible(content));
  // Clinicians may also be sent what an earlier version referred to; anybody else only what they can see referred to.
  const referred = reader.audience === AUDIENCE.clinical ? record.referred : new Set(own.flatMap(([, content]) => referencesOf(content)));
  const included = [...directory.standing].filter(([address, content]) => referred.has(address) && visible(content));
  const mark = (mode: string) => ([address, content]: [string, string]) => {
    const [type = '', id = ''] = address.split('/');
    return entryMark(type, id, content, mode);
  };
  return createHash('sha1').update([...own.map(mark('match')), ...included.map(mark('include'))].toSorted().join('\n')).digest('base64');
}

function referencesOf(content: string): string[] {
  return [...content.matchAll(/"reference":"(Practitioner\/[^"/]+)/g)].map(([, reference]) => reference ?? '');
}

async function replay(db: Database, practice: string): Promise<Map<string, State[]>> {
  const [changes, versions] = await db.transaction(practice, (tx) =>
    Promise.all([
      tx.query<{ position: number; patient: string; record_version: number; resources: string }>(`select position, patient, record_version, resources from change where practice = $1 order by position`, [practice]),
      tx.query<{ type: string; id: string; version: number; content: string | null }>(
        `select type, id, version, content from history where practice = $1 union all select type, id, version, content from resource where practice = $1`,
        [practice],
      ),
    ]),
  );
  const contents = new Map(versions.map(({ type, id, version, content }) => [`${type}/${id}@${version}`, content ?? '']));
  const states = new Map<string, State[]>();
  for (const { position, patient, record_version: version, resources } of changes) {
    const all = states.get(patient) ?? [];
    states.set(patient, all);
    const last = all.at(-1);
    if (last !== undefined) last.to = position;
    const standing = new Map(last?.standing);
    const referred = new Set(last?.referred);
    const written: [string, string, number][] = JSON.parse(resources);
    for (const [type, id, number] of written) {
      const content = contents.get(`${type}/${id}@${number}`);
      if (number === 0) standing.delete(`${type}/${id}`);
      else if (content === undefined) throw new Error('a version that the change feed tells of is not kept');
      else standing.set(`${type}/${id}`, content);
      for (const reference of referencesOf(content ?? '')) referred.add(reference);
    }
    all.push({ from: position, to: Infinity, version, standing, referred });
  }
  return states;
}

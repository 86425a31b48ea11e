import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { CLINICIAN, observation, patient, patientReader, practitioner, put, RECEPTIONIST, remove, WITHHELD, write } from '../../../scripts/proofs/sample-records.ts';
import { snapshotRounds } from '../../../scripts/proofs/snapshot-rounds.ts';
import { AUDIENCE } from '../../access/audience.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import type { Reader } from '../reader.ts';
import { openRecord } from './open-record.ts';

describe('opening a record', () => {
  let db: TestDatabase;
  before(async () => {
    db = await startTestDatabase(['A20047', 'B81001']);
  });
  after(() => db.stop());

  const PRACTICE = 'B81001';
  const open = async (id: string, reader: Reader): Promise<StoredResource[] | undefined> => {
    const opened = await openRecord(db.app, 'https://example.org', PRACTICE, id, reader);
    if (opened === undefined) return undefined;
    const bundle: { entry: { resource: StoredResource }[] } = JSON.parse(gunzipSync(Buffer.concat(opened.gzip)).toString());
    return bundle.entry.map(({ resource }) => resource);
  };
  const addresses = async (id: string, reader: Reader): Promise<string[]> => (await open(id, reader) ?? []).map((resource) => `${resource.resourceType}/${resource.id}`).toSorted();
  /** What is opened from the kept snapshot, and what is when there is none. */
  const both = async (id: string, reader: Reader): Promise<[string[], string[]]> => {
    const kept = await addresses(id, reader);
    await db.owner.query(`delete from snapshot where practice = $1`, [PRACTICE]);
    return [kept, await addresses(id, reader)];
  };

  it('is never stale, torn, doubled nor wider than the audience while 6 writers and 6 readers compete (design: never parsed, never stale)', async () => {
    const tally = await snapshotRounds(db.app, 'A20047', { seed: 1, patients: 5, writers: 6, readers: 6, reads: 20_000, milliseconds: 8_000 });
    assert.deepEqual(tally.faults, []);
    assert.ok(tally.reads > 200 && tally.writes > 100, `only ${tally.reads} reads and ${tally.writes} writes`);
  });

  it('finds nobody where there is nobody, and not the directory either', async () => {
    assert.equal(await open('nobody', CLINICIAN), undefined);
    assert.equal(await open('', CLINICIAN), undefined);
  });

  it('brings a directory resource that is written after the entry that refers to it', async () => {
    await write(db.app, PRACTICE, [put(patient('late', { generalPractitioner: [{ reference: 'Practitioner/late-gp' }] }))]);
    assert.deepEqual(await addresses('late', CLINICIAN), ['Patient/late']);
    await write(db.app, PRACTICE, [put(practitioner('late-gp'))]);
    for (const reader of [CLINICIAN, RECEPTIONIST, patientReader('late')]) assert.deepEqual(await addresses('late', reader), ['Patient/late', 'Practitioner/late-gp']);
  });

  it('holds a directory resource once, however many versions of it are referred to', async () => {
    const performer = ['Practitioner/twice', 'Practitioner/twice/_history/1', 'Practitioner/twice/_history/2'].map((reference) => ({ reference }));
    await write(db.app, PRACTICE, [put(practitioner('twice')), put(patient('p-twice')), put(observation('o-twice', 'p-twice', { performer }))]);
    assert.deepEqual(await both('p-twice', CLINICIAN), Array(2).fill(['Observation/o-twice', 'Patient/p-twice', 'Practitioner/twice']));
  });

  it('does not show through whom a withheld entry refers to (safety I23)', async () => {
    const performer = [{ reference: 'Practitioner/confidant' }];
    await write(db.app, PRACTICE, [put(practitioner('confidant')), put(patient('p-hidden')), put(observation('o-hidden', 'p-hidden', { meta: WITHHELD, performer }))]);
    const own = patientReader('p-hidden');
    assert.deepEqual(await both('p-hidden', own), Array(2).fill(['Patient/p-hidden']));
    assert.deepEqual(await both('p-hidden', RECEPTIONIST), Array(2).fill(['Patient/p-hidden']));
    await addresses('p-hidden', own); // a snapshot stands
    await write(db.app, PRACTICE, [put(observation('o-open', 'p-hidden', { performer }))]);
    assert.deepEqual(await both('p-hidden', own), Array(2).fill(['Observation/o-open', 'Patient/p-hidden', 'Practitioner/confidant']));
    await write(db.app, PRACTICE, [put(observation('o-open', 'p-hidden', { meta: WITHHELD, performer }))]);
    assert.deepEqual(await both('p-hidden', own), Array(2).fill(['Patient/p-hidden']));
  });

  it('keeps a directory resource that is withheld from patients out of what they open', async () => {
    await write(db.app, PRACTICE, [put(practitioner('unnamed', { meta: WITHHELD })), put(patient('p-unnamed', { generalPractitioner: [{ reference: 'Practitioner/unnamed' }] }))]);
    assert.deepEqual(await both('p-unnamed', patientReader('p-unnamed')), Array(2).fill(['Patient/p-unnamed']));
    assert.deepEqual(await both('p-unnamed', CLINICIAN), Array(2).fill(['Patient/p-unnamed', 'Practitioner/unnamed']));
  });

  it('opens a record that holds nothing for the audience as an empty bundle, and then what is added', async () => {
    await write(db.app, PRACTICE, [put(patient('p-empty', { meta: WITHHELD }))]);
    const own = patientReader('p-empty');
    assert.deepEqual(await open('p-empty', own), []);
    assert.deepEqual(await open('p-empty', own), []);
    await write(db.app, PRACTICE, [put(observation('o-first', 'p-empty'))]);
    assert.deepEqual(await addresses('p-empty', own), ['Observation/o-first']);
  });

  it('takes a deletion that names another record for what it is: nothing is deleted behind a snapshot (safety I27)', async () => {
    await write(db.app, PRACTICE, [put(patient('p-a')), put(patient('p-b')), put(observation('o-a', 'p-a'))]);
    await addresses('p-a', CLINICIAN);
    for (const wrong of ['p-b', '']) await assert.rejects(write(db.app, PRACTICE, [remove('Observation', 'o-a', wrong)]), { fault: 'invalid' });
    assert.deepEqual(await both('p-a', CLINICIAN), Array(2).fill(['Observation/o-a', 'Patient/p-a']));
  });

  it('passes through an entry of 12 MB written since the snapshot', async () => {
    const data = Buffer.alloc(9_000_000, '\\"€').toString('base64');
    const quoted = '"\\'.repeat(1_000_000);
    await write(db.app, PRACTICE, [put(patient('p-large'))]);
    await addresses('p-large', CLINICIAN);
    const letter: StoredResource = {
      resourceType: 'DocumentReference', id: 'letter', status: 'current', subject: { reference: 'Patient/p-large' }, content: [{ attachment: { contentType: 'application/pdf', data, title: quoted } }],
    };
    await write(db.app, PRACTICE, [put(letter)]);
    const found = (await open('p-large', CLINICIAN) ?? []).find((resource) => resource.resourceType === 'DocumentReference');
    assert.ok(found?.content[0]?.attachment?.data === data && found.content[0].attachment.title === quoted);
  });

  it('leaves an audit row for every opening before the bytes are out, and one where there was no such patient (design: every read is audited)', async () => {
    const count = async (outcome: string): Promise<unknown> =>
      (await db.owner.query(`select count(*)::int as n from audit where practice = $1 and action = 'read' and outcome = $2 and actor = 'auditor'`, [PRACTICE, outcome]))[0];
    const auditor: Reader = { account: 'auditor', role: 'gp', audience: AUDIENCE.clinical, own: null };
    await write(db.app, PRACTICE, [put(patient('p-audited'))]);
    for (let i = 1; i <= 3; i++) {
      await open('p-audited', auditor);
      assert.deepEqual(await count('success'), { n: i });
    }
    await open('p-none', auditor);
    assert.deepEqual(await count('failed'), { n: 1 });
  });
});

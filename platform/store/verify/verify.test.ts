import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { generatePopulation } from '../../../dev-env/population/generate.ts';
import { CLINICIAN, observation, patient, practitioner, put, remove, write } from '../../../scripts/proofs/sample-records.ts';
import { openRecord } from '../open/open-record.ts';
import type { Check } from './report.ts';
import { verifyDatabase } from './verify.ts';

const PRACTICE = 'A20047';
const BASE = 'http://127.0.0.1';

/** A fault as somebody with the owner's powers could make it, and the check that must find it. */
const PLANTED: [string, Check, string][] = [
  ['a search row that is missing', 'derived rows', `delete from coded_entry where id = 'o1'`],
  ['a search row too many', 'derived rows', `insert into coded_entry (practice, code, patient, date, type, id) values ('${PRACTICE}', 'sct|1', 'p1', '-infinity', 'Observation', 'o1')`],
  ['a search row of nothing', 'derived rows', `insert into identifier (practice, type, value, system, id) values ('${PRACTICE}', 'Observation', '1', '', 'nowhere')`],
  ['a value to search by that is missing', 'derived rows', `delete from search_value where practice = '${PRACTICE}'`],
  ['a name that is missing', 'derived rows', `delete from patient_name where patient = 'p1'`],
  ['a patient row that says otherwise', 'derived rows', `update patient_index set gender = 'unknown' where patient = 'p1'`],
  ['an audience that is too wide', 'resource', `update resource set audience = 15 where id = 'o1'`],
  ['content that is no longer its version', 'resource', `update resource set content = replace(content, '"versionId":"', '"versionId":"9') where id = 'o1'`],
  ['content that is cut off', 'resource', `update resource set content = left(content, 40) where id = 'o1'`],
  ['a version that is gone from the history', 'history', `delete from history where id = 'o2' and version = 2`],
  ['a tombstone that is gone', 'history', `delete from history where id = 'gone' and content is null`],
  ['a deletion after a deletion', 'history', `insert into history (practice, type, id, version, patient, updated, audience) select practice, type, id, version + 1, patient, updated, audience from history where id = 'gone' and content is null`],
  ['an entry without its record', 'record', `delete from record where patient = 'p1'`],
  ['a floor above the version', 'record', `update record set floor = version + 1 where patient = 'p1'`],
  ['an entry of a later version', 'record', `update resource set record_version = 1000 where id = 'o1'`],
  ['a gap in the feed', 'feed', `delete from change where position = 3`],
  ['a feed whose last change is lost', 'feed', `delete from change where position = (select position from feed where practice = '${PRACTICE}')`],
  ['a feed whose first change is lost', 'feed', `delete from change where position = 1`],
  ['a feed whose head is wrong', 'feed', `update feed set position = position + 1`],
  ['a write without audit', 'audit', `delete from audit where target = 'Observation/o2' and action = 'update'`],
  ['an audit row of no write', 'audit', `update resource set updated = now() + interval '1 second' where id = 'o1'`],
  ['a reference to nothing', 'references', `update resource set content = replace(content, 'Practitioner/d1', 'Practitioner/d2') where id = 'o1'`],
  ['a snapshot of other content', 'snapshot', `update resource set content = replace(content, '"final"', '"amended"') where id = 'o2'`],
  ['a snapshot that cannot be unpacked', 'snapshot', `update snapshot set body = substr(body, 200) where patient = 'p1'`],
  ['a snapshot whose checksum is wrong', 'snapshot', `update snapshot set crc = crc + 1 where patient = 'p1'`],
  ['a snapshot that missed a change', 'snapshot', `update snapshot set directory = 1000000, version = (select version from record where practice = '${PRACTICE}' and patient = 'p2') where practice = '${PRACTICE}' and patient = 'p2'`],
  ['a snapshot from the future', 'record', `update snapshot set version = 1000 where patient = 'p1'`],
  ['a conditional create of nothing', 'derived rows', `insert into conditional_create (practice, key, id) values ('${PRACTICE}', 'Observation?a|b', 'nowhere')`],
];

describe('verify', () => {
  let db: TestDatabase;

  before(async () => {
    db = await startTestDatabase([PRACTICE, 'B81001']);
    const by = (id: string) => ({ performer: [{ reference: `Practitioner/${id}` }] });
    await write(db.app, PRACTICE, [put(practitioner('d1')), put(patient('p1')), put(patient('p2')), put(observation('o1', 'p1', by('d1'))), put(observation('o2', 'p1'))]);
    await write(db.app, PRACTICE, [put(observation('o2', 'p1', { valueQuantity: { value: 1.25, unit: 'kg' }, effectiveDateTime: '2026-01-02' }))]);
    await write(db.app, PRACTICE, [put(observation('o2', 'p1', { valueInteger: 3 })), put(observation('gone', 'p2'))]);
    await write(db.app, PRACTICE, [remove('Observation', 'gone', 'p2'), put(observation('late', 'p2'))]);
    await openRecord(db.app, BASE, PRACTICE, 'p1', CLINICIAN);
    await openRecord(db.app, BASE, PRACTICE, 'p2', CLINICIAN);
    await write(db.app, PRACTICE, [put(observation('since', 'p1', { identifier: [{ system: 'urn:x', value: '7' }] }))]);
    await write(db.app, PRACTICE, [put(observation('late', 'p2', { valueInteger: 2 }))]);
    for (const { patient: person, resources, directory } of generatePopulation({ seed: 5, patients: 5, practice: { ods: 'B81001', name: 'Other' }, today: '2026-11-22' })) {
      await write(db.app, 'B81001', [...directory, person, ...resources].map((resource) => put(resource)), { account: 'import', role: 'system', action: 'import' });
      await openRecord(db.app, BASE, 'B81001', person.id, CLINICIAN);
    }
  });
  after(() => db.stop());

  const verify = (practice?: string) => verifyDatabase(db.connections.owner, { base: BASE, ...(practice === undefined ? {} : { practice }) });

  it('finds nothing in a sound database, and says how much it looked at', async () => {
    const { faults, faultCount, counts } = await verify();
    assert.deepEqual(faults, []);
    assert.equal(faultCount, 0);
    assert.equal(counts.practices, 2);
    assert.ok(counts.resources > 500 && counts.derivedRows > 500 && counts.references > 500, JSON.stringify(counts));
    assert.ok(counts.snapshots >= 6, `${counts.snapshots} snapshots`);
  });

  for (const [name, check, sql] of PLANTED) {
    it(`finds ${name}`, async () => {
      const saved = await save(db);
      await db.owner.query(sql, []);
      try {
        const { faults } = await verify(PRACTICE);
        assert.ok(faults.some((fault) => fault.check === check), `${check} not among: ${JSON.stringify(faults)}`);
      } finally {
        await saved.restore();
      }
      assert.deepEqual((await verify(PRACTICE)).faults, []);
    });
  }

  it('refuses a practice that is not here', () => assert.rejects(verify('Z99999'), /no practice Z99999/));
});

const TABLES = ['resource', 'history', 'record', 'snapshot', 'patient_index', 'patient_name', 'identifier', 'search_value', 'coded_entry', 'change', 'feed', 'audit', 'conditional_create'];

/** Keeps what stands beside it, to be put back. */
async function save(db: TestDatabase): Promise<{ restore(): Promise<void> }> {
  for (const table of TABLES) await db.owner.query(`create table kept_${table} as select * from ${table}`, []);
  return {
    async restore() {
      for (const table of TABLES) {
        const columns = await db.owner.query<{ name: string }>(`select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`, [`jenner.${table}`]);
        const names = columns.map(({ name }) => name).join(', ');
        await db.owner.query(`delete from ${table}`, []);
        await db.owner.query(`insert into ${table} (${names}) overriding system value select ${names} from kept_${table}`, []);
        await db.owner.query(`drop table kept_${table}`, []);
      }
    },
  };
}

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { CLINICIAN, observation, patient, patientReader, practitioner, put, remove, WITHHELD, write } from '../../../scripts/proofs/sample-records.ts';
import { searchFor } from '../../../scripts/proofs/search-for.ts';
import { Problem } from '../../errors.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import type { Reader } from '../reader.ts';

const WITH = 'A20047';
const WITHOUT = 'B81001';
const SNOMED = 'http://snomed.info/sct';

describe('search through other resources, in order, and by the page', () => {
  let db: TestDatabase;
  before(async () => {
    db = await startTestDatabase([WITH, WITHOUT]);
    for (const practice of [WITH, WITHOUT]) await write(db.app, practice, shown().map((resource) => put(resource)));
    await write(db.app, WITH, hidden().map((resource) => put(resource)));
  });
  after(() => db.stop());

  const entry = (id: string, about: string, code: string, more: object = {}): StoredResource =>
    observation(id, about, { code: { coding: [{ system: SNOMED, code }] }, ...more });
  const encounter = (id: string, about: string, more: object = {}): StoredResource =>
    ({ resourceType: 'Encounter', id, status: 'finished', class: { code: 'AMB' }, subject: { reference: `Patient/${about}` }, ...more });
  const shown = (): StoredResource[] => [
    practitioner('khan', { name: [{ family: 'Khan' }] }), practitioner('lee', { name: [{ family: 'Lee' }] }),
    { resourceType: 'Organization', id: 'org', name: 'The Surgery', partOf: { reference: 'Organization/trust' } }, { resourceType: 'Organization', id: 'trust', name: 'The Trust' },
    patient('ann', { name: [{ family: 'Ash', given: ['Ann'] }], birthDate: '1980-01-01', gender: 'female', generalPractitioner: [{ reference: 'Practitioner/khan' }], managingOrganization: { reference: 'Organization/org' } }),
    patient('bob', { name: [{ family: 'Birch', given: ['Bob'] }], birthDate: '1990-01-01', generalPractitioner: [{ reference: 'Practitioner/lee' }] }),
    encounter('ea', 'ann', { participant: [{ individual: { reference: 'Practitioner/khan' } }], period: { start: '2026-01-01' } }), encounter('eb', 'bob', { period: { start: '2026-02-01' } }),
    entry('oa1', 'ann', 'weight', { encounter: { reference: 'Encounter/ea' }, valueQuantity: { value: 70, unit: 'kg' }, effectiveDateTime: '2026-01-01', performer: [{ reference: 'Practitioner/khan' }] }),
    entry('oa2', 'ann', 'height', { encounter: { reference: 'Encounter/ea' }, valueQuantity: { value: 170, unit: 'cm' }, hasMember: [{ reference: 'Observation/oa1' }] }),
    entry('ob1', 'bob', 'weight', { encounter: { reference: 'Encounter/eb' }, valueQuantity: { value: 90, unit: 'kg' }, effectiveDateTime: '2026-02-01', performer: [{ reference: 'Practitioner/lee' }] }),
  ];
  /** What a patient must not notice: an entry, a consultation and who held it, all withheld from ann. */
  const hidden = (): StoredResource[] => [
    practitioner('hidden', { name: [{ family: 'Secret' }] }),
    encounter('eh', 'ann', { meta: WITHHELD, participant: [{ individual: { reference: 'Practitioner/hidden' } }], period: { start: '2026-03-01' } }),
    entry('oh', 'ann', 'secret', { meta: WITHHELD, encounter: { reference: 'Encounter/ea' }, valueQuantity: { value: 75, unit: 'kg' }, effectiveDateTime: '2026-03-01', performer: [{ reference: 'Practitioner/hidden' }] }),
    { resourceType: 'Task', id: 'th', status: 'requested', intent: 'order', for: { reference: 'Patient/ann' }, focus: { reference: 'Observation/oa1' } },
  ];

  const ask = async (type: string, query: string, reader: Reader = CLINICIAN, practice = WITHOUT) => {
    const { matches, included, total } = await searchFor(db.app, practice, type, query, reader);
    return `${matches.map(({ id }) => id).join()}${included.length === 0 ? '' : ` + ${included.map(({ id }) => id).join()}`} of ${total}`;
  };

  it('follows chains and _has, nested and both at once, from whichever end is the narrower', async () => {
    const cases: [string, string, string][] = [
      ['Observation', 'patient.family=ash', 'oa1,oa2 of 2'], ['Observation', 'subject:Patient.name=birch', 'ob1 of 1'], ['Observation', 'patient.general-practitioner:Practitioner.name=khan', 'oa1,oa2 of 2'],
      ['Observation', 'patient=ann&encounter.date=lt2026-02', 'oa1,oa2 of 2'], ['Observation', 'encounter.date=sa2026-01&code=weight', 'ob1 of 1'], ['Observation', 'performer:Practitioner.family=lee', 'ob1 of 1'], ['Observation', 'patient.family=ash&patient.birthdate=1990-01-01', ' of 0'],
      ['Patient', 'general-practitioner:Practitioner.family=khan', 'ann of 1'], ['Patient', 'general-practitioner.name=lee', 'bob of 1'], ['Patient', 'organization.partof.name=trust', 'ann of 1'],
      ['Patient', '_has:Observation:patient:code=weight', 'ann,bob of 2'], ['Patient', '_has:Observation:patient:code=height', 'ann of 1'], ['Patient', '_has:Observation:patient:code-value-quantity=weight$gt80', 'bob of 1'], ['Patient', 'family=ash&_has:Observation:patient:code=weight', 'ann of 1'], ['Patient', 'gender=female&_has:Observation:patient:code=weight', 'ann of 1'],
      ['Patient', '_has:Observation:patient:performer:Practitioner.family=lee', 'bob of 1'], ['Practitioner', '_has:Patient:general-practitioner:_has:Observation:patient:code=height', 'khan of 1'], ['Encounter', '_has:Observation:encounter:code=height', 'ea of 1'], ['Encounter', 'patient=bob&_has:Observation:encounter:code=height', ' of 0'],
      ['Observation', '_has:Observation:has-member:code=height', 'oa1 of 1'], ['Observation', 'has-member.code=weight', 'oa2 of 1'], ['Observation', 'encounter=Encounter/ea', 'oa1,oa2 of 2'],
    ];
    for (const [type, query, expected] of cases) assert.equal(await ask(type, query), expected, `${type}?${query}`);
  });

  it('brings what _include and _revinclude ask for, each once and nothing else', async () => {
    const cases: [string, string, string][] = [
      ['Observation', 'patient=ann&_include=Observation:encounter&_include=Observation:subject', 'oa1,oa2 + ea,ann of 2'], ['Observation', '_id=oa2&_include=Observation:has-member', 'oa2 + oa1 of 1'], ['Observation', '_id=oa1&_include=Observation:*', 'oa1 + ea,ann,khan of 1'],
      ['Observation', '_id=oa1&_include=Observation:subject:Group', 'oa1 of 1'], ['Observation', '_id=oa1&_include=Observation:patient&_include:iterate=Patient:organization&_include:iterate=Organization:partof', 'oa1 + ann,org,trust of 1'], ['Observation', '_id=oa1&_include=Observation:patient&_include=Patient:organization', 'oa1 + ann of 1'],
      ['Encounter', '_id=ea&_revinclude=Observation:encounter', 'ea + oa1,oa2 of 1'], ['Patient', '_id=bob&_revinclude=Observation:patient&_revinclude=Encounter:patient', 'bob + ob1,eb of 1'], ['Practitioner', '_id=lee&_revinclude=Patient:general-practitioner&_revinclude:iterate=Encounter:patient', 'lee + bob,eb of 1'],
      ['Observation', 'patient=ann&_count=1&_include=Observation:encounter', 'oa1 + ea of 2'], ['Observation', 'patient=ann&_summary=count', ' of 2'],
    ];
    for (const [type, query, expected] of cases) assert.equal(await ask(type, query), expected, `${type}?${query}`);
  });

  it('sorts by several keys of any kind, either way, those without a value last', async () => {
    const cases: [string, string, string][] = [
      ['Observation', 'code=weight,height&_sort=-value-quantity', 'oa2,ob1,oa1'], ['Observation', 'code=weight,height&_sort=date', 'oa1,ob1,oa2'], ['Observation', 'code=weight,height&_sort=-date', 'ob1,oa1,oa2'], ['Observation', 'code=weight,height&_sort=code,-_id', 'oa2,ob1,oa1'],
      ['Patient', '_sort=gender,-birthdate', 'ann,bob'], ['Patient', '_sort=-family', 'bob,ann'], ['Practitioner', '_sort=name', 'khan,lee'], ['Observation', 'code=weight&_sort=-patient', 'ob1,oa1'],
    ];
    for (const [type, query, expected] of cases) assert.equal((await ask(type, query)).split(' ')[0], expected, `${type}?${query}`);
  });

  it('a patient gets the same answers whether there is something hidden from them or not (safety I29)', async () => {
    const questions: [string, string][] = [
      ['Encounter', '_revinclude=Observation:encounter'], ['Encounter', '_has:Observation:encounter:code=secret'], ['Encounter', '_has:Observation:encounter:value-quantity=75'], ['Encounter', '_sort=-date'], ['Encounter', '_sort=date&_count=1'], ['Encounter', 'practitioner.family=secret'], ['Encounter', '_include=Encounter:practitioner'], ['Encounter', '_total=accurate&_count=1'], ['Encounter', '_summary=count'],
      ['Observation', 'encounter=ea&_count=2'], ['Observation', 'code=secret'], ['Observation', '_id=oh,oa1'], ['Observation', 'performer:Practitioner.family=secret'], ['Observation', '_sort=-value-quantity&_count=2'], ['Observation', '_include=Observation:performer&_include=Observation:encounter'], ['Observation', '_revinclude=Task:focus'], ['Observation', '_has:Task:focus:status=requested'], ['Observation', 'encounter.date=sa2026-02'], ['Observation', 'code:not=weight&_total=estimate'], ['Observation', 'code:missing=false'],
      ['Patient', '_has:Observation:patient:code=secret'], ['Patient', '_has:Encounter:patient:practitioner=hidden'], ['Patient', '_revinclude=Observation:patient&_revinclude=Encounter:patient&_revinclude=Task:patient'], ['Patient', '_has:Observation:patient:_has:Task:focus:status=requested'], ['Task', 'patient=ann'], ['Task', ''], ['Practitioner', '_has:Observation:performer:code=secret'], ['Practitioner', '_has:Encounter:practitioner:status=finished'],
    ];
    let told = 0;
    for (const [type, query] of questions) {
      const answers = await Promise.all([WITH, WITHOUT].map((practice) => ask(type, query, patientReader('ann'), practice)));
      // The practitioner is in the directory for all to see: what must not show is that ann has met them.
      assert.equal(answers[0], answers[1], `${type}?${query}`);
      assert.ok(!/\b(?:oh|eh|th|bob|eb|ob1)\b/.test(answers[0] ?? ''), `${type}?${query} tells ${answers[0]}`);
      if (!/^ of 0$/.test(answers[0] ?? '')) told++;
    }
    assert.ok(told >= 15, `only ${told} told anything`);
    assert.equal(await ask('Encounter', '_has:Observation:encounter:code=secret', CLINICIAN, WITH), 'ea of 1', 'staff see it: the question does tell something');
    assert.equal(await ask('Encounter', '_id=ea&_revinclude=Observation:encounter', CLINICIAN, WITH), 'ea + oa1,oa2,oh of 1');
  });

  it('the pages together are what stood throughout, each once, while others write, change and delete (safety H28)', async () => {
    await write(db.app, WITHOUT, [put(patient('paged'))]);
    const ids = Array.from({ length: 90 }, (_, n) => `pg${(n * 37) % 90}`);
    await write(db.app, WITHOUT, ids.map((id, n) => put(entry(id, 'paged', 'paged', { valueQuantity: { value: n % 7 }, effectiveDateTime: `2025-01-${10 + (n % 20)}` }))));
    const gone = new Set<string>();
    for (const [round, query] of ['patient=paged', 'code=paged', 'code=paged&_sort=-date', 'code=paged&_sort=value-quantity,-_id', 'patient=paged&_sort=_lastUpdated', 'code=paged&_total=none'].entries()) {
      const seen: string[] = [];
      for (let page: string | undefined = '', n = 0; page !== undefined; n++) {
        const answer = await searchFor(db.app, WITHOUT, 'Observation', `${query}&_count=11${page}`, CLINICIAN);
        seen.push(...answer.matches.map(({ id }) => id));
        page = answer.next === undefined ? undefined : `&_page=${answer.next}`;
        const [changed, removed] = [`pg${(n * 13 + round) % 90}`, `pg${(n * 29 + round * 5 + 1) % 90}`];
        await write(db.app, WITHOUT, [put(entry(`${n % 2 === 0 ? 'a' : 'z'}-new-${round}-${n}`, 'paged', 'paged', { valueQuantity: { value: n } })), ...(gone.has(changed) ? [] : [put(entry(changed, 'paged', 'paged', { valueQuantity: { value: 99 }, effectiveDateTime: '2030' }))])]);
        if (round > 2 && !gone.has(removed)) {
          await write(db.app, WITHOUT, [remove('Observation', removed, 'paged')]);
          gone.add(removed);
        }
      }
      assert.equal(new Set(seen).size, seen.length, `${query}: an entry came twice`);
      assert.deepEqual(ids.filter((id) => !gone.has(id) && !seen.includes(id)), [], `${query}: an entry was missed`);
    }
    assert.ok(gone.size > 10);
  });

  it('a page is its asker’s, of its own question, and no other', async () => {
    const { next = '' } = await searchFor(db.app, WITHOUT, 'Patient', '_sort=family&_count=1', CLINICIAN);
    assert.match(next, /^o[\w-]{22}\.1$/);
    assert.equal((await searchFor(db.app, WITHOUT, 'Patient', `_sort=family&_count=1&_page=${next}`, CLINICIAN)).matches.length, 1);
    for (const [practice, query, reader] of [[WITHOUT, '_sort=family&_count=1', { ...CLINICIAN, account: 'other' }], [WITHOUT, '_sort=-family&_count=1', CLINICIAN], [WITH, '_sort=family&_count=1', CLINICIAN]] as const) {
      await assert.rejects(searchFor(db.app, practice, 'Patient', `${query}&_page=${next}`, reader), { fault: 'invalid' });
    }
    for (const page of ['x', 'o', 'oAAAAAAAAAAAAAAAAAAAAAA.1', `${next}1111111`]) await assert.rejects(searchFor(db.app, WITHOUT, 'Patient', `_sort=family&_count=1&_page=${page}`, CLINICIAN), { fault: 'invalid' }, page);
    await db.owner.query(`update search_page set expires = now() - interval '1 second'`, []);
    await assert.rejects(searchFor(db.app, WITHOUT, 'Patient', `_sort=family&_count=1&_page=${next}`, CLINICIAN), { fault: 'invalid' });
  });

  it('refuses what would read too much, and says how to narrow it: never part of a list (safety H30)', async () => {
    await db.owner.query(
      `insert into resource (practice, patient, type, id, version, record_version, updated, audience, content)
       select $1, 'crowd', 'Observation', 'crowd-' || n, 1, 1, now(), 1, '{"resourceType":"Observation","id":"crowd-' || n || '","status":"final"}' from generate_series(1, 21000) n`, [WITH]);
    for (const query of ['status=amended', 'status=final&_sort=_id', 'status=final&_total=accurate', '_summary=count', 'patient=crowd']) {
      await assert.rejects(searchFor(db.app, WITH, 'Observation', query, CLINICIAN), (error) => error instanceof Problem && error.issues[0]?.code === 'too-costly', query);
    }
    const { matches, next, total } = await searchFor(db.app, WITH, 'Observation', 'status=final&_count=10', CLINICIAN);
    assert.deepEqual([matches.length, next === undefined, total], [10, false, undefined], 'a page that is soon full is no trouble, and does not say how many there are');
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { generatePopulation } from '../../../dev-env/population/generate.ts';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { CLINICIAN, observation, patient, patientReader, practitioner, put, write } from '../../../scripts/proofs/sample-records.ts';
import { searchFor } from '../../../scripts/proofs/search-for.ts';
import { clinicalDate } from '../../fhir/clinical-date.ts';
import type { StoredResource } from '../../fhir/resource.ts';
import type { Reader } from '../reader.ts';

const PRACTICE = 'A20047';

describe('search', () => {
  let db: TestDatabase;
  let all: StoredResource[];
  let people: StoredResource[];
  before(async () => {
    db = await startTestDatabase([PRACTICE, 'B81001']);
    const records = [...generatePopulation({ seed: 8, patients: 12, practice: { ods: PRACTICE, name: 'The Practice' }, today: '2026-11-22' })];
    people = records.map((record) => record.patient);
    all = records.flatMap((record) => [...record.directory, record.patient, ...record.resources]);
    for (const record of records) await write(db.app, PRACTICE, [...record.directory, record.patient, ...record.resources].map((resource) => put(resource)));
  });
  after(() => db.stop());

  const ask = (type: string, query: string, reader: Reader = CLINICIAN, practice = PRACTICE) => searchFor(db.app, practice, type, query, reader);
  /** The ids of all pages. */
  const found = async (type: string, query: string, reader: Reader = CLINICIAN): Promise<string[]> => {
    const ids: string[] = [];
    for (let after = ''; ; ) {
      const { matches, next } = await ask(type, `${query}&_count=40${after}`, reader);
      ids.push(...matches.map(({ id }) => id));
      if (next === undefined) return ids.toSorted();
      after = `&_page=${next}`;
    }
  };
  const reference = (type: string, test: (resource: StoredResource) => boolean): string[] => all.filter((resource) => resource.resourceType === type && test(resource)).map(({ id }) => id).toSorted();
  const about = (resource: StoredResource): string => ('subject' in resource && resource.subject !== undefined && 'reference' in resource.subject ? (resource.subject.reference ?? '') : '');

  it('finds what a walk over every resource finds, by any parameter and any of several values', async () => {
    const codes = [...new Set(all.flatMap((resource) => (resource.resourceType === 'Observation' ? [resource.code?.coding?.[0]?.code ?? ''] : [])))].filter((code) => code !== '').slice(0, 4);
    const [one, two] = people;
    assert.ok(one?.resourceType === 'Patient' && two?.resourceType === 'Patient' && codes.length === 4);
    const has = (resource: StoredResource, wanted: readonly string[]) => resource.resourceType === 'Observation' && [resource.code, ...(resource.component ?? []).map((part) => part.code)].some((concept) => concept?.coding?.some(({ code }) => wanted.includes(code ?? '')));
    const cases: [string, string, string[]][] = [
      ['Observation', `code=${codes.join()}`, reference('Observation', (resource) => has(resource, codes))],
      ['Observation', `code=http://snomed.info/sct|${codes[0]}`, reference('Observation', (resource) => resource.resourceType === 'Observation' && [resource.code, ...(resource.component ?? []).map((part) => part.code)].some((concept) => concept?.coding?.some(({ system, code }) => system === 'http://snomed.info/sct' && code === codes[0])))],
      ['Observation', `code=${codes[0]}&code=${codes[1]}`, reference('Observation', (resource) => has(resource, codes.slice(0, 1)) && has(resource, codes.slice(1, 2)))],
      ['Observation', `code=${codes.join()}&code:not=${codes[1]},${codes[2]}`, reference('Observation', (resource) => has(resource, codes) && !has(resource, codes.slice(1, 3)))],
      ['Observation', `patient=${one.id}&date=ge2024&date=lt2026-06`, reference('Observation', (resource) => about(resource) === `Patient/${one.id}` && (clinicalDate(resource) ?? '') >= '2024' && (clinicalDate(resource) ?? '9') < '2026-06')],
      ['Encounter', `patient=Patient/${one.id}&status=finished`, reference('Encounter', (resource) => about(resource) === `Patient/${one.id}`)],
      ['Condition', `subject=${two.id}`, reference('Condition', (resource) => about(resource) === `Patient/${two.id}`)],
      ['Patient', `birthdate=${one.birthDate},${two.birthDate}`, reference('Patient', (resource) => resource.resourceType === 'Patient' && [one.birthDate, two.birthDate].includes(resource.birthDate))],
      ['Patient', `family=${one.name?.[0]?.family},${two.name?.[0]?.family}`, reference('Patient', (resource) => resource.resourceType === 'Patient' && (resource.name ?? []).some(({ family = '' }) => [one.name?.[0]?.family, two.name?.[0]?.family].some((wanted) => family.toLowerCase().startsWith((wanted ?? '?').toLowerCase()))))],
      ['Patient', `identifier=${one.identifier?.[0]?.value},https://fhir.nhs.uk/Id/nhs-number|${two.identifier?.[0]?.value}`, [one.id, two.id].toSorted()],
      ['Patient', `identifier=urn:other|${one.identifier?.[0]?.value}`, []],
      ['Practitioner', '_sort=_id', reference('Practitioner', () => true)],
      ['Practitioner', 'identifier=999999999000', reference('Practitioner', (resource) => resource.resourceType === 'Practitioner' && resource.identifier?.[0]?.value === '999999999000')],
    ];
    for (const [type, query, expected] of cases) assert.equal((await found(type, query)).join(), expected.join(), `${type}?${query}`);
    assert.ok(cases.filter(([, , expected]) => expected.length > 0).length >= 10, 'too few of the questions have an answer');
  });

  it('finds an entry in its own record only, though it be asked for by id (safety I27)', async () => {
    const entry = all.find(({ resourceType }) => resourceType === 'Observation');
    assert.ok(entry);
    const other = people.find(({ id }) => about(entry) !== `Patient/${id}`)?.id;
    assert.deepEqual(await found('Observation', `_id=${entry.id}`), [entry.id]);
    assert.deepEqual(await found('Observation', `_id=${entry.id}&${new URLSearchParams({ patient: about(entry) }).toString()}`), [entry.id]);
    assert.deepEqual(await found('Observation', `_id=${entry.id}&patient=${other}`), []);
  });

  it('confines a patient to their own record, whatever is asked (safety I31)', async () => {
    const [self, other] = people;
    assert.ok(self && other?.resourceType === 'Patient');
    const reader = patientReader(self.id);
    const theirs = all.filter((resource) => about(resource) === `Patient/${other.id}`);
    const entry = theirs.find(({ resourceType }) => resourceType === 'Observation');
    assert.ok(entry?.resourceType === 'Observation');
    const questions: [string, string][] = [
      ['Observation', `patient=${other.id}`], ['Observation', `_id=${theirs.map(({ id }) => id).join()}`], ['Observation', `code=${entry.code?.coding?.[0]?.code}`], ['Observation', `encounter=${entry.encounter?.reference}`], ['Observation', ''],
      ['Encounter', 'status=finished'], ['Condition', `subject=${other.id}`], ['Patient', `_id=${other.id}`], ['Patient', `identifier=${other.identifier?.[0]?.value}`], ['Patient', `name=${other.name?.[0]?.family}`], ['Patient', `birthdate=${other.birthDate}`],
    ];
    for (const [type, query] of questions) {
      for (const { content } of (await ask(type, `${query}&_count=1000`, reader)).matches) {
        assert.ok(content.includes(`Patient/${self.id}`) || content.includes(`"id":"${self.id}"`), `${type}?${query} shows another's record`);
      }
    }
    assert.deepEqual(await found('Patient', `_id=${self.id}`, reader), [self.id]);
  });

  it('shows a patient nothing that names no patient, save the directory and the like', async () => {
    const loose: StoredResource = { resourceType: 'Observation', id: 'loose', status: 'final', code: { text: 'x' }, subject: { reference: 'https://elsewhere.example/Patient/1' } };
    await write(db.app, PRACTICE, [put(loose), put({ resourceType: 'Appointment', id: 'blocked', status: 'booked', participant: [{ status: 'accepted' }] }), put({ resourceType: 'Slot', id: 'slot', status: 'free', schedule: { reference: 'Schedule/s' }, start: '2026-11-23T09:00:00Z', end: '2026-11-23T09:10:00Z' })]);
    const reader = patientReader(people[0]?.id ?? '');
    for (const [type, id, seen] of [['Observation', 'loose', 0], ['Appointment', 'blocked', 0], ['Slot', 'slot', 1]] as const) {
      assert.equal((await ask(type, `_id=${id}`, reader)).total, seen, type);
      assert.equal((await ask(type, `_id=${id}`)).total, 1, type);
    }
  });

  it('misses no entry that was there when paging began, and brings none twice, while others insert (safety H28)', async () => {
    const practice = 'B81001';
    const when = (n: number): string => new Date(Date.UTC(2020, 0, 1 + (n * 37) % 500)).toISOString().slice(0, n % 3 === 0 ? 7 : 10);
    const initial = Array.from({ length: 120 }, (_, n) => observation(`first-${(n * 7919) % 120}`, 'paged', n % 10 === 0 ? {} : { effectiveDateTime: when(n) }));
    await write(db.app, practice, [put(patient('paged')), ...initial.map((resource) => put(resource))]);
    let inserted = 0;
    for (const sort of ['_id', '-_id', 'date', '-date', '_lastUpdated', '-_lastUpdated']) {
      const pages: string[] = [];
      let after: string | undefined;
      do {
        const { matches, next } = await ask('Observation', `patient=paged&_count=7&_sort=${sort}${after === undefined ? '' : `&_page=${after}`}`, CLINICIAN, practice);
        pages.push(...matches.map(({ id }) => id));
        after = next;
        await write(db.app, practice, [put(observation(`${inserted % 2 === 0 ? 'a' : 'z'}-later-${inserted++}`, 'paged', { effectiveDateTime: when(inserted) }))]);
      } while (after !== undefined);
      assert.equal(new Set(pages).size, pages.length, `${sort}: an entry came twice`);
      assert.deepEqual(initial.filter(({ id }) => !pages.includes(id)), [], `${sort}: an entry was missed`);
    }
    assert.equal((await ask('Observation', 'patient=paged&_count=0', CLINICIAN, practice)).matches.length, 0);
  });

  it('takes hostile values for values', async () => {
    const hostile = ["' or 1=1 --", '%', '_', '"', '\\', '{}', ',', '\u001e', '💊', 'x'.repeat(10_000), '$1', ');drop table resource;--'];
    for (const value of hostile) {
      const encoded = encodeURIComponent(value);
      for (const [type, name] of [['Observation', '_id'], ['Observation', 'identifier'], ['Observation', 'code'], ['Patient', 'name'], ['Patient', 'identifier']] as const) {
        const answer = await ask(type, `${name}=${encoded}`).catch((error: { fault?: string }) => error.fault);
        assert.ok(answer === 'invalid' || (typeof answer === 'object' && answer.total === 0), `${type}?${name}=${value.slice(0, 20)}`);
      }
    }
  });

  it('finds by a name, code or identifier of thousands of letters', async () => {
    const long = Array.from({ length: 5_000 }, (_, n) => String.fromCharCode(97 + ((n * n + 7 * n) % 26))).join('');
    await write(db.app, 'B81001', [put(patient('long', { name: [{ family: long }], identifier: [{ system: 'urn:x', value: long }] })), put(practitioner('long', { identifier: [{ value: long }] }))]);
    for (const query of [`family=${long}`, `identifier=urn:x|${long}`]) assert.equal((await ask('Patient', query, CLINICIAN, 'B81001')).total, 1);
    assert.equal((await ask('Patient', `identifier=urn:x|${long}y`, CLINICIAN, 'B81001')).total, 0);
  });

  it('audits every search with whose record it asked for (design: every read is audited)', async () => {
    const reader: Reader = { ...CLINICIAN, account: 'searcher' };
    await ask('Observation', `patient=${people[0]?.id}`, reader);
    await ask('Patient', 'name=smith', reader);
    const rows = await db.owner.query(`select action, outcome, patient, target from audit where actor = 'searcher' order by at`, []);
    assert.deepEqual([...rows], [{ action: 'search', outcome: 'success', patient: people[0]?.id, target: 'Observation' }, { action: 'search', outcome: 'success', patient: '', target: 'Patient' }]);
  });
});

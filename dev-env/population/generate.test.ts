import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { isValidNhsNumber } from '../../platform/fhir/nhs-number.ts';
import { hasLabel, SYNTHETIC_LABEL } from '../../platform/fhir/labels.ts';
import { DEMONSTRATION_PATIENT_ID, generatePopulation } from './generate.ts';
import type { GeneratedRecord, PopulationOptions } from './generate.ts';

const OPTIONS: PopulationOptions = { seed: 20047, patients: 600, practice: { ods: 'A20047', name: 'Exampleton Health Centre' }, today: '2026-11-22' };
const POPULATION = [...generatePopulation(OPTIONS)];
const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const nhsNumber = (record: GeneratedRecord): string => record.patient.identifier?.[0]?.value ?? '';

test('the same options give the same population, to the byte', () => {
  assert.equal(hashOf([...generatePopulation(OPTIONS)]), hashOf(POPULATION));
  assert.notEqual(hashOf([...generatePopulation({ ...OPTIONS, seed: 1, patients: 60 })]), hashOf(POPULATION.slice(0, 60)));
});

test('patient N is the same whatever the size of the population', () => {
  const few = [...generatePopulation({ ...OPTIONS, patients: 83 })];
  assert.equal(few.length, 83);
  assert.equal(hashOf(few), hashOf(POPULATION.slice(0, 83)));
});

test('NHS numbers are valid, unique and of the range never issued', () => {
  const numbers = POPULATION.map(nhsNumber);
  assert.equal(new Set(numbers).size, numbers.length);
  for (const number of numbers) assert.ok(number.startsWith('999') && isValidNhsNumber(number), 'an NHS number is wrong');
});

test('ids are unique and grow with the patient', () => {
  const ids = POPULATION.flatMap((record) => [record.patient.id, ...record.resources.map((resource) => resource.id)]);
  assert.equal(new Set(ids).size, ids.length);
  const patients = POPULATION.map((record) => record.patient.id);
  assert.deepEqual(patients, patients.toSorted());
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('every reference resolves within the record and the directory', () => {
  const directory = POPULATION[0]?.directory.map((resource) => `${resource.resourceType}/${resource.id}`) ?? [];
  assert.ok(directory.length > 20);
  for (const record of POPULATION) {
    const known = new Set([...directory, `Patient/${record.patient.id}`, ...record.resources.map((resource) => `${resource.resourceType}/${resource.id}`)]);
    for (const target of JSON.stringify(record).matchAll(/"reference":"([^"]+)"/g)) assert.ok(known.has(target[1] ?? ''), `unresolved ${target[1]}`);
  }
});

test('every reference to a practitioner, an organisation or a place shows its name', () => {
  for (const found of JSON.stringify(POPULATION).matchAll(/\{"reference":"(?:Practitioner|Organization|Location)\/[^"]+"(.{0,12})/g)) assert.match(found[1] ?? '', /^,"display":"/);
});

test('nothing is dated after today, before birth or, if clinical, from death on', () => {
  for (const record of POPULATION) {
    const birth = record.patient.birthDate ?? '';
    const death = record.patient.deceasedDateTime?.slice(0, 10);
    assert.ok(birth <= OPTIONS.today);
    assert.ok(death === undefined || (death > birth && death <= OPTIONS.today));
    for (const found of JSON.stringify(record.resources).matchAll(/":"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T[^"]*)?"/g)) {
      const date = found[1] ?? '';
      assert.ok(date <= (death ?? OPTIONS.today), `${date} is too late in ${record.patient.id}`);
      assert.ok(date >= birth.slice(0, date.length), `${date} is before birth in ${record.patient.id}`);
    }
  }
});

test('sizes: 150 to 260 resources on average, and a heavy record at index 7', () => {
  const mean = POPULATION.reduce((sum, record) => sum + record.resources.length + 1, 0) / POPULATION.length;
  assert.ok(mean >= 150 && mean <= 260, `mean ${mean}`);
  const heavy = POPULATION[7]?.resources.length ?? 0;
  assert.ok(heavy > 4000 && heavy < 7000, `heavy ${heavy}`);
});

test('everybody is labelled synthetic; some entries are restricted and withheld from the patient', () => {
  for (const record of POPULATION) assert.ok(hasLabel(record.patient.meta, SYNTHETIC_LABEL.system, SYNTHETIC_LABEL.code));
  const withheld = POPULATION.map((record) => record.resources.filter((resource) => resource.meta?.security?.some((label) => label.code === 'NOPAT')).length);
  assert.equal(withheld[0], 1, 'the demonstration patient has one entry she must not see');
  assert.ok(withheld.filter((count) => count > 0).length >= 10);
});

test('nobody with an allergy to penicillin is given one', () => {
  let allergic = 0;
  for (const record of POPULATION) {
    if (!record.resources.some((resource) => resource.resourceType === 'AllergyIntolerance' && resource.code?.text === 'Allergy to penicillin')) continue;
    allergic++;
    const registered = record.resources.find((resource) => resource.resourceType === 'AllergyIntolerance');
    assert.ok(registered);
    for (const resource of record.resources) {
      if (resource.resourceType === 'MedicationRequest' && (resource.authoredOn ?? '') > (registered.resourceType === 'AllergyIntolerance' ? (registered.recordedDate ?? '') : '')) {
        assert.doesNotMatch(resource.medicationCodeableConcept?.text ?? '', /cillin/);
      }
    }
  }
  assert.ok(allergic > 10);
});

test('nobody takes two medicines of one kind', () => {
  for (const record of POPULATION) {
    const taken = record.resources.flatMap((resource) => (resource.resourceType === 'MedicationRequest' && resource.intent === 'plan' && resource.status === 'active' ? [resource.medicationCodeableConcept?.text ?? ''] : []));
    assert.equal(new Set(taken).size, taken.length);
    for (const kind of [/statin/, /pril /, /Sertraline|Citalopram|Fluoxetine/, /Aspirin|Clopidogrel|Apixaban/, /Paracetamol|Co-codamol/]) {
      assert.ok(taken.filter((medicine) => kind.test(medicine)).length <= 1, `${kind} twice in ${record.patient.id}`);
    }
  }
});

test('the demonstration patient is a woman of 58 with hypertension and type 2 diabetes', () => {
  const demonstration = POPULATION[0];
  assert.equal(demonstration?.patient.id, DEMONSTRATION_PATIENT_ID);
  assert.equal(demonstration.patient.gender, 'female');
  assert.equal(demonstration.patient.birthDate, '1968-03-14');
  const problems = demonstration.resources.flatMap((resource) => (resource.resourceType === 'Condition' ? [resource.code?.text] : []));
  assert.ok(problems.includes('Hypertensive disorder') && problems.includes('Type 2 diabetes mellitus'));
  assert.ok(demonstration.resources.length > 200 && demonstration.resources.length < 900, `${demonstration.resources.length}`);
});

test('generation is fast (printed, not judged: machines differ)', (context) => {
  const start = performance.now();
  let made = 0;
  for (const record of generatePopulation({ ...OPTIONS, patients: 1500 })) made += record.resources.length + 1;
  context.diagnostic(`${Math.round((made / (performance.now() - start)) * 1000)} resources a second`);
  assert.ok(made > 1500 * 150);
});

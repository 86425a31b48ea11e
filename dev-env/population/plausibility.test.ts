import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatePopulation } from './generate.ts';
import type { GeneratedRecord } from './generate.ts';
import { NAMED_PEOPLE } from './named-people.ts';

const TODAY = '2026-11-22';
const POPULATION = [...generatePopulation({ seed: 3, patients: 1200, practice: { ods: 'A20047', name: 'Exampleton Health Centre' }, today: TODAY })];
const ageOf = (record: GeneratedRecord): number => (Date.parse(TODAY) - Date.parse(record.patient.birthDate ?? '')) / 31_556_952_000;
const ADULTS = POPULATION.filter((record) => ageOf(record) >= 18);
const has = (record: GeneratedRecord, problem: string): boolean => record.resources.some((resource) => resource.resourceType === 'Condition' && resource.code?.text === problem);
const share = (people: readonly GeneratedRecord[], problem: string): number => people.filter((record) => has(record, problem)).length / people.length;
const between = (value: number, low: number, high: number): void => assert.ok(value >= low && value <= high, `${value} is not within ${low} to ${high}`);

test('the age pyramid is near England\'s', () => {
  const part = (from: number, to: number): number => POPULATION.filter((record) => ageOf(record) >= from && ageOf(record) < to).length / POPULATION.length;
  between(part(0, 18), 0.16, 0.26);
  between(part(18, 65), 0.53, 0.67);
  between(part(65, 120), 0.15, 0.24);
  between(POPULATION.filter((record) => record.patient.gender === 'female').length / POPULATION.length, 0.46, 0.56);
  between(POPULATION.filter((record) => record.patient.deceasedDateTime).length / POPULATION.length, 0.003, 0.025);
});

test('long-term conditions are as common as in England, and commoner in the old', () => {
  between(share(ADULTS, 'Hypertensive disorder'), 0.1, 0.2);
  between(share(ADULTS, 'Type 2 diabetes mellitus'), 0.04, 0.1);
  between(share(POPULATION, 'Asthma'), 0.04, 0.1);
  between(share(ADULTS, 'Hypothyroidism'), 0.015, 0.07);
  between(share(ADULTS, 'Depressive disorder'), 0.08, 0.19);
  const old = ADULTS.filter((record) => ageOf(record) >= 70);
  const young = ADULTS.filter((record) => ageOf(record) < 50);
  assert.ok(share(old, 'Hypertensive disorder') > 4 * share(young, 'Hypertensive disorder'));
});

test('HbA1c of diabetics stands above that of others, and a high one is marked', () => {
  const results = (diabetic: boolean): number[] =>
    POPULATION.filter((record) => has(record, 'Type 2 diabetes mellitus') === diabetic).flatMap((record) =>
      record.resources.flatMap((resource) => {
        if (resource.resourceType !== 'Observation' || !resource.code.text?.startsWith('Haemoglobin A1c')) return [];
        const value = resource.valueQuantity?.value ?? 0;
        assert.equal(resource.interpretation?.[0]?.coding?.[0]?.code, value > 41 ? 'H' : undefined);
        return [value];
      }),
    );
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  between(mean(results(true)), 48, 68);
  between(mean(results(false)), 33, 41);
});

test('every kind of name the screens must take is among the first fifty', () => {
  const written = JSON.stringify(POPULATION.slice(0, 50).map((record) => record.patient.name));
  for (const wanted of [/O'Connor/, /Fitzgerald/, /ŵ/, /Ł/, /ı/, /\p{Script=Arabic}/u, /\p{Script=Han}/u, /\p{Script=Bengali}/u, /"nickname"/, /"usual"/, /"maiden"/, /"old"/]) assert.match(written, wanted);
  const names = POPULATION.slice(0, 50).flatMap((record) => record.patient.name ?? []);
  assert.ok(names.some((name) => name.family?.length === 40 && name.given?.[0]?.length === 35 && name.prefix?.[0]?.length === 35), 'the longest name');
  assert.ok(names.some((name) => name.use === 'official' && !name.given), 'a mononym');
});

test('look-alikes and twins are there to be confused', () => {
  const key = (record: GeneratedRecord): string => `${record.patient.name?.[0]?.family} ${record.patient.name?.[0]?.given?.[0]}`;
  const evans = POPULATION.filter((record) => key(record) === 'Evans Margaret').slice(0, 2);
  assert.equal(evans.length, 2);
  assert.notEqual(evans[0]?.patient.birthDate, evans[1]?.patient.birthDate);
  const [one, other] = [POPULATION[8]?.patient, POPULATION[9]?.patient];
  assert.equal(one?.birthDate, other?.birthDate);
  assert.deepEqual(one?.address, other?.address);
});

test('no address, telephone number or e-mail address can reach anybody', () => {
  for (const { patient } of POPULATION) {
    for (const address of patient.address ?? []) assert.match(address.postalCode ?? '', /^ZZ99 \d[CIKMOV]{2}$/);
    for (const point of [...(patient.telecom ?? []), ...(patient.contact?.[0]?.telecom ?? [])]) assert.match(point.value ?? '', /^(01632 960\d{3}|07700 900\d{3}|[a-z0-9.]+@example\.org)$/);
  }
});

test('the named people hold their places: heavy at 7, twins at 8 and 9', () => {
  assert.equal(NAMED_PEOPLE.findIndex((person) => person.heavy), 7);
  assert.equal(POPULATION[7]?.patient.name?.[0]?.family, 'Pemberton');
});

test('records speak of all that a practice writes down, and of some things only vaguely dated', () => {
  const kinds = new Set(POPULATION.flatMap((record) => record.resources.map((resource) => resource.resourceType)));
  for (const kind of ['Encounter', 'Condition', 'Observation', 'DiagnosticReport', 'Specimen', 'MedicationRequest', 'AllergyIntolerance', 'Immunization', 'DocumentReference', 'ServiceRequest', 'FamilyMemberHistory'] as const) assert.ok(kinds.has(kind), kind);
  const onsets = POPULATION.flatMap((record) => record.resources.flatMap((resource) => (resource.resourceType === 'Condition' ? [resource.onsetDateTime?.length] : [])));
  for (const length of [4, 7, 10]) assert.ok(onsets.includes(length));
});

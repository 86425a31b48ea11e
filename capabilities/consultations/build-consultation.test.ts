import assert from 'node:assert/strict';
import test from 'node:test';
import type { Condition, Encounter, Observation, Resource } from '@medplum/fhirtypes';
import { buildConsultation, encounterIdentifier } from './build-consultation.ts';
import type { Consultation } from './build-consultation.ts';
import { readNote } from './read-note.ts';

const TERM = { system: 'http://snomed.info/sct', code: '38341003', display: 'Hypertensive disorder' };

function build(text: string, more: Partial<Consultation> = {}) {
  const lines = readNote({ text, picks: [TERM], decisions: {} }, { ageYears: 45 });
  let next = 0;
  return buildConsultation({
    id: '6f1e0c9a-0000-4000-8000-000000000000', kind: 'surgery', patient: 'Patient/p', author: 'Practitioner/a',
    started: '2026-11-22T10:30:00+00:00', lines, ...more,
  }, () => `id-${next++}`);
}

function isA<T extends Resource['resourceType']>(resource: Resource | undefined, type: T): asserts resource is Extract<Resource, { resourceType: T }> {
  assert.equal(resource?.resourceType, type);
}

test('a consultation is one transaction: a finished Encounter and an entry per line referring to it', () => {
  const bundle = build('Feels well\nProblem: Hypertensive disorder - new\nHypertensive disorder\nbp 138/82');
  assert.equal(bundle.type, 'transaction');
  const [encounter, text, problem, coded, pressure] = (bundle.entry ?? []).map((entry) => entry.resource);
  isA(encounter, 'Encounter');
  assert.equal(encounter.status, 'finished' satisfies Encounter['status']);
  assert.equal(encounter.class.code, 'AMB');
  assert.equal(encounter.participant?.[0]?.individual?.reference, 'Practitioner/a');
  assert.equal(encounter.serviceProvider, undefined);
  isA(text, 'Observation');
  assert.equal(text.code.coding?.[0]?.code, '37331000000100');
  assert.equal(text.valueString, 'Feels well');
  isA(problem, 'Condition');
  assert.equal(problem.category?.[0]?.coding?.[0]?.code, 'problem-list-item');
  assert.equal((problem satisfies Condition).note?.[0]?.text, 'new');
  isA(coded, 'Observation');
  assert.equal(coded.code.coding?.[0]?.code, TERM.code);
  isA(pressure, 'Observation');
  assert.deepEqual((pressure satisfies Observation).component?.map((part) => part.valueQuantity?.value), [138, 82]);
  const encounterUrl = bundle.entry?.[0]?.fullUrl;
  for (const resource of [text, problem, coded, pressure]) {
    assert.equal(resource.subject?.reference, 'Patient/p');
    assert.equal(resource.encounter?.reference, encounterUrl);
  }
});

test('FHIR CodeableConcept: the coding is called by its preferred term, and the term that was picked is the text where it is another', () => {
  const line = (text?: string) => ({ kind: 'coded', problem: false, term: { ...TERM, ...(text === undefined ? {} : { text }) } } as const);
  const lines = [line(), line('HTN'), { ...line('HTN'), problem: true }, line(TERM.display)];
  const codes = build('', { lines }).entry?.slice(1).map(({ resource }) => (resource !== undefined && 'code' in resource ? resource.code : undefined));
  assert.deepEqual(codes, [{ coding: [TERM] }, { coding: [TERM], text: `${TERM.display} (HTN)` }, { coding: [TERM], text: `${TERM.display} (HTN)` }, { coding: [TERM] }]);
});

test('UK Core vital signs: LOINC and SNOMED CT codes, category, UCUM unit by its fixed name', () => {
  const weight = build('wt 82.5').entry?.[1]?.resource;
  isA(weight, 'Observation');
  assert.deepEqual(weight.valueQuantity, { value: 82.5, unit: 'kilogram', system: 'http://unitsofmeasure.org', code: 'kg' });
  assert.deepEqual(weight.code.coding?.map((coding) => coding.code), ['29463-7', '27113001']);
  assert.equal(weight.category?.[0]?.coding?.[0]?.code, 'vital-signs');
});

test('the same draft always asks for the same identifiers, so a retry stores nothing twice', () => {
  const conditions = (bundle: ReturnType<typeof build>) => bundle.entry?.map((entry) => entry.request?.ifNoneExist);
  const first = conditions(build('one\nbp 120/80'));
  assert.deepEqual(first, conditions(build('one\nbp 120/80')));
  assert.equal(new Set(first).size, 3);
  assert.equal(first?.[0], `identifier=${encodeURIComponent(encounterIdentifier('6f1e0c9a-0000-4000-8000-000000000000'))}`);
});

test('a calculated value says what it was derived from', () => {
  const bundle = build('wt 82.5\nht 178\nbmi');
  const bmi = bundle.entry?.[3]?.resource;
  isA(bmi, 'Observation');
  assert.deepEqual(bmi.derivedFrom?.map((source) => source.reference), [bundle.entry?.[1]?.fullUrl, bundle.entry?.[2]?.fullUrl]);
});

test('an unsettled line can never be stored', () => {
  assert.throws(() => build('bp 138'), /not settled/);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import type { AllergyIntolerance, Condition, MedicationRequest } from '@medplum/fhirtypes';
import { exampleRecords } from '../../../../../dev-env/example-records.ts';
import { allergiesOf } from './allergies.ts';
import { lastValuesOf } from './last-values.ts';
import { medicinesOf } from './medication.ts';
import { problemsOf } from './problems.ts';
import { openRecord } from './record.ts';
import { resultsOf } from './results.ts';
import { bundleOf, observation, recordOf, SUBJECT } from './testing-records.ts';
import { formatQuantity } from './value.ts';
import { warningsOf } from './warnings.ts';

const UK_CORE = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-';
const examples = new Map(exampleRecords().map(({ name, patientId, resources }) => [name, openRecord(bundleOf(resources), patientId)]));

function example(name: string) {
  const record = examples.get(name);
  assert.ok(record);
  return record;
}

test('problems: active before past, major before minor, unknown significance does not sink', () => {
  const problem = (id: string, status: string, significance?: string): Condition => ({
    resourceType: 'Condition', id, subject: SUBJECT, code: { text: id }, clinicalStatus: { coding: [{ code: status }] },
    category: [{ coding: [{ code: 'problem-list-item' }] }],
    ...(significance === undefined ? {} : { extension: [{ url: `${UK_CORE}ProblemSignificance`, valueCode: significance }] }),
  });
  const record = recordOf(problem('past', 'inactive', 'major'), problem('minor', 'active', 'minor'), problem('unsaid', 'active'), problem('major', 'active', 'major'));
  assert.deepEqual(problemsOf(record).map(({ entry }) => entry.term), ['unsaid', 'major', 'minor', 'past']);
});

test('a problem of a real record counts the entries linked to it', () => {
  assert.deepEqual(problemsOf(example('Daniels')).map((problem) => [problem.entry.term, problem.linked.length > 5]), [['Gout', true]]);
});

test('MEDv: current first by newest start; every line has a drug, a dose and a status in words', () => {
  for (const record of examples.values()) {
    for (const medicine of medicinesOf(record)) {
      assert.notEqual(medicine.drug, 'Drug not named');
      assert.ok(medicine.dose !== '' && medicine.status !== '' && medicine.type !== '');
    }
  }
  const starts = medicinesOf(example('Daniels')).map((medicine) => Date.parse(medicine.started ?? ''));
  assert.deepEqual(starts, starts.toSorted((a, b) => b - a));
});

test('MEDv: an issue is counted on its plan and is no medicine of its own; a status is never blank', () => {
  const request = (id: string, more: Partial<MedicationRequest>): MedicationRequest => ({
    resourceType: 'MedicationRequest', id, status: 'active', intent: 'plan', subject: SUBJECT, medicationCodeableConcept: { text: 'Amlodipine 5mg tablets' }, ...more,
  });
  const [medicine, ...others] = medicinesOf(recordOf(
    request('plan', { authoredOn: '2020-01-01' }),
    request('i1', { intent: 'order', basedOn: [{ reference: 'MedicationRequest/plan' }], authoredOn: '2020-02-01' }),
    request('i2', { intent: 'order', basedOn: [{ reference: 'MedicationRequest/plan' }], authoredOn: '2020-03-01' }),
  ));
  assert.deepEqual(others, []);
  assert.equal(medicine?.issues, '2');
  assert.equal(medicine?.lastIssued, '2020-03-01');
  assert.equal(medicinesOf(recordOf(request('u', { status: 'unknown' })))[0]?.status, 'Status unknown');
  assert.equal(medicinesOf(recordOf(request('u', { status: 'unknown' })))[0]?.current, true, 'what may be taken is not hidden among the past');
});

test('PAB-0064: the four states of the allergies header', () => {
  const allergy = (id: string, more: Partial<AllergyIntolerance>): AllergyIntolerance => ({
    resourceType: 'AllergyIntolerance', id, patient: SUBJECT, clinicalStatus: { coding: [{ code: 'active' }] }, ...more,
  });
  const none = allergy('n', { code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] } });
  const penicillin = allergy('p', { code: { coding: [{ system: 'http://snomed.info/sct', code: '91936005', display: 'Allergy to penicillin' }] } });
  const ended = allergy('e', { ...penicillin, id: 'e', clinicalStatus: { coding: [{ code: 'resolved' }] } });
  assert.equal(allergiesOf(recordOf()).state, 'Allergies not recorded');
  assert.equal(allergiesOf(recordOf(none)).state, 'No known allergies');
  assert.equal(allergiesOf(recordOf(none, penicillin)).state, 'Known allergies');
  assert.equal(allergiesOf(recordOf(ended)).state, 'Allergies not recorded');
  assert.equal(allergiesOf(example('Daniels')).state, 'Known allergies');
});

test('ADR-0055: an agent without a code says that decision support cannot see it', () => {
  const [allergy] = allergiesOf(recordOf({ resourceType: 'AllergyIntolerance', id: 'x', patient: SUBJECT, code: { text: 'Sticking plaster' } })).active;
  assert.equal(allergy?.coded, false);
});

test('GTAB: results grouped by test, newest first, with a mark in words from the laboratory or the range', () => {
  const sodium = { coding: [{ system: 'http://snomed.info/sct', code: '1000661000000107', display: 'Serum sodium level' }] };
  const reading = (id: string, date: string, value: number) => observation(id, {
    code: sodium, effectiveDateTime: date, valueQuantity: { value, unit: 'mmol/L' }, referenceRange: [{ low: { value: 133 }, high: { value: 146, unit: 'mmol/L' } }],
  });
  const [test, ...others] = resultsOf(recordOf(reading('old', '2019', 140), reading('new', '2020-01-01', 150)));
  assert.deepEqual(others, []);
  assert.deepEqual(test?.readings.map((one) => [one.shown, one.flag]), [['150 mmol/L', 'Above range'], ['140 mmol/L', undefined]]);
  assert.equal(test?.latest.range?.shown, '133 to 146 mmol/L');
});

test('GTAB: blood pressures under different codes are one test', () => {
  const pressure = (id: string, code: string) => observation(id, {
    code: { coding: [{ system: 'http://snomed.info/sct', code }] }, effectiveDateTime: '2020-01-01',
    component: [{ code: { coding: [{ code: '72313002' }] }, valueQuantity: { value: 138 } }, { code: { coding: [{ code: '1091811000000102' }] }, valueQuantity: { value: 82 } }],
  });
  const record = recordOf(pressure('a', '75367002'), pressure('b', '163020007'));
  assert.equal(resultsOf(record).length, 1);
  assert.equal(lastValuesOf(record)[0]?.shown, '138/82 mmHg');
});

test('numbers are shown as recorded: comma from 1,000, no digits added, UK Core unit names as signs', () => {
  assert.equal(formatQuantity({ value: 1200.5, unit: 'mL' }), '1,200.5 mL');
  assert.equal(formatQuantity({ value: 0.5, unit: 'mg', comparator: '<' }), '< 0.5 mg');
  assert.equal(formatQuantity({ value: 82.5, unit: 'kilogram', system: 'http://unitsofmeasure.org', code: 'kg' }), '82.5 kg');
  assert.equal(formatQuantity({ value: 98, unit: 'percent', code: '%' }), '98%');
});

test('a record that came incomplete says so', () => {
  assert.match(warningsOf(example('Daniels')).join(' '), /transfer from previous GP practice not yet complete/);
  assert.equal(warningsOf(example('Daniels')).length, new Set(warningsOf(example('Daniels'))).size);
});

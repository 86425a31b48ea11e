import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { List, Patient, Resource } from '@medplum/fhirtypes';
import { readAllergies } from './allergies.ts';
import { readConsultation, readConsultations } from './consultations.ts';
import { readMeasurements } from './measurements.ts';
import { readMedicines } from './medicines.ts';
import { readOtherEntries } from './other-entries.ts';
import { openRecord, type PatientRecord } from './record.ts';
import { readTestResults } from './test-results.ts';

const subject = { reference: 'Patient/p' };
const patient: Patient = { resourceType: 'Patient', id: 'p' };
const recordOf = (...resources: Resource[]): PatientRecord =>
  openRecord({ resourceType: 'Bundle', type: 'searchset', entry: [patient, ...resources].map((resource) => ({ resource })) });

const encounter: Resource = { resourceType: 'Encounter', id: 'e', status: 'finished', class: { code: 'AMB' }, type: [{ text: 'GP Surgery' }], subject, period: { start: '2026-01-05T10:00:00Z' } };
const note = (id: string, text: string, extra: object = {}): Resource =>
  ({ resourceType: 'Observation', id, status: 'final', code: { coding: [{ system: 'http://snomed.info/sct', code: '37331000000100', display: 'Comment note' }] }, subject, valueString: text, ...extra });

describe('medicines', () => {
  const medication = (id: string, extra: object): Resource =>
    ({ resourceType: 'MedicationRequest', id, status: 'active', intent: 'plan', subject, medicationCodeableConcept: { text: 'Atorvastatin 20mg tablets' }, ...extra });
  const repeat = { courseOfTherapyType: { coding: [{ code: 'continuous' }] } };

  it('joins issues to their plan: one course, last issued on its newest issue', () => {
    const { repeat: courses, oneOff, past } = readMedicines(recordOf(
      medication('plan', { ...repeat, authoredOn: '2019-07-01' }),
      medication('issue-1', { intent: 'order', status: 'completed', authoredOn: '2020-01-28', basedOn: [{ reference: 'MedicationRequest/plan' }] }),
      medication('issue-2', { intent: 'order', status: 'completed', authoredOn: '2020-03-02', basedOn: [{ reference: 'MedicationRequest/plan' }] }),
    ));
    assert.deepEqual([courses.length, oneOff.length, past.length], [1, 0, 0]);
    assert.equal(courses[0]?.lastIssued, '2 March 2020');
    assert.equal(courses[0]?.name, 'Atorvastatin 20mg tablets');
  });

  it('shows an issue whose plan the reader may not see as a course of its own', () => {
    const { past } = readMedicines(recordOf(medication('issue', { intent: 'order', status: 'completed', authoredOn: '2020-01-28', basedOn: [{ reference: 'MedicationRequest/hidden' }] })));
    assert.equal(past[0]?.lastIssued, '28 January 2020');
  });

  it('says why and when a course was stopped, and leaves out entries made in error', () => {
    const { past } = readMedicines(recordOf(
      medication('stopped', { status: 'stopped', statusReason: { text: 'Side effects' }, dispenseRequest: { validityPeriod: { start: '2020-01-01', end: '2020-06-30' } } }),
      medication('error', { status: 'entered-in-error' }),
    ));
    assert.deepEqual(past.map(({ id, ended, whyEnded }) => ({ id, ended, whyEnded })), [{ id: 'stopped', ended: '30 June 2020', whyEnded: 'Side effects' }]);
  });
});

describe('allergies', () => {
  const noneKnown: Resource = { resourceType: 'AllergyIntolerance', id: 'none', patient: subject, code: { coding: [{ code: '716186003', display: 'No known allergy' }] }, recordedDate: '2021-01-04' };

  it('tells "no known allergies" from nothing recorded', () => {
    assert.deepEqual(readAllergies(recordOf(noneKnown)).noneKnown, { recorded: '4 January 2021' });
    assert.equal(readAllergies(recordOf()).noneKnown, undefined);
  });

  it('never says "no known allergies" beside an allergy', () => {
    const allergies = readAllergies(recordOf(noneKnown, { resourceType: 'AllergyIntolerance', id: 'a', patient: subject, code: { text: 'Peanut allergy' } }));
    assert.equal(allergies.noneKnown, undefined);
    assert.equal(allergies.current.length, 1);
  });
});

describe('consultations', () => {
  it('I23: one in which the reader may see nothing is not in the list, so what is hidden cannot be inferred', () => {
    assert.deepEqual(readConsultations(recordOf(encounter)), []);
    assert.equal(readConsultation(recordOf(encounter), 'e'), undefined);
  });

  it('I23: a list entry that leads to something withheld leaves no trace', () => {
    const list: List = { resourceType: 'List', id: 'l', status: 'current', mode: 'snapshot', subject, encounter: { reference: 'Encounter/e' },
      code: { coding: [{ code: '325851000000107' }] }, entry: [{ item: { reference: 'Observation/hidden' } }, { item: { reference: 'Observation/shown' } }], note: [{ text: 'Items excluded due to confidentiality' }] };
    const seen = readConsultation(recordOf(encounter, list, note('shown', 'Seen today')), 'e');
    const without = readConsultation(recordOf(encounter, { ...list, entry: list.entry?.slice(1) ?? [] }, note('shown', 'Seen today')), 'e');
    assert.deepEqual(seen, without);
    assert.deepEqual(seen?.parts.flatMap(({ entries }) => entries.flatMap(({ text }) => text)), ['Seen today']);
  });

  it('keeps the layout of topics and categories, and adds what they do not place', () => {
    const list = (id: string, code: string, title: string, ...entry: string[]): Resource =>
      ({ resourceType: 'List', id, status: 'current', mode: 'snapshot', subject, encounter: { reference: 'Encounter/e' }, title, code: { coding: [{ code }] }, entry: entry.map((reference) => ({ item: { reference } })) });
    const seen = readConsultation(recordOf(encounter,
      list('l', '325851000000107', 'GP Surgery', 'List/t'), list('t', '25851000000105', 'Asthma', 'List/c'), list('c', '24781000000107', 'History', 'Observation/n'),
      note('n', 'Wheezy at night'), note('m', 'Typed later', { encounter: { reference: 'Encounter/e' } })), 'e');
    assert.deepEqual(seen?.parts.map(({ topic, heading, entries }) => [topic, heading, entries[0]?.text[0]]), [
      ['Asthma', 'Your symptoms and history', 'Wheezy at night'],
      [undefined, 'Notes', 'Typed later'],
    ]);
    assert.deepEqual(seen?.about, ['Asthma']);
  });
});

describe('test results and measurements', () => {
  const potassium = (id: string, value: number, date: string, extra: object = {}): Resource =>
    ({ resourceType: 'Observation', id, status: 'final', category: [{ coding: [{ code: 'laboratory' }] }], code: { coding: [{ system: 'http://snomed.info/sct', code: '1000791000000103', display: 'Serum potassium' }] }, subject, effectiveDateTime: date, valueQuantity: { value, unit: 'mmol/L' }, ...extra });
  const report = (id: string, ...results: string[]): Resource =>
    ({ resourceType: 'DiagnosticReport', id, status: 'final', code: { text: 'Diagnostic studies report' }, subject, effectiveDateTime: '2026-02-01', result: results.map((reference) => ({ reference })) });

  it('puts the surgery’s filing comment on the test it was made on', () => {
    const [result] = readTestResults(recordOf(report('r', 'Observation/k', 'Observation/c'), potassium('k', 6.1, '2026-02-01'),
      note('c', 'Repeat in 1 week', { derivedFrom: [{ reference: 'Observation/k' }] })));
    assert.deepEqual(result?.groups[0]?.lines.map(({ comments }) => comments), [['Repeat in 1 week']]);
    assert.equal(result?.title, 'Serum potassium');
  });

  it('shows the same test on other days, newest first, without the one on the page', () => {
    const results = readTestResults(recordOf(report('r', 'Observation/now'), potassium('now', 4.5, '2026-02-01'), potassium('old', 4.1, '2024-02-01'), potassium('older', 4.3, '2023-02-01')));
    const line = results.find(({ id }) => id === 'r')?.groups[0]?.lines[0];
    assert.deepEqual(line?.others.map(({ date, value }) => [date, value]), [['1 February 2024', '4.1 mmol/L'], ['1 February 2023', '4.3 mmol/L']]);
    assert.equal(results.length, 3);
  });

  it('survives tests that hold one another', () => {
    const loop = (id: string, other: string): Resource => potassium(id, 4, '2026-02-01', { hasMember: [{ reference: `Observation/${other}` }] });
    assert.equal(readTestResults(recordOf(report('r', 'Observation/a'), loop('a', 'b'), loop('b', 'a'))).length, 1);
  });

  it('reads blood pressure on one line, and free text never as a measurement', () => {
    const pressure: Resource = { resourceType: 'Observation', id: 'bp', status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '85354-9', display: 'Blood pressure panel with all children optional' }, { system: 'http://snomed.info/sct', code: '75367002', display: 'Blood pressure' }] }, subject,
      component: [{ code: { coding: [{ code: '8480-6' }] }, valueQuantity: { value: 136, unit: 'mmHg' } }, { code: { coding: [{ code: '8462-4' }] }, valueQuantity: { value: 84, unit: 'mmHg' } }] };
    const record = recordOf(pressure, note('n', 'Tired'));
    assert.deepEqual(readMeasurements(record).map(({ name, readings }) => [name.text, readings[0]?.value]), [['Blood pressure', '136/84 mmHg']]);
    assert.deepEqual(readOtherEntries(record).map(({ text }) => text), [['Tired']]);
  });
});

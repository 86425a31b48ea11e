import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertStructuredRecord } from '../migrate-structured-record.ts';
import { bundleOf, converted, SUBJECT } from '../testing/bundle.ts';
import type { Source } from '../testing/bundle.ts';

const request = (id: string, more: object = {}): Source => ({
  resourceType: 'MedicationRequest', id, status: 'active', intent: 'plan', subject: SUBJECT, medicationReference: { reference: 'Medication/m1' }, ...more,
});
const code = { coding: [{ system: 'http://snomed.info/sct', code: '322366004' }], text: 'Co-codamol' };
const medication: Source = { resourceType: 'Medication', id: 'm1', code };

test('a medication that is only a code stands in each resource that refers to it; one that nobody refers to is stored', () => {
  const unused: Source = { resourceType: 'Medication', id: 'm2', code };
  const list: Source = { resourceType: 'List', id: 'l1', status: 'current', mode: 'snapshot', entry: [{ item: { reference: 'Medication/m1' } }] };
  const { resources, entries } = convertStructuredRecord(bundleOf(request('a'), request('b'), medication, unused, list));
  const inlined = resources.flatMap((each) => (each.resourceType === 'MedicationRequest' ? [each.medicationCodeableConcept] : []));
  assert.deepEqual(inlined, [code, code]);
  assert.deepEqual(entries.slice(3, 5).map(({ outcome, target }) => [outcome, target]), [['merged', 'MedicationRequest/a'], ['stored', 'Medication/m2']]);
  assert.deepEqual(resources.flatMap((each) => (each.resourceType === 'List' ? (each.entry ?? []) : [])), [{ item: { reference: 'MedicationRequest/a' } }]);
});

test('a medication that says more than a code is contained whole', () => {
  const [read] = converted(request('a', { medicationReference: { reference: 'Medication/m1', display: 'as written' } }), { ...medication, form: { text: 'capsule' } });
  assert.ok(read?.resourceType === 'MedicationRequest');
  assert.equal(read.medicationCodeableConcept, undefined);
  assert.deepEqual(read.medicationReference, { reference: '#m1', display: 'as written' });
  assert.deepEqual(read.contained, [{ resourceType: 'Medication', id: 'm1', code, form: { text: 'capsule' } }]);
});

test('a medication under a security label stays a resource, for a contained one may not bear it', () => {
  const { resources, entries } = convertStructuredRecord(bundleOf(request('a'), { ...medication, meta: { security: [{ code: 'R' }] } }));
  assert.equal(entries[2]?.outcome, 'stored');
  assert.deepEqual(resources[0]?.resourceType === 'MedicationRequest' && resources[0].medicationReference, { reference: 'Medication/m1' });
});

test('dose and rate move into doseAndRate, and who a prescription was requested for is kept', () => {
  const [read] = converted(
    request('a', {
      dosageInstruction: [{ text: 'one daily', patientInstruction: 'with food', asNeededBoolean: false, doseQuantity: { value: 1, unit: 'tablet' }, rateRatio: { numerator: { value: 1 }, denominator: { value: 2 } } }],
      requester: { agent: { reference: 'Practitioner/d1' }, onBehalfOf: { reference: 'Organization/o1' } },
      extension: [{
        url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-PrescriptionType-1',
        valueCodeableConcept: { coding: [{ system: 'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-PrescriptionType-1', code: 'repeat-dispensing' }] },
      }],
    }),
    medication,
    { resourceType: 'Practitioner', id: 'd1', name: [{ prefix: ['Dr'], given: ['Ann', 'B'], family: 'Example' }] },
    { resourceType: 'Organization', id: 'o1', name: 'A Practice' },
  );
  assert.ok(read?.resourceType === 'MedicationRequest');
  assert.deepEqual(read.dosageInstruction, [{
    text: 'one daily', patientInstruction: 'with food', asNeededBoolean: false,
    doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' }, rateRatio: { numerator: { value: 1 }, denominator: { value: 2 } } }],
  }]);
  assert.deepEqual(read.requester, {
    reference: 'Practitioner/d1', display: 'Dr Ann B Example',
    extension: [{ url: 'http://hl7.org/fhir/3.0/StructureDefinition/extension-MedicationRequest.requester.onBehalfOf', valueReference: { reference: 'Organization/o1', display: 'A Practice' } }],
  });
  assert.equal(read.courseOfTherapyType?.coding?.[0]?.code, 'continuous-repeating-dispensing');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { converted, SUBJECT } from '../testing/bundle.ts';

test('a referral says that it is one, and what the referrer wrote comes first among its notes', () => {
  const [read] = converted({
    resourceType: 'ReferralRequest', id: 'r1', status: 'suspended', intent: 'order', subject: SUBJECT, type: { text: 'Two week wait' },
    serviceRequested: [{ text: 'Dermatology' }, { text: 'Photograph' }], description: 'Changing mole', note: [{ text: 'Mode:Written' }],
    specialty: { text: 'Skin' }, groupIdentifier: { value: 'UBRN' },
  });
  assert.ok(read?.resourceType === 'ServiceRequest');
  assert.deepEqual(read, {
    resourceType: 'ServiceRequest', id: 'r1', status: 'on-hold', intent: 'order', subject: SUBJECT, requisition: { value: 'UBRN' },
    category: [{ coding: [{ system: 'http://snomed.info/sct', code: '3457005', display: 'Patient referral' }] }, { text: 'Two week wait' }],
    code: { text: 'Dermatology' }, orderDetail: [{ text: 'Photograph' }], performerType: { text: 'Skin' },
    note: [{ text: 'Changing mole' }, { text: 'Mode:Written' }],
  });
});

test('a diary entry stays a plan for a day', () => {
  assert.deepEqual(
    converted({ resourceType: 'ProcedureRequest', id: 'd1', status: 'cancelled', intent: 'plan', subject: SUBJECT, code: { text: 'Review' }, occurrenceDateTime: '2021-04' }),
    [{ resourceType: 'ServiceRequest', id: 'd1', status: 'revoked', intent: 'plan', subject: SUBJECT, code: { text: 'Review' }, occurrenceDateTime: '2021-04' }],
  );
});

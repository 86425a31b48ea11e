import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertStructuredRecord } from '../migrate-structured-record.ts';
import { bundleOf, converted, SUBJECT } from '../testing/bundle.ts';
import type { Source } from '../testing/bundle.ts';
import { example } from '../testing/examples.ts';
import { find } from '../testing/find.ts';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';
const END = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AllergyIntoleranceEnd';

/** As GP systems send it: within the list of ended allergies. */
const ended: Source = {
  resourceType: 'AllergyIntolerance',
  id: 'b38df435-d8e5-4d02-8161-55a71e37f684',
  extension: [{
    url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-AllergyIntoleranceEnd-1',
    extension: [{ url: 'endDate', valueDateTime: '2016-11-01T00:00:00+00:00' }, { url: 'reasonEnded', valueString: 'Desensitised to Peanuts' }],
  }],
  clinicalStatus: 'resolved',
  verificationStatus: 'unconfirmed',
  category: ['environment'],
  code: { text: 'Peanut allergy' },
  patient: SUBJECT,
  onsetDateTime: '1978-12',
  assertedDate: '2010-01-14T09:57:57.33+00:00',
  reaction: [{ severity: 'mild' }],
};

const endedInR4 = {
  resourceType: 'AllergyIntolerance',
  clinicalStatus: {
    extension: [{ url: END, extension: [{ url: 'endDate', valueDateTime: '2016-11-01T00:00:00+00:00' }, { url: 'reasonEnded', valueString: 'Desensitised to Peanuts' }] }],
    coding: [{ system: CLINICAL, code: 'resolved' }],
  },
  verificationStatus: { coding: [{ system: VERIFICATION, code: 'unconfirmed' }] },
  category: ['environment'],
  code: { text: 'Peanut allergy' },
  patient: SUBJECT,
  onsetDateTime: '1978-12',
  recordedDate: '2010-01-14T09:57:57.33+00:00',
  reaction: [{
    manifestation: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor', code: 'NI', display: 'NoInformation' }] }],
    severity: 'mild',
  }],
};

test('an ended allergy says since when and why', () => {
  assert.deepEqual(converted(ended), [{ ...endedInR4, id: ended.id }]);
});

test('an ended allergy that its list contains becomes a resource of its own, and the list leads to it', () => {
  const list = (inner: Source, reference: string): Source => ({
    resourceType: 'List', id: 'l1', status: 'current', mode: 'snapshot', title: 'Ended allergies', contained: [inner], entry: [{ item: { reference } }],
  });
  assert.deepEqual(converted(list(ended, `#${ended.id}`)), [
    { resourceType: 'List', id: 'l1', status: 'current', mode: 'snapshot', title: 'Ended allergies', entry: [{ item: { reference: `AllergyIntolerance/${ended.id}` } }] },
    { ...endedInR4, id: ended.id },
  ]);
  // An id that is only good within its list must not be taken for one that is unique.
  const record = convertStructuredRecord(bundleOf(list({ ...ended, id: '1' }, '#1')));
  const [{ id } = { id: '' }] = record.resources.filter((each) => each.resourceType === 'AllergyIntolerance');
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.equal(find(record, 'List', 'l1').entry?.[0]?.item.reference, `AllergyIntolerance/${id}`);
});

test('an active allergy keeps its codes, its author, and the encounter it was recorded in', () => {
  const record = convertStructuredRecord(example('9465698679_Gainsford_full_20210119.json'));
  const allergies = record.resources.filter((each) => each.resourceType === 'AllergyIntolerance');
  assert.equal(allergies.length, 24);
  for (const each of allergies) {
    assert.deepEqual(each.clinicalStatus, { coding: [{ system: CLINICAL, code: 'active' }] });
    assert.ok(each.recordedDate && each.recorder?.display);
  }
  assert.deepEqual(allergies.filter((each) => each.encounter).map((each) => each.id), [
    '1F829A26-F3ED-4E59-866C-E9CE88EFA3C2', '327D5B8C-16EB-4FB5-AB8D-06704F33C54E', '1AE0D830-4675-48B3-8259-FEDDCDC005F2',
  ]);
});

test('an allergy without clinical status counts as active unless it was entered in error', () => {
  const { clinicalStatus: _none, extension: _end, ...bare } = ended;
  const [unsaid, wrong] = converted({ ...bare, id: 'a' }, { ...bare, id: 'b', verificationStatus: 'entered-in-error' });
  assert.deepEqual(unsaid && 'clinicalStatus' in unsaid && unsaid.clinicalStatus, { coding: [{ system: CLINICAL, code: 'active' }] });
  assert.equal(wrong && 'clinicalStatus' in wrong, false);
});

test('that nothing is recorded, and why something may be missing, stays on the list that says so', () => {
  const record = convertStructuredRecord(example('9465701262_Meyers_full_20210119.json'));
  const list = record.resources.filter((each) => each.resourceType === 'List').find((each) => each.code?.coding?.[0]?.code === '886921000000105');
  assert.deepEqual(list?.emptyReason?.coding, [
    { system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-ListEmptyReasonCode', code: 'no-content-recorded', display: 'No Content Recorded' },
  ]);
  const warning = list?.extension?.find(({ url }) => url === 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ListWarningCode');
  assert.deepEqual(warning?.valueCodeableConcept, { coding: [{ system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-ListWarningCode', code: 'data-in-transit' }] });
  assert.match(list?.note?.[0]?.text ?? '', /information recorded before 15-Oct-2020 may be missing/);
});

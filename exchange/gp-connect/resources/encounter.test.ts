import assert from 'node:assert/strict';
import { test } from 'node:test';
import { converted } from '../testing/bundle.ts';

function classOf(encounter: object): string | undefined {
  const [read] = converted({ resourceType: 'Encounter', id: 'e1', status: 'finished', ...encounter });
  return read?.resourceType === 'Encounter' ? read.class.code : undefined;
}

test('the class of a consultation follows from the words of its type', () => {
  assert.equal(classOf({ type: [{ text: 'Telephone call to a patient' }] }), 'VR');
  assert.equal(classOf({ type: [{ coding: [{ display: 'Video consultation' }] }] }), 'VR');
  assert.equal(classOf({ type: [{ text: 'Home visit' }] }), 'HH');
  assert.equal(classOf({ type: [{ text: 'Nursing home visit note' }] }), 'HH');
  assert.equal(classOf({ type: [{ text: 'GP Surgery' }] }), 'AMB');
  assert.equal(classOf({}), 'AMB');
});

test('a class that the source gives stands, under the present name of its code system', () => {
  const [read] = converted({ resourceType: 'Encounter', id: 'e1', status: 'finished', class: { system: 'http://hl7.org/fhir/v3/ActCode', code: 'EMER' }, type: [{ text: 'Telephone' }] });
  assert.deepEqual(read?.resourceType === 'Encounter' && read.class, { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'EMER' });
});

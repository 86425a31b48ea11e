import assert from 'node:assert/strict';
import test from 'node:test';
import { addressLine, identityOf, phoneText } from './patient-summary.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

test('PAB-0023, PAB-0049: name as FAMILY, Given (Title); born with age; NHS number 3-3-4', () => {
  const identity = identityOf({
    resourceType: 'Patient', name: [{ use: 'official', family: 'Smith', given: ['John', 'Paul'], prefix: ['Mr'] }], gender: 'male', birthDate: '1980-08-14',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9434765919' }],
  }, NOW);
  assert.deepEqual([identity.name, identity.born, identity.age, identity.gender, identity.nhsNumber], ['SMITH, John (Mr)', '14-Aug-1980', '46y', 'Male', '943 476 5919']);
});

test('PAB-0055: a patient who died has the age at death; of one whose date of death is unknown no age is said', () => {
  const died = identityOf({ resourceType: 'Patient', birthDate: '1938-08-14', deceasedDateTime: '2025-12-03' }, NOW);
  assert.deepEqual([died.deceased, died.died, died.age], [true, '2025-12-03', '87y']);
  assert.equal(identityOf({ resourceType: 'Patient', birthDate: '1938-08-14', deceasedBoolean: true }, NOW).age, undefined);
});

test('PAB-0019: what is unknown is said in words', () => {
  const identity = identityOf({ resourceType: 'Patient' }, NOW);
  assert.deepEqual([identity.name, identity.born, identity.gender, identity.nhsNumber], ['Name not known', 'Not known', 'Not known', 'Not known']);
});

test('ISB 1508: telephone numbers without +44 and brackets, a space before the last four', () => {
  assert.equal(phoneText('+44 (0)1632 960666'), '01632 96 0666');
  assert.equal(phoneText('02079460018'), '020 7946 0018');
  assert.equal(phoneText('0113 4960123'), '0113 496 0123');
  assert.equal(phoneText('07700900123'), '07700 90 0123');
  assert.equal(phoneText('999 ext 3'), '999 ext 3');
});

test('ISB 1500: an address on one line, postcode in capitals', () => {
  assert.equal(addressLine({ resourceType: 'Patient', address: [{ line: ['1 High Street'], city: 'Leeds', postalCode: 'ls1 4ap' }] }), '1 High Street, Leeds, LS1 4AP');
});

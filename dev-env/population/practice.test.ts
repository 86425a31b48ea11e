import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatePractice, practitionerId, STAFF } from './practice.ts';

const practice = generatePractice({ ods: 'A20047', name: 'Exampleton Health Centre' });

test('the directory holds the organisation under its ODS code, its sites, and a role for everybody', () => {
  const organisations = practice.directory.filter((resource) => resource.resourceType === 'Organization');
  assert.ok(organisations.some((one) => one.identifier?.some((identifier) => identifier.system === 'https://fhir.nhs.uk/Id/ods-organization-code' && identifier.value === 'A20047')));
  assert.equal(practice.directory.filter((resource) => resource.resourceType === 'Location').length, 2);
  const roles = practice.directory.flatMap((resource) => (resource.resourceType === 'PractitionerRole' ? [resource.practitioner?.reference] : []));
  assert.deepEqual(roles, STAFF.map((one) => `Practitioner/${practitionerId(one.key)}`));
});

test('staff ids do not depend on the practice, so that a sign-in can be tied to them', () => {
  const other = generatePractice({ ods: 'B30001', name: 'Another Surgery' });
  assert.deepEqual(other.practitioners, practice.practitioners);
  assert.equal(new Set(STAFF.map((one) => practitionerId(one.key))).size, STAFF.length);
  assert.throws(() => practitionerId('nobody'), RangeError);
});

test('a shared reference cannot be changed by the reader of one resource', () => {
  assert.ok(Object.isFrozen(practice.organization));
  assert.throws(() => Object.assign(practice.organization, { display: 'x' }), TypeError);
});

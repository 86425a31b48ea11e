import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUNDLE, faults, OBSERVATION, PATIENT, validator } from './samples.ts';

const subject = (reference: unknown) => faults({ ...OBSERVATION, subject: { reference } });
const MALFORMED = ['value Observation.subject.reference'];

test('literal references in every form FHIR allows', () => {
  const good = ['Patient/p-1', 'Patient/p.1/_history/3', 'https://example.org/fhir/Patient/1', 'urn:uuid:0b7c2c53-5bd1-4b0e-9d2f-9d4a2d3c0a11', 'urn:oid:1.2.3'];
  for (const reference of good) assert.deepEqual(subject(reference), [], reference);
});

test('and no other', () => {
  const bad = ['Patient', 'Patient/', 'Patient/a b', 'Patient/1/2', 'patient/1', 'Foo/1', '/Patient/1', '../Patient/1', `Patient/${'1'.repeat(65)}`, 'Patient/1/_history/',
    'urn:uuid:1', 'urn:foo:1', 'p-1', '#a b', 'http://', ' Patient/1'];
  for (const reference of bad) assert.deepEqual(subject(reference), MALFORMED, reference);
  assert.deepEqual(subject(''), MALFORMED);
  assert.deepEqual(subject(7), ['structure Observation.subject.reference']);
});

test('a reference points only to the types its element allows', () => {
  assert.deepEqual(subject('Practitioner/1'), MALFORMED);
  assert.match(validator.validate({ ...OBSERVATION, subject: { reference: 'Practitioner/1' } })[0]?.message ?? '', /one of: Device, Group, Location, Patient/);
  assert.deepEqual(faults({ resourceType: 'Provenance', target: [{ reference: 'Slot/1' }], recorded: '2020-01-01T00:00:00Z', agent: [{ who: { display: 'x' } }] }), []);
});

test('a reference says something: reference, identifier, display or an extension', () => {
  assert.deepEqual(faults({ ...OBSERVATION, subject: { type: 'Patient' } }), ['structure Observation.subject']);
  assert.deepEqual(faults({ ...OBSERVATION, subject: { display: 'x' } }), []);
  assert.deepEqual(faults({ ...OBSERVATION, subject: { identifier: { value: '1' } } }), []);
  assert.deepEqual(faults({ ...OBSERVATION, subject: { extension: [{ url: 'http://x', valueCode: 'unknown' }] } }), []);
});

test('a search stands for a reference only in a Bundle', () => {
  assert.deepEqual(subject('Patient?identifier=x|1'), MALFORMED);
  assert.deepEqual(faults(BUNDLE), []);
});

test('ref-1: a local reference resolves within its own resource', () => {
  assert.deepEqual(subject('#p'), ['invariant Observation.subject.reference']);
  assert.deepEqual(faults({ ...OBSERVATION, subject: { reference: '#p' }, contained: [{ resourceType: 'Patient', id: 'p' }] }), []);
  const entry = (reference: string) => ({ resource: { ...PATIENT, managingOrganization: { reference } } });
  assert.deepEqual(faults({ resourceType: 'Bundle', type: 'collection', entry: [entry('#org'), entry('#elsewhere')] }), ['invariant Bundle.entry[1].resource.managingOrganization.reference']);
});

test('dom-2 to dom-5: contained resources are flat, referred to, unversioned and unlabelled', () => {
  const contain = (...contained: Record<string, unknown>[]) => faults({ ...OBSERVATION, subject: { reference: '#p' }, contained });
  const patient = { resourceType: 'Patient', id: 'p' };
  assert.deepEqual(contain(patient, { resourceType: 'Device', id: 'd' }), ['invariant Observation.contained[1]'], 'dom-3');
  assert.deepEqual(contain({ ...patient, managingOrganization: { reference: '#o' } }, { resourceType: 'Organization', id: 'o', name: 'x' }), [], 'referred to by another');
  assert.deepEqual(contain(patient, { resourceType: 'Provenance', id: 'v', target: [{ reference: '#' }], recorded: '2020-01-01T00:00:00Z', agent: [{ who: { display: 'x' } }] }), [], 'refers to its container');
  assert.deepEqual(contain({ ...patient, contained: [{ resourceType: 'Patient', id: 'q' }] }), ['invariant Observation.contained[0].contained[0]'], 'dom-2');
  assert.deepEqual(contain({ ...patient, meta: { versionId: '1' } }), ['invariant Observation.contained[0].meta'], 'dom-4');
  assert.deepEqual(contain({ ...patient, meta: { security: [{ code: 'R' }] } }), ['invariant Observation.contained[0].meta'], 'dom-5');
  assert.deepEqual(contain({ ...patient, gender: 'M' }), ['code-invalid Observation.contained[0].gender']);
});

test('dom-3: a canonical in an array keeps a contained resource alive', () => {
  const plan = { resourceType: 'PlanDefinition', status: 'draft', library: ['#l'], contained: [{ resourceType: 'Library', id: 'l', status: 'draft', type: { text: 'x' } }] };
  assert.deepEqual(faults(plan), []);
  assert.deepEqual(faults({ ...plan, library: ['http://x'] }), ['invariant PlanDefinition.contained[0]']);
});

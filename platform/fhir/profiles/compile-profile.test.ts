import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDefinitions } from '../validation/definitions.ts';
import { Findings } from '../validation/findings.ts';
import { compileProfile } from './compile-profile.ts';
import { membershipOf } from './membership.ts';
import type { Discriminator, ElementRule, Slicing } from './profile-shape.ts';

const { types, valueSets } = readDefinitions();
const context = { types, resourceTypes: new Set(Object.keys(types)), membership: membershipOf(valueSets) };

/** The faults of a resource against a profile made for the test. */
function faults(children: Record<string, ElementRule>, resource: Record<string, unknown>, type = 'Patient'): string[] {
  const findings = new Findings(type);
  compileProfile({ url: 'urn:profile', version: '1', type, rule: { children } }, context)(resource, findings);
  return findings.issues.map(({ code, expression }) => `${code} ${expression}`);
}

function sliced(slices: Record<string, ElementRule>, by: Discriminator[], more: Omit<Partial<Slicing>, 'slices' | 'by'> = {}): ElementRule {
  return { slicing: { by, slices, ...more } };
}

test('cardinality: at least, at most, prohibited', () => {
  const name = [{ family: 'A' }, { family: 'B' }, { family: 'C' }];
  assert.deepEqual(faults({ name: { min: 1 } }, {}), ['required Patient.name']);
  assert.deepEqual(faults({ name: { min: 4 } }, { name }), ['structure Patient.name']);
  assert.deepEqual(faults({ name: { max: 2 } }, { name }), ['structure Patient.name']);
  assert.deepEqual(faults({ name: { min: 3, max: 3 } }, { name }), []);
  assert.deepEqual(faults({ photo: { max: 0 } }, { photo: [{}] }), ['structure Patient.photo']);
  assert.deepEqual(faults({ birthDate: { max: 0 } }, { _birthDate: { id: 'x' } }), ['structure Patient.birthDate'], 'an extension counts');
});

test('a rule below an element is asked of each item, and of none that is not there', () => {
  const rule = { contact: { children: { name: { children: { family: { min: 1 } } } } } };
  assert.deepEqual(faults(rule, {}), []);
  assert.deepEqual(faults(rule, { contact: [{ gender: 'male' }, { name: { text: 'x' } }, { name: { family: 'x' } }] }), ['required Patient.contact[1].name.family']);
});

test('fixed is the whole value, a pattern a part of it', () => {
  const wanted = { coding: [{ system: 'a', code: '1' }] };
  const other = { coding: [{ system: 'b', code: '2' }, { system: 'a', code: '1' }], text: 'x' };
  assert.deepEqual(faults({ maritalStatus: { fixed: wanted } }, { maritalStatus: wanted }), []);
  assert.deepEqual(faults({ maritalStatus: { fixed: wanted } }, { maritalStatus: other }), ['value Patient.maritalStatus']);
  assert.deepEqual(faults({ maritalStatus: { pattern: wanted } }, { maritalStatus: other }), []);
  assert.deepEqual(faults({ maritalStatus: { pattern: wanted } }, { maritalStatus: { text: 'x' } }), ['value Patient.maritalStatus']);
});

test('a choice: fewer types, how often, and rules for one type', () => {
  assert.deepEqual(faults({ 'deceased[x]': { types: ['dateTime'] } }, { deceasedBoolean: true }), ['structure Patient.deceasedBoolean']);
  assert.deepEqual(faults({ 'deceased[x]': { min: 1 } }, {}), ['required Patient.deceased[x]']);
  assert.deepEqual(faults({ 'deceased[x]': { min: 1 } }, { _deceasedBoolean: { extension: [] } }), []);
  assert.deepEqual(faults({ 'deceased[x]': { max: 0 } }, { deceasedBoolean: true }), ['structure Patient.deceasedBoolean']);
  const typed = { 'value[x]': { typed: { Quantity: { children: { unit: { min: 1 } } }, string: { max: 0 } } } };
  assert.deepEqual(faults(typed, { valueQuantity: { value: 1 } }, 'Observation'), ['required Observation.valueQuantity.unit']);
  assert.deepEqual(faults(typed, { valueString: 'x' }, 'Observation'), ['structure Observation.valueString']);
  assert.deepEqual(faults(typed, { valueBoolean: true }, 'Observation'), []);
});

test('slices by value: at most, at least, closed', () => {
  const by: Discriminator[] = [{ type: 'value', path: 'system' }];
  const nhs = { min: 1, max: 1, children: { system: { fixed: 'nhs' }, value: { min: 1 } } };
  assert.deepEqual(faults({ identifier: sliced({ nhs }, by) }, { identifier: [{ system: 'other' }] }), ['required Patient.identifier']);
  assert.deepEqual(faults({ identifier: sliced({ nhs }, by) }, { identifier: [{ system: 'nhs' }] }), ['required Patient.identifier[0].value']);
  assert.deepEqual(faults({ identifier: sliced({ nhs }, by, { closed: true }) }, { identifier: [{ system: 'nhs', value: '1' }, { system: 'other' }] }), ['structure Patient.identifier[1]']);
});

test('slices in order', () => {
  const slices = { official: { children: { use: { fixed: 'official' } } }, usual: { children: { use: { fixed: 'usual' } } } };
  const name = sliced(slices, [{ type: 'value', path: 'use' }], { ordered: true });
  assert.deepEqual(faults({ name }, { name: [{ use: 'official' }, { use: 'nickname' }, { use: 'usual' }] }), []);
  assert.deepEqual(faults({ name }, { name: [{ use: 'usual' }, { use: 'official' }] }), ['structure Patient.name[1]']);
});

test('slices by pattern, at the item or above the path', () => {
  const vital = { max: 1, pattern: { coding: [{ code: 'vital-signs' }] } };
  const category = [{ coding: [{ code: 'x' }, { code: 'vital-signs' }] }, { coding: [{ code: 'vital-signs' }] }];
  for (const path of ['$this', 'coding.code'])
    assert.deepEqual(faults({ category: sliced({ vital }, [{ type: 'pattern', path }]) }, { category }, 'Observation'), ['structure Observation.category'], path);
});

test('slices by a required value set', () => {
  const coded = { max: 1, children: { use: { valueSet: 'http://hl7.org/fhir/ValueSet/name-use' } } };
  assert.deepEqual(faults({ name: sliced({ coded }, [{ type: 'value', path: 'use' }]) }, { name: [{ use: 'usual' }, { use: 'old' }, { use: 'x' }] }), ['structure Patient.name']);
});

test('slices by what is there', () => {
  const by: Discriminator[] = [{ type: 'exists', path: 'period' }];
  const past = { children: { period: { min: 1 }, use: { fixed: 'old' } } };
  const present = { max: 1, children: { period: { max: 0 } } };
  const name = [{ use: 'old', period: { end: '2020' } }, { family: 'A' }];
  assert.deepEqual(faults({ name: sliced({ past, present }, by) }, { name }), []);
  assert.deepEqual(faults({ name: sliced({ past, present }, by) }, { name: [{ use: 'usual', period: {} }, ...name, { family: 'B' }] }), ['value Patient.name[0].use', 'structure Patient.name']);
});

test('slices by type: of a reference, of a resource', () => {
  const doctor = { max: 1, targets: ['Practitioner'] };
  const generalPractitioner = [{ reference: 'Practitioner/1' }, { reference: 'https://x/fhir/Practitioner/2' }, { reference: 'Organization/1' }];
  assert.deepEqual(faults({ generalPractitioner: sliced({ doctor }, [{ type: 'type', path: '$this' }]) }, { generalPractitioner }), ['structure Patient.generalPractitioner']);
  const letter = { min: 1, children: { resource: { types: ['Composition'] } } };
  const entry = sliced({ letter }, [{ type: 'type', path: 'resource' }]);
  assert.deepEqual(faults({ entry }, { entry: [{ resource: { resourceType: 'Patient' } }] }, 'Bundle'), ['required Bundle.entry']);
  assert.deepEqual(faults({ entry }, { entry: [{ resource: { resourceType: 'Composition' } }] }, 'Bundle'), []);
});

test('a profile that cannot be checked does not compile', () => {
  assert.throws(() => faults({ name: sliced({ x: { min: 1 } }, [{ type: 'value', path: 'use' }]) }, {}), /nothing to tell the slice by at use/);
  assert.throws(() => faults({ name: { constraints: ['nonsense-1'] } }, {}), /nonsense-1 is not in constraints\.ts/);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { StructureDefinition } from '@medplum/fhirtypes';
import { readDefinitions } from '../validation/definitions.ts';
import { PROFILE_FILES, readProfiles } from './profile-shape.ts';
import { printProfiles } from './slim.ts';
import { slimProfile } from './slim-profile.ts';
import { slimR4 } from './slim-r4.ts';

const base = { types: readDefinitions().types, valueSets: new Set<string>(), constraints: new Set(['ele-1']), profiles: new Map<string, StructureDefinition>() };

function profileOf(...element: NonNullable<StructureDefinition['snapshot']>['element']): StructureDefinition {
  return {
    resourceType: 'StructureDefinition', url: 'urn:p', name: 'P', status: 'draft', kind: 'resource', abstract: false, type: 'Patient',
    snapshot: { element: [{ id: 'Patient', path: 'Patient' }, ...element] },
  };
}

test('the committed R4 profiles are what the generator makes of the installed package', () => {
  assert.equal(readFileSync(PROFILE_FILES.r4, 'utf8'), printProfiles(slimR4()));
});

test('the profiles say where they come from and under which licence, and stay small', () => {
  const [r4, ukCore] = readProfiles();
  assert.match(`${r4?.source} ${r4?.licence}`, /^@medplum\/definitions \d+\.\d+\.\d+ CC0-1\.0 \(HL7 FHIR\)$/);
  assert.match(`${ukCore?.source} ${ukCore?.licence}`, /^UK Core R4 STU2 2\.0\.0: github\.com\/NHSDigital\/\S+ [0-9a-f]{8}; changed: .* Apache-2\.0, Copyright HL7 UK$/);
  assert.equal(ukCore?.profiles.length, 153);
  for (const file of Object.values(PROFILE_FILES)) assert.ok(readFileSync(file).length < 200_000);
});

test('only what is stricter than base R4 is kept', () => {
  assert.deepEqual(slimProfile(profileOf(
    { id: 'Patient.active', path: 'Patient.active', min: 0, max: '1', constraint: [{ key: 'ele-1', severity: 'error', human: 'x' }] },
    { id: 'Patient.link', path: 'Patient.link', min: 0, max: '*' },
    { id: 'Patient.link.other', path: 'Patient.link.other', min: 1, max: '1' },
  ), base).rule, {});
  assert.deepEqual(slimProfile(profileOf(
    { id: 'Patient.name', path: 'Patient.name', min: 1, max: '2' },
    { id: 'Patient.gender', path: 'Patient.gender', min: 0, max: '0' },
    { id: 'Patient.link', path: 'Patient.link', min: 0, max: '*' },
    { id: 'Patient.link.other', path: 'Patient.link.other', min: 1, max: '1', type: [{ code: 'Reference', targetProfile: ['http://hl7.org/fhir/StructureDefinition/Patient'] }] },
  ), base).rule, { children: { name: { min: 1, max: 2 }, gender: { max: 0 }, link: { children: { other: { targets: ['Patient'] } } } } });
});

test('a new slice is mandatory only where it says so, an inherited one as its snapshot says', () => {
  const slicing = { discriminator: [{ type: 'value' as const, path: 'system' }], rules: 'open' as const };
  const profile = profileOf(
    { id: 'Patient.identifier', path: 'Patient.identifier', min: 1, max: '*', slicing },
    { id: 'Patient.identifier:a', path: 'Patient.identifier', sliceName: 'a', min: 1, max: '1' },
    { id: 'Patient.identifier:a.system', path: 'Patient.identifier.system', min: 0, max: '1', fixedUri: 'urn:a' },
  );
  const slice = (shape: ReturnType<typeof slimProfile>) => shape.rule.children?.['identifier']?.slicing?.slices['a']?.min;
  assert.equal(slice(slimProfile(profile, base)), undefined);
  const stated = { ...profile, differential: { element: [{ id: 'Patient.identifier:a', path: 'Patient.identifier', min: 1 }] } };
  assert.equal(slice(slimProfile(stated, base)), 1);
  const derived = { ...profile, baseDefinition: 'urn:base' };
  assert.equal(slice(slimProfile(derived, { ...base, profiles: new Map([['urn:base', profile]]) })), 1);
});

test('a slicing that cannot be checked is refused when it is slimmed', () => {
  const slicing = { discriminator: [{ type: 'profile' as const, path: 'resource' }], rules: 'open' as const };
  assert.throws(() => slimProfile(profileOf({ id: 'Patient.contact', path: 'Patient.contact', min: 0, max: '*', slicing }), base), /cannot be checked/);
});

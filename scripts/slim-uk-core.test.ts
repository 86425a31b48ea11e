import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Resource } from '@medplum/fhirtypes';
import { slimUkCore } from './slim-uk-core.ts';

const VALUE_SET = 'https://fhir.hl7.org.uk/ValueSet/X';
const CODE_SYSTEM = 'https://fhir.hl7.org.uk/CodeSystem/X';

const SOURCE: Resource[] = [
  { resourceType: 'CodeSystem', url: CODE_SYSTEM, status: 'active', content: 'complete', concept: [{ code: 'a' }, { code: 'b' }] },
  { resourceType: 'ValueSet', url: VALUE_SET, status: 'active', compose: { include: [{ system: CODE_SYSTEM }] } },
  {
    resourceType: 'StructureDefinition', url: 'https://fhir.hl7.org.uk/StructureDefinition/X', name: 'X', version: '1.0.0', status: 'active', kind: 'resource', abstract: false, type: 'Patient',
    snapshot: { element: [
      { id: 'Patient', path: 'Patient' },
      { id: 'Patient.maritalStatus', path: 'Patient.maritalStatus', min: 1, max: '1', binding: { strength: 'required', valueSet: `${VALUE_SET}|1.0.0` } },
      { id: 'Patient.language', path: 'Patient.language', min: 0, max: '1', binding: { strength: 'required', valueSet: 'https://nobody/lists' } },
    ] },
  },
];

test('a folder of definitions becomes the rules that are stricter than base R4, with the codes they need', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jenner-uk-core-'));
  SOURCE.forEach((resource, i) => writeFileSync(join(folder, `${i}.json`), JSON.stringify(resource)));
  writeFileSync(join(folder, 'README.md'), 'no JSON');
  const { source, licence, valueSets, profiles } = slimUkCore(folder, '0a1b2c3d');
  rmSync(folder, { recursive: true });
  assert.match(source, /0a1b2c3d/);
  assert.match(licence, /Apache-2\.0/);
  assert.deepEqual(valueSets, { [VALUE_SET]: { [CODE_SYSTEM]: ['a', 'b'] } });
  assert.deepEqual(profiles, [{ url: 'https://fhir.hl7.org.uk/StructureDefinition/X', version: '1.0.0', type: 'Patient', rule: { children: { maritalStatus: { min: 1, valueSet: VALUE_SET } } } }]);
});

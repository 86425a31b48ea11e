import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFINITIONS_FILE, readDefinitions } from './definitions.ts';
import { INVARIANTS } from './invariants/all.ts';
import { printDefinitions, slimDefinitions } from './slim.ts';

test('the committed definitions are what the generator makes of the installed package', () => {
  assert.equal(readFileSync(DEFINITIONS_FILE, 'utf8'), printDefinitions(slimDefinitions()));
});

test('the definitions say where they come from, and stay small', () => {
  const text = readFileSync(DEFINITIONS_FILE, 'utf8');
  assert.match(text, /^\{"source":"@medplum\/definitions \d+\.\d+\.\d+","licence":"CC0-1\.0 \(HL7 FHIR\)","fhirVersion":"4\.0\.1"/);
  assert.ok(text.length < 1_500_000);
});

test('value sets are expanded through their code systems', () => {
  const { valueSets, types } = readDefinitions();
  assert.deepEqual(valueSets['http://hl7.org/fhir/ValueSet/administrative-gender'], { 'http://hl7.org/fhir/administrative-gender': ['male', 'female', 'other', 'unknown'] });
  assert.ok(Object.values(valueSets['http://hl7.org/fhir/ValueSet/all-types'] ?? {}).flat().includes('Observation'));
  assert.equal(types['Attachment']?.elements['contentType']?.valueSet, undefined, 'MIME types cannot be listed');
});

test('every invariant belongs to a type that exists', () => {
  const { types } = readDefinitions();
  for (const name of Object.keys(INVARIANTS)) assert.ok(name in types, name);
});

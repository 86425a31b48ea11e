import assert from 'node:assert/strict';
import { test } from 'node:test';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { CONSTRAINTS } from './constraints.ts';
import { readProfiles } from './profile-shape.ts';

const MEDIA_LINK = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.media.link';
const COLLECTOR = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Specimen.collection.collector';
const LOINC = { coding: [{ system: 'http://snomed.info/sct', code: '1' }, { system: 'http://loinc.org', code: '1' }] };

/** The FHIRPath of each definition, where it stands, and values that keep it or break it. */
const CASES: Record<string, { path: string; at: string; good: unknown[]; bad: unknown[] }> = {
  'vs-1': { path: '($this as dateTime).toString().length() >= 8', at: 'Observation.effective', good: ['2026-11-22', '2026-11-22T10:00:00Z'], bad: ['2026', '2026-11'] },
  'vs-2': {
    path: '(component.empty() and hasMember.empty()) implies (dataAbsentReason.exists() or value.exists())', at: 'Observation',
    good: [{ component: [{ code: {} }] }, { hasMember: [{ display: 'x' }] }, { dataAbsentReason: { text: 'x' } }, { valueString: 'x' }], bad: [{ status: 'final' }],
  },
  'vs-3': { path: 'value.exists() or dataAbsentReason.exists()', at: 'Observation.component', good: [{ valueString: 'x' }, { dataAbsentReason: { text: 'x' } }], bad: [{ code: { text: 'x' } }] },
  'ukcore-obs-vs-001': { path: "code.coding.where(system='http://loinc.org').exists()", at: 'Observation', good: [{ code: LOINC }], bad: [{ code: { text: 'x' } }, { status: 'final' }] },
  'ukcore-obs-lab-001': {
    path: 'value.exists() or dataAbsentReason.exists() or note.exists()', at: 'Observation',
    good: [{ valueString: 'x' }, { dataAbsentReason: { text: 'x' } }, { note: [{ text: 'x' }] }], bad: [{ status: 'final' }],
  },
  'ukcore-obs-grplab-001': { path: 'value.empty()', at: 'Observation', good: [{ status: 'final' }], bad: [{ valueString: 'x' }] },
  'ukcore-diag-lab-001': {
    path: "issued.exists() or (issued.empty() and (status in ('partial' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'appended')).not())", at: 'DiagnosticReport',
    good: [{ status: 'registered' }, { status: 'final', issued: '2020-01-01T00:00:00Z' }], bad: [{ status: 'final' }, { status: 'appended' }],
  },
  'ukcore-diag-lab-002': {
    path: `DiagnosticReport.media.extension('${MEDIA_LINK}').empty() or DiagnosticReport.media.link.reference.empty()`, at: 'DiagnosticReport',
    good: [{ media: [{ link: { reference: 'Media/1' } }] }, { media: [{ extension: [{ url: MEDIA_LINK }], link: { display: 'x' } }] }, { status: 'final' }],
    bad: [{ media: [{ extension: [{ url: MEDIA_LINK }] }, { link: { reference: 'Media/1' } }] }],
  },
  'ukcore-spec-001': {
    path: `collector.reference.empty() or collector.extension('${COLLECTOR}').empty()`, at: 'Specimen.collection',
    good: [{ collector: { reference: 'Practitioner/1' } }, { collector: { extension: [{ url: COLLECTOR }] } }], bad: [{ collector: { reference: 'Practitioner/1', extension: [{ url: COLLECTOR }] } }],
  },
  'ukcore-imm-001': {
    path: "(status != 'not-done') or (status = 'not-done' and statusReason.exists())", at: 'Immunization',
    good: [{ status: 'completed' }, { status: 'not-done', statusReason: { text: 'x' } }], bad: [{ status: 'not-done' }],
  },
  'ukcore-bodstr-001': { path: 'location.exists() or description.exists() or image.exists()', at: 'BodyStructure', good: [{ location: { text: 'x' } }, { description: 'x' }, { image: [{}] }], bad: [{ active: true }] },
};

test('every invariant is one that a profile asks for, and each has its cases', () => {
  const asked = new Set(JSON.stringify(readProfiles()).match(/"constraints":\[[^\]]*\]/g)?.flatMap((text): string[] => JSON.parse(text.slice('"constraints":'.length))));
  assert.deepEqual(new Set(Object.keys(CONSTRAINTS)), asked);
  assert.deepEqual(new Set(Object.keys(CASES)), asked);
});

for (const [key, { path, at, good, bad }] of Object.entries(CASES)) {
  test(`${key} answers as its FHIRPath does`, () => {
    const [type = ''] = at.split('.');
    const value = (one: unknown) => (typeof one === 'object' && at === type ? { resourceType: type, ...one } : one);
    for (const [wanted, values] of [[true, good], [false, bad]] as const)
      for (const one of values.map(value)) {
        assert.equal(CONSTRAINTS[key]?.holds(one), wanted, `${key} of ${JSON.stringify(one)}`);
        if (typeof one === 'object' && one !== null) assert.deepEqual(fhirpath.evaluate(one, at === type ? path : { base: at, expression: path }, {}, r4), [wanted], `FHIRPath of ${key}`);
      }
    for (const nonsense of [null, 1, '', [], {}, { code: 1 }, { media: [null] }, { collector: [] }]) CONSTRAINTS[key]?.holds(nonsense);
  });
}

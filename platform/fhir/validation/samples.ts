/** Valid resources for tests to spoil, and the faults of a spoilt one as `code place`. */
import { createValidator } from './validate.ts';

export const validator = createValidator();

export function faults(resource: unknown): string[] {
  return validator.validate(resource).map((issue) => `${issue.code} ${issue.expression}`);
}

const SCT = 'http://snomed.info/sct';

export const OBSERVATION = {
  resourceType: 'Observation',
  id: 'o-1',
  meta: { versionId: '1', lastUpdated: '2026-11-22T10:00:00.000Z', profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation'] },
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>Blood pressure</p></div>' },
  status: 'final',
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] }],
  code: { coding: [{ system: SCT, code: '75367002', display: 'Blood pressure' }], text: 'Blood pressure' },
  subject: { reference: 'Patient/p-1' },
  effectiveDateTime: '2026-11-22T09:58:00+00:00',
  issued: '2026-11-22T09:58:00.123Z',
  performer: [{ reference: 'Practitioner/x-1', display: 'Dr A Khan' }],
  component: [
    { code: { coding: [{ system: SCT, code: '271649006' }] }, valueQuantity: { value: 138, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' } },
    { code: { coding: [{ system: SCT, code: '271650006' }] }, valueQuantity: { value: 82.5, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' } },
  ],
};

export const PATIENT = {
  resourceType: 'Patient',
  id: 'p-1',
  contained: [{ resourceType: 'Organization', id: 'org', name: 'Charity' }],
  extension: [{ url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory', valueCodeableConcept: { text: 'White' } }],
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9000000009', period: { start: '2001-05', end: '2030' } }],
  active: true,
  name: [{ use: 'official', family: 'Smith', given: ['John', null], _given: [null, { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }] }], prefix: ['Mr'] }],
  telecom: [{ system: 'phone', value: '01632 960000', use: 'home', rank: 1 }],
  gender: 'male',
  birthDate: '1980-08-14',
  _birthDate: { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime', valueDateTime: '1980-08-14T03:00:00Z' }] },
  deceasedBoolean: false,
  contact: [{ relationship: [{ text: 'Wife' }], name: { text: 'Ann Smith' }, organization: { reference: '#org' } }],
  generalPractitioner: [{ reference: 'urn:uuid:0b7c2c53-5bd1-4b0e-9d2f-9d4a2d3c0a11' }],
};

export const CONDITION = {
  resourceType: 'Condition',
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
  code: { text: 'Asthma' },
  subject: { reference: 'Patient/p-1' },
};

export const BUNDLE = {
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    { fullUrl: 'urn:uuid:0b7c2c53-5bd1-4b0e-9d2f-9d4a2d3c0a11', resource: CONDITION, request: { method: 'POST', url: 'Condition' } },
    { resource: { ...OBSERVATION, subject: { reference: 'Patient?identifier=x|1' } }, request: { method: 'PUT', url: 'Observation/o-1' } },
  ],
};

export const SAMPLES: Record<string, unknown>[] = [OBSERVATION, PATIENT, CONDITION, BUNDLE];

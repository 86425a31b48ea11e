/** Resources that keep UK Core or R4's vital signs, for tests to spoil. */
import { PATIENT, validator } from '../validation/samples.ts';
import type { ValidationOptions } from '../validation/validate.ts';

const LOINC = 'http://loinc.org';
const SCT = 'http://snomed.info/sct';
const UCUM = 'http://unitsofmeasure.org';
export const R4 = 'http://hl7.org/fhir/StructureDefinition/';
export const UK_CORE = 'https://fhir.hl7.org.uk/StructureDefinition/';
export const NHS_NUMBER = { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9000000009' };

/** The faults of a resource as `code place`. */
export function found(resource: unknown, options?: ValidationOptions): string[] {
  return validator.validate(resource, options).map((issue) => `${issue.code} ${issue.expression}`);
}

/** What is said of a resource, in full. */
export function said(resource: unknown, options?: ValidationOptions): string[] {
  return validator.validate(resource, options).map((issue) => `${issue.severity} ${issue.expression} ${issue.message}`);
}

export function claim(...names: string[]): { profile: string[] } {
  return { profile: names.map((name) => (name.includes(':') ? name : UK_CORE + name)) };
}

const component = (loinc: string, sct: string, display: string, value: number) => ({
  code: { coding: [{ system: SCT, code: sct }, { system: LOINC, code: loinc, display }], text: display },
  valueQuantity: { value, unit: 'millimeter of mercury', system: UCUM, code: 'mm[Hg]' },
});

/** Keeps R4's bp and UK Core's. */
export const BLOOD_PRESSURE = {
  resourceType: 'Observation',
  status: 'final',
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] }],
  code: { coding: [{ system: SCT, code: '75367002' }, { system: LOINC, code: '85354-9' }] },
  subject: { reference: 'Patient/p-1' },
  effectiveDateTime: '2026-11-22T09:58:00+00:00',
  component: [component('8480-6', '72313002', 'Systolic blood pressure', 138), component('8462-4', '1091811000000102', 'Diastolic blood pressure', 82)],
};

export const BODY_WEIGHT = {
  resourceType: 'Observation',
  status: 'final',
  category: BLOOD_PRESSURE.category,
  code: { coding: [{ system: LOINC, code: '29463-7' }] },
  subject: { reference: 'Patient/p-1' },
  effectiveDateTime: '2026-11-22',
  valueQuantity: { value: 71.5, unit: 'kg', system: UCUM, code: 'kg' },
};

export const UK_PATIENT = { ...PATIENT, meta: claim('UKCore-Patient') };

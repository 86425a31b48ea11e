import type { CodeableConcept, Coding } from '@medplum/fhirtypes';

export const SNOMED = 'http://snomed.info/sct';
export const LOINC = 'http://loinc.org';
export const UCUM = 'http://unitsofmeasure.org';

/** A SNOMED CT concept, with the LOINC code that R4's vital-signs profiles ask for where there is one. */
export function snomed(code: string, display: string, loinc?: Coding): CodeableConcept {
  const coding: Coding[] = [{ system: SNOMED, code, display }];
  if (loinc) coding.push(loinc);
  return deepFreeze({ coding, text: display });
}

/** A concept in words alone, for what we hold no certain code for. */
export function words(text: string): CodeableConcept {
  return deepFreeze({ text });
}

/** A concept from another code system. */
export function coded(system: string, code: string, display: string): CodeableConcept {
  return deepFreeze({ coding: [{ system, code, display }] });
}

/**
 * Tables are shared by every resource that uses them: frozen, a writer who changes a resource in
 * place fails loudly instead of changing all the others.
 */
export function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}

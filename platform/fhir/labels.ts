import type { Meta } from '@medplum/fhirtypes';

/** v3 ActCode: NOPAT = not to be disclosed to the patient, family or caregivers. */
export const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
/** v3 Confidentiality: N normal, R restricted, V very restricted. */
export const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

/** Marks made-up data (v3 ActReason/HTEST), so that no screen and no export can pass it off as real. */
export const SYNTHETIC_LABEL = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'HTEST',
  display: 'test health data',
} as const;

/** True when the resource carries the given security label. */
export function hasLabel(meta: Meta | undefined, system: string, code: string): boolean {
  return meta?.security?.some((label) => label.system === system && label.code === code) ?? false;
}

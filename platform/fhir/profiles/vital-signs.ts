/**
 * FHIR R4 asks its vital signs profiles of every observation with one of their LOINC codes, claimed or not
 * (R4, Vital Signs). The codes are those that the profiles themselves fix.
 */
import { isJsonObject, type JsonObject, objects } from '../validation/json.ts';
import type { ProfileShape } from './profile-shape.ts';

const LOINC = 'http://loinc.org';
const R4 = 'http://hl7.org/fhir/StructureDefinition/';

/** LOINC code, to canonical. */
export function vitalSignCodes(profiles: readonly ProfileShape[]): ReadonlyMap<unknown, string> {
  return new Map(profiles.filter(({ url, type }) => type === 'Observation' && url.startsWith(R4)).flatMap(({ url, rule }) => {
    const slices = Object.values(rule.children?.['code']?.children?.['coding']?.slicing?.slices ?? {});
    return slices.filter((slice) => slice.children?.['system']?.fixed === LOINC).map((slice): [unknown, string] => [slice.children?.['code']?.fixed, url]);
  }));
}

/** The profile that an observation's code calls for, or undefined. */
export function vitalSignProfile({ code }: JsonObject, codes: ReadonlyMap<unknown, string>): string | undefined {
  if (!isJsonObject(code)) return undefined;
  for (const coding of objects(code['coding'])) {
    const profile = coding['system'] === LOINC ? codes.get(coding['code']) : undefined;
    if (profile !== undefined) return profile;
  }
  return undefined;
}

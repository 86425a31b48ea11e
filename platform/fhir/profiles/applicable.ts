/**
 * Which profiles a resource is held against: those it claims; R4's vital signs by its code; and UK Core's own
 * where they hold for any resource of the type in England, claimed or not.
 */
import type { ObjectCheck } from '../validation/check.ts';
import type { Fault, Findings } from '../validation/findings.ts';
import { isJsonObject, type JsonObject } from '../validation/json.ts';
import { compileProfile } from './compile-profile.ts';
import type { ProfileContext } from './item.ts';
import type { ProfileShape } from './profile-shape.ts';
import { vitalSignCodes, vitalSignProfile } from './vital-signs.ts';

const UK_CORE = 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-';

/**
 * At most one NHS number, ODS code or site code, each with its value; an allergy or a medicine says to what; what was not
 * given says why not. The rest of UK Core is for those who claim it: a repeat template that was migrated has no
 * substitution, though UKCore-MedicationRequest requires one.
 */
const IMPLIED = new Set(['AllergyIntolerance', 'Immunization', 'Location', 'Medication', 'Organization', 'Patient']);

const UNKNOWN: Fault = { code: 'not-supported', message: 'is a profile that is not known here: it was not checked', severity: 'warning' };
const WRONG_TYPE: Fault = { code: 'structure', message: 'is a profile of another resource type' };

export interface Profiles {
  /** Checks a resource against all that applies to it where it stands. */
  check: ObjectCheck;
  /** Checks a resource against one profile more. False when it is not known. */
  checkAgainst: (canonical: string, value: JsonObject, findings: Findings) => boolean;
  /** Canonical, to the resource type it is for. */
  known: ReadonlyMap<string, string>;
}

export function compileProfiles(shapes: readonly ProfileShape[], context: ProfileContext): Profiles {
  const compiled = new Map(shapes.map((shape) => [shape.url, { ...shape, check: compileProfile(shape, context) }]));
  const codes = vitalSignCodes(shapes);
  /** A canonical with another version than ours is another profile. */
  const find = (canonical: string) => {
    const bar = canonical.indexOf('|');
    const profile = compiled.get(bar === -1 ? canonical : canonical.slice(0, bar));
    return bar === -1 || profile?.version === canonical.slice(bar + 1) ? profile : undefined;
  };

  const implied = (type: unknown, value: JsonObject) =>
    type === 'Observation' ? vitalSignProfile(value, codes) : typeof type === 'string' && IMPLIED.has(type) ? UK_CORE + type : undefined;

  return {
    known: new Map(shapes.map(({ url, type }) => [url, type])),
    check: (value, findings) => {
      const type = value['resourceType'];
      const own = implied(type, value);
      if (own !== undefined) compiled.get(own)?.check(value, findings);
      const claimed = isJsonObject(value['meta']) ? value['meta']['profile'] : undefined;
      if (!Array.isArray(claimed)) return;
      for (const [i, canonical] of claimed.entries()) {
        if (typeof canonical !== 'string') continue;
        const profile = find(canonical);
        if (profile === undefined) findings.reportAt(findings.place('meta.profile', i), UNKNOWN);
        else if (profile.type !== type) findings.reportAt(findings.place('meta.profile', i), WRONG_TYPE);
        else if (profile.url !== own && claimed.indexOf(canonical) === i) profile.check(value, findings);
      }
    },
    checkAgainst: (canonical, value, findings) => {
      const profile = find(canonical);
      if (profile?.type === value['resourceType']) profile?.check(value, findings);
      else if (profile !== undefined) findings.report(WRONG_TYPE);
      return profile !== undefined;
    },
  };
}

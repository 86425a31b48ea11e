/**
 * The validator that every write passes. Base FHIR R4: structure, cardinality, primitive forms, choices, required bindings,
 * references, contained resources, the invariants that hold in practice. Then the profiles that apply (profiles/applicable.ts),
 * and the definitions of the extensions that are known. No FHIRPath engine: definitions become closures.
 *
 * Takes any JSON value and never throws; answers the faults with their places, none when the resource is valid.
 * Messages and places hold no value of the resource.
 */
import { compileProfiles } from '../profiles/applicable.ts';
import { extensionCheck } from '../profiles/extensions.ts';
import { membershipOf } from '../profiles/membership.ts';
import { readProfiles } from '../profiles/profile-shape.ts';
import type { CompiledType } from './check.ts';
import { compileTypes } from './compile.ts';
import { readDefinitions } from './definitions.ts';
import { type Fault, Findings, type ValidationIssue } from './findings.ts';
import { INVARIANTS } from './invariants/all.ts';
import { isJsonObject } from './json.ts';
import { referenceCheck } from './references.ts';
import { containedCheck, containerCheck, resourceTypeOf } from './resources.ts';

export type { ValidationIssue } from './findings.ts';

export interface ValidationOptions {
  /** Canonicals to hold the resource against beside those that apply to it; one that is not known is an error. */
  profiles?: readonly string[];
  /** Answers warnings and information too, after the errors. */
  advice?: boolean;
}

export interface Validator {
  /** Errors only, unless advice is asked for: an empty answer means that the resource may be stored. */
  validate(resource: unknown, options?: ValidationOptions): ValidationIssue[];
  readonly resourceTypes: ReadonlySet<string>;
  /** The profiles it can check: canonical without version, to the resource type it is for. */
  readonly profiles: ReadonlyMap<string, string>;
}

const UNKNOWN_PROFILE: Fault = { code: 'not-supported', message: 'cannot be held against a profile that is not known here' };

/** Compiles the definitions: tens of milliseconds, so once per process. */
export function createValidator(): Validator {
  const definitions = readDefinitions();
  const resourceTypes = new Set(Object.keys(definitions.types).filter((name) => definitions.types[name]?.kind === 'resource'));
  const files = readProfiles();
  const membership = membershipOf(definitions.valueSets, ...files.map((file) => file.valueSets));
  const context = { types: definitions.types, resourceTypes, membership };
  const shapes = files.flatMap((file) => file.profiles);
  const profiles = compileProfiles(shapes.filter(({ type }) => type !== 'Extension'), context);

  const typeOf = (value: unknown, findings: Findings): CompiledType | undefined => {
    const name = resourceTypeOf(value, findings, resourceTypes);
    return name === undefined ? undefined : types.get(name);
  };
  const resource = { check: containerCheck(typeOf, profiles.check) };
  const contained = { check: containedCheck(typeOf, profiles.check) };
  const types = compileTypes(definitions, resourceTypes, {
    invariants: INVARIANTS,
    special: { Reference: referenceCheck(resourceTypes), Extension: extensionCheck(shapes.filter(({ type }) => type === 'Extension'), context) },
    resource,
    contained,
  });

  return {
    resourceTypes,
    profiles: profiles.known,
    validate: (value, { profiles: asked = [], advice = false } = {}) => {
      const type = isJsonObject(value) ? value['resourceType'] : undefined;
      const findings = new Findings(typeof type === 'string' && resourceTypes.has(type) ? type : 'Resource');
      findings.inBundle = type === 'Bundle';
      if (advice) findings.advice = [];
      resource.check(value, findings);
      if (isJsonObject(value)) for (const canonical of asked) if (!profiles.checkAgainst(canonical, value, findings)) findings.report(UNKNOWN_PROFILE);
      return [...findings.issues, ...(findings.advice ?? [])];
    },
  };
}

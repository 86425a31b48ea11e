/**
 * The FHIR R4 validator that every write passes: structure, cardinality, primitive forms, choices, required bindings,
 * references, contained resources, and the invariants that hold in practice. No profiles, no slicing, no FHIRPath engine.
 *
 * Takes any JSON value and never throws; answers the faults with their places, none when the resource is valid.
 * Messages and places hold no value of the resource.
 */
import type { CompiledType } from './check.ts';
import { compileTypes } from './compile.ts';
import { readDefinitions } from './definitions.ts';
import { Findings, type ValidationIssue } from './findings.ts';
import { INVARIANTS } from './invariants/all.ts';
import { isJsonObject } from './json.ts';
import { referenceCheck } from './references.ts';
import { containedCheck, containerCheck, resourceTypeOf } from './resources.ts';

export type { ValidationIssue } from './findings.ts';

export interface Validator {
  validate(resource: unknown): ValidationIssue[];
  readonly resourceTypes: ReadonlySet<string>;
}

/** Compiles the definitions: tens of milliseconds, so once per process. */
export function createValidator(): Validator {
  const definitions = readDefinitions();
  const resourceTypes = new Set(Object.keys(definitions.types).filter((name) => definitions.types[name]?.kind === 'resource'));
  const typeOf = (value: unknown, findings: Findings): CompiledType | undefined => {
    const name = resourceTypeOf(value, findings, resourceTypes);
    return name === undefined ? undefined : types.get(name);
  };
  const resource = { check: containerCheck(typeOf) };
  const contained = { check: containedCheck(typeOf) };
  const types = compileTypes(definitions, resourceTypes, {
    invariants: INVARIANTS,
    special: { Reference: referenceCheck(resourceTypes) },
    resource,
    contained,
  });

  return {
    resourceTypes,
    validate: (value) => {
      const type = isJsonObject(value) ? value['resourceType'] : undefined;
      const findings = new Findings(typeof type === 'string' && resourceTypes.has(type) ? type : 'Resource');
      findings.inBundle = type === 'Bundle';
      resource.check(value, findings);
      return findings.issues;
    },
  };
}

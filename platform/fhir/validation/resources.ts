/**
 * A resource as a container: its type is known; what it contains is flat, unversioned and referred to;
 * and what it refers to inside itself is there (dom-2 to dom-5, ref-1).
 */
import type { Check, CompiledType, ObjectCheck } from './check.ts';
import type { Fault, Findings } from './findings.ts';
import { isJsonObject, type JsonObject, objects } from './json.ts';

const NOT_RESOURCE: Fault = { code: 'structure', message: 'must be a JSON object with a resourceType' };
const UNKNOWN_TYPE: Fault = { code: 'not-supported', message: 'must be a FHIR R4 resource type' };
const NESTED: Fault = { code: 'invariant', message: 'dom-2: a contained resource must not contain others' };
const UNREFERENCED: Fault = { code: 'invariant', message: 'dom-3: a contained resource must be referred to, or refer to its container' };
const VERSIONED: Fault = { code: 'invariant', message: 'dom-4: a contained resource must not have meta.versionId or meta.lastUpdated' };
const LABELLED: Fault = { code: 'invariant', message: 'dom-5: a contained resource must not have a security label' };
const UNRESOLVED: Fault = { code: 'invariant', message: 'ref-1: must refer to a contained resource that is there' };

/** The type a JSON object says it is, or undefined after reporting why it is none. */
export function resourceTypeOf(value: unknown, findings: Findings, known: ReadonlySet<string>): string | undefined {
  const type = isJsonObject(value) ? value['resourceType'] : undefined;
  if (typeof type !== 'string') findings.report(NOT_RESOURCE);
  else if (!known.has(type)) findings.report(UNKNOWN_TYPE, 'resourceType');
  else return type;
  return undefined;
}

/** Checks a resource that stands on its own: at the root, in a Bundle entry, in a parameter. */
export function containerCheck(typeOf: (value: unknown, findings: Findings) => CompiledType | undefined, profiles: ObjectCheck): Check {
  return (value, findings) => {
    const type = typeOf(value, findings);
    if (type === undefined || !isJsonObject(value)) return;
    const outer = findings.localReferences;
    const outerContained = findings.contained;
    findings.localReferences = undefined;
    findings.contained = -1;
    checkTyped(type, value, findings, profiles);
    if (value['contained'] !== undefined || findings.localReferences !== undefined) checkLocal(value, findings);
    findings.localReferences = outer;
    findings.contained = outerContained;
  };
}

/** Checks a contained resource, within its container's check. */
export function containedCheck(typeOf: (value: unknown, findings: Findings) => CompiledType | undefined, profiles: ObjectCheck): Check {
  return (value, findings) => {
    const type = typeOf(value, findings);
    if (type === undefined || !isJsonObject(value)) return;
    if (findings.contained === -1) {
      findings.contained = findings.index;
      checkTyped(type, value, findings, profiles);
      findings.contained = -1;
    } else findings.report(NESTED);
    const meta = isJsonObject(value['meta']) ? value['meta'] : {};
    if (meta['versionId'] !== undefined || meta['lastUpdated'] !== undefined) findings.report(VERSIONED, 'meta');
    if (meta['security'] !== undefined) findings.report(LABELLED, 'meta');
  };
}

/** Its type's check, then its profiles', which may ask where in this resource they stand. */
function checkTyped(type: CompiledType, value: JsonObject, findings: Findings, profiles: ObjectCheck): void {
  const { resourceType, resourceDepth } = findings;
  findings.resourceType = String(value['resourceType']);
  findings.resourceDepth = findings.depth;
  type.check(value, findings);
  profiles(value, findings);
  findings.resourceType = resourceType;
  findings.resourceDepth = resourceDepth;
}

function checkLocal(container: JsonObject, findings: Findings): void {
  const contained = Array.isArray(container['contained']) ? container['contained'] : [];
  const ids = new Set(objects(contained).map((resource) => resource['id']));
  const references = findings.localReferences ?? [];
  const referred = new Set<unknown>(references.map((reference) => reference.id));
  const referring = new Set(references.filter((reference) => reference.id === '').map((reference) => reference.from));
  for (const { id, expression } of references)
    if (expression !== undefined && id !== '' && !ids.has(id)) findings.reportAt(expression, UNRESOLVED);
  contained.forEach((resource, index) => {
    if (isJsonObject(resource) && !referred.has(resource['id']) && !referring.has(index)) findings.report(UNREFERENCED, 'contained', index);
  });
}

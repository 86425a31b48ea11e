import { applyPatch, type Operation, Pointer } from 'rfc6902';
import { Problem } from '../../../errors.ts';
import type { StoredResource } from '../../../fhir/resource.ts';
import { fhirPathPatched } from './fhirpath-patch.ts';

const MOST_OPERATIONS = 1000;
/** Characters that copies may add: each may copy what the one before has copied, and so double it. */
const MOST_COPIED = 1_000_000;

/**
 * The resource with a patch applied: JSON Patch (RFC 6902), an array of operations, or FHIRPath Patch (FHIR R4
 * §3.1.0.9.3), a Parameters. What comes out is checked as any resource is. Throws `invalid` for a patch that is none or does not apply.
 */
export function patched(resource: StoredResource, patch: unknown, place: string): unknown {
  if (Array.isArray(patch)) return jsonPatched(resource, patch, place);
  if (typeof patch === 'object' && patch !== null && 'resourceType' in patch && patch.resourceType === 'Parameters') return fhirPathPatched(resource, patch, place);
  throw fault(place, 'A patch is a JSON Patch (an array) or a FHIRPath Patch (a Parameters resource)');
}

function jsonPatched(resource: StoredResource, operations: readonly unknown[], place: string): unknown {
  if (operations.length > MOST_OPERATIONS) throw new Problem('too-large', `A patch has at most ${MOST_OPERATIONS} operations`);
  const copy = structuredClone(resource);
  let copied = 0;
  for (const [i, operation] of operations.entries()) {
    if (!isOperation(operation)) throw fault(`${place}[${i}]`, 'is not an operation of JSON Patch');
    if (!isWithin(copy, operation.path) || ('from' in operation && !isWithin(copy, operation.from))) throw fault(`${place}[${i}]`, 'points to something that is not there');
    if (operation.op === 'copy') copied += JSON.stringify(Pointer.fromJSON(operation.from).get(copy) ?? null).length;
    if (copied > MOST_COPIED) throw new Problem('too-large', 'The patch copies too much');
    const [failed] = applyPatch(copy, [operation]);
    if (failed !== null && failed !== undefined) throw fault(`${place}[${i}]`, failed.name === 'TestError' ? 'tests for a value that does not stand' : 'points to something that is not there');
  }
  if (copy.id !== resource.id || copy.resourceType !== resource.resourceType) throw fault(place, 'must leave resourceType and id as they are');
  return copy;
}

const NEEDS_VALUE = new Set(['add', 'replace', 'test']);
const NEEDS_FROM = new Set(['move', 'copy']);

function isOperation(value: unknown): value is Operation {
  if (typeof value !== 'object' || value === null || !('op' in value) || !('path' in value)) return false;
  const { op, path } = value;
  if (typeof op !== 'string' || !isPointer(path)) return false;
  if (NEEDS_VALUE.has(op)) return 'value' in value;
  return NEEDS_FROM.has(op) ? 'from' in value && isPointer(value.from) : op === 'remove';
}

/** A JSON Pointer (RFC 6901) to an element; none that would reach an object's prototype. */
function isPointer(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('/') && !/(?:^|\/)(?:__proto__|constructor|prototype)(?:\/|$)/.test(value);
}

/** Whether every step of a pointer but the last is an element of the resource: what objects inherit is shared by the whole process. */
function isWithin(resource: object, pointer: string): boolean {
  let at: unknown = resource;
  for (const step of Pointer.fromJSON(pointer).tokens.slice(1, -1)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false;
    at = at[step as keyof typeof at];
  }
  return typeof at === 'object' && at !== null;
}

function fault(expression: string, message: string): Problem {
  return new Problem('invalid', 'The patch does not apply', { issues: [{ code: 'value', expression, message }] });
}

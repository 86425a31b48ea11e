import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { Problem } from '../../../errors.ts';
import type { StoredResource } from '../../../fhir/resource.ts';
import { readDefinitions, type TypeShape } from '../../../fhir/validation/definitions.ts';

const MOST_OPERATIONS = 100;
const LONGEST_PATH = 1000;
/**
 * What a path may be made of. The rest of FHIRPath is not for strangers: its regular expressions and walks over all
 * descendants can take the process for hours, and `trace` writes what it is given to the log.
 */
const FUNCTIONS: ReadonlySet<string> = new Set(['where', 'exists', 'empty', 'not', 'first', 'last', 'single', 'ofType', 'as', 'is', 'extension']);

type Json = Record<string, unknown>;

/** Where an element stands: in `parent` under `key`, and at `index` where it repeats. */
interface Place {
  parent: Json;
  key: string;
  index: number | undefined;
}

/** What the patch needs of a node of fhirpath.js, which it keeps when internal types are not resolved. */
interface Node {
  data: unknown;
  path: string;
  propName: string | null;
  index: number | null;
  parentResNode: Node | null;
}

let shapes: Record<string, TypeShape> | undefined;

/**
 * FHIRPath Patch (FHIR R4 §3.1.0.9.3): add, insert, delete, replace, move, in order, on a copy. Throws `invalid` with the place of
 * the operation that cannot be done; what comes out is validated by the caller.
 */
export function fhirPathPatched(resource: StoredResource, parameters: object, place: string): unknown {
  const operations = partsOf(parameters, 'parameter');
  if (operations.length > MOST_OPERATIONS) throw new Problem('too-large', `A FHIRPath Patch has at most ${MOST_OPERATIONS} operations`);
  const copy: Json = { ...structuredClone(resource) };
  for (const [i, operation] of operations.entries()) {
    const at = `${place}.parameter[${i}]`;
    if (operation['name'] !== 'operation') throw fault(at, 'must be named operation');
    apply(copy, new Map(partsOf(operation, 'part').map((part) => [String(part['name']), part])), at);
  }
  if (copy['id'] !== resource.id || copy['resourceType'] !== resource.resourceType) throw fault(place, 'must leave resourceType and id as they are');
  return copy;
}

function apply(resource: Json, parts: ReadonlyMap<string, Json>, at: string): void {
  const path = textOf(parts, 'path', at);
  const nodes = evaluate(resource, path, at);
  switch (textOf(parts, 'type', at)) {
    case 'add': {
      const node = single(nodes, at);
      add(resource, node, textOf(parts, 'name', at), valueOf(parts.get('value'), at), at);
      return;
    }
    case 'insert': {
      const { list } = listAt(resource, nodes, path, at);
      const index = numberOf(parts, 'index', at);
      if (index > list.length) throw fault(at, 'has an index beyond the end of the list');
      list.splice(index, 0, valueOf(parts.get('value'), at).value);
      return;
    }
    case 'delete': {
      if (nodes.length === 0) return;
      remove(placeOf(resource, single(nodes, at), at));
      return;
    }
    case 'replace': {
      const { parent, key, index } = placeOf(resource, single(nodes, at), at);
      const { value } = valueOf(parts.get('value'), at);
      if (index === undefined) parent[key] = value;
      else (parent[key] as unknown[])[index] = value;
      return;
    }
    case 'move': {
      const { list } = listAt(resource, nodes, path, at);
      const [source, destination] = [numberOf(parts, 'source', at), numberOf(parts, 'destination', at)];
      if (source >= list.length || destination >= list.length) throw fault(at, 'has an index beyond the end of the list');
      list.splice(destination, 0, ...list.splice(source, 1));
      return;
    }
    default:
      throw fault(at, 'must be add, insert, delete, replace or move');
  }
}

function evaluate(resource: Json, path: string, at: string): Node[] {
  if (path.length > LONGEST_PATH) throw fault(at, 'has a path that is too long');
  if (!isSimple(path)) throw fault(at, `has a path with more than elements, indexes and ${[...FUNCTIONS].join(', ')}`);
  try {
    const found: unknown = fhirpath.evaluate(resource, path, {}, r4, { resolveInternalTypes: false });
    return Array.isArray(found) ? (found as Node[]) : [];
  } catch {
    throw fault(at, 'has a path that is not FHIRPath');
  }
}

/** True for a path that walks from the resource to its elements and asks nothing else of the engine. */
function isSimple(path: string): boolean {
  const bare = path.replace(/'(?:[^'\\]|\\.)*'/g, "''");
  if (/[`%|"]|\b(?:__proto__|constructor|prototype)\b/.test(bare)) return false;
  return [...bare.matchAll(/(\w+)\s*\(/g)].every(([, name = '']) => FUNCTIONS.has(name) || name === 'and' || name === 'or');
}

/** Whether an object is part of the resource: what objects inherit is not, and is shared by the whole process. */
function isPartOf(resource: unknown, part: object): boolean {
  if (resource === part) return true;
  return typeof resource === 'object' && resource !== null && Object.values(resource).some((one) => isPartOf(one, part));
}

function add(resource: Json, { data, path }: Node, name: string, { value, type }: Typed, at: string): void {
  shapes ??= readDefinitions().types;
  const elements = shapes[path]?.elements ?? {};
  const isChoice = `${name}[x]` in elements;
  if (!(name in elements) && !isChoice) throw fault(at, 'names an element that is not there to be added');
  if (typeof data !== 'object' || data === null || !isPartOf(resource, data)) throw fault(at, 'must add to an element that has parts');
  const parent = data as Json;
  const key = isChoice ? `${name}${type}` : name;
  if (isChoice && Object.keys(parent).some((other) => other.startsWith(name) && `${name}[x]` in elements && other !== key && /^[A-Z]/.test(other.slice(name.length)))) throw fault(at, 'adds a second value where there is one');
  if (elements[name]?.many === true) parent[key] = [...((parent[key] as unknown[] | undefined) ?? []), value];
  else if (key in parent) throw fault(at, 'adds a second value where there is one');
  else parent[key] = value;
}

/** The list that a path names: `Patient.name`, every element of it. */
function listAt(resource: Json, nodes: readonly Node[], path: string, at: string): { list: unknown[] } {
  const [first] = nodes;
  if (first === undefined) throw fault(at, `has a path that leads nowhere`);
  const { parent, key, index } = placeOf(resource, first, at);
  const list = parent[key];
  if (index === undefined || !Array.isArray(list) || list.length !== nodes.length || path === String(resource['resourceType'])) throw fault(at, 'must name one whole list');
  return { list };
}

function placeOf(resource: Json, { parentResNode, propName, index }: Node, at: string): Place {
  const parent = parentResNode?.data;
  if (typeof parent !== 'object' || parent === null || propName === null || !isPartOf(resource, parent)) throw fault(at, 'must name an element of the resource');
  // A choice is called by its name alone: value for valueQuantity.
  const key = Object.hasOwn(parent, propName) ? propName : Object.keys(parent).find((name) => name.startsWith(propName) && /^[A-Z]/.test(name.slice(propName.length)));
  if (key === undefined) throw fault(at, 'must name an element of the resource');
  return { parent: parent as Json, key, index: index ?? undefined };
}

function remove({ parent, key, index }: Place): void {
  const list = parent[key];
  if (index === undefined || !Array.isArray(list) || list.length === 1) delete parent[key];
  else list.splice(index, 1);
}

interface Typed {
  value: unknown;
  /** `Quantity`, `DateTime`: what a choice's name ends in; '' for parts that make up an element. */
  type: string;
}

function valueOf(part: Json | undefined, at: string): Typed {
  if (part === undefined) throw fault(at, 'needs a value');
  const key = Object.keys(part).find((name) => /^value[A-Z]/.test(name));
  if (key !== undefined) return { value: part[key], type: key.slice('value'.length) };
  if ('resource' in part) return { value: part['resource'], type: '' };
  shapes ??= readDefinitions().types;
  const built: Json = {};
  for (const one of partsOf(part, 'part')) {
    const name = String(one['name']);
    const { value } = valueOf(one, at);
    built[name] = name in built ? [built[name], value].flat() : value;
  }
  return { value: built, type: '' };
}

function single(nodes: readonly Node[], at: string): Node {
  const [node] = nodes;
  if (node === undefined || nodes.length > 1) throw fault(at, nodes.length === 0 ? 'has a path that leads nowhere' : 'has a path that leads to several elements');
  return node;
}

function partsOf(value: object, key: 'parameter' | 'part'): Json[] {
  const parts: unknown = key in value ? value[key as keyof typeof value] : [];
  return Array.isArray(parts) ? parts.filter((part): part is Json => typeof part === 'object' && part !== null) : [];
}

function textOf(parts: ReadonlyMap<string, Json>, name: string, at: string): string {
  const part = parts.get(name);
  const value = part?.['valueString'] ?? part?.['valueCode'];
  if (typeof value !== 'string') throw fault(at, `needs ${name}`);
  return value;
}

function numberOf(parts: ReadonlyMap<string, Json>, name: string, at: string): number {
  const value = parts.get(name)?.['valueInteger'];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw fault(at, `needs ${name}, a number from 0`);
  return value;
}

function fault(expression: string, message: string): Problem {
  return new Problem('invalid', 'The patch does not apply', { issues: [{ code: 'value', expression, message: `The operation ${message}` }] });
}

import { searchDefinitions } from './definitions.ts';
import { member } from './extract.ts';
import type { Summary } from './query.ts';

/** FHIR R4 §3.1.1.5.8: marks a resource that is not all there, so that nobody writes it back as if it were. */
const SUBSETTED = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

type Json = Readonly<Record<string, unknown>>;

/**
 * The resource as `_summary` or `_elements` asks for it, with the tag SUBSETTED where anything may be missing. Mandatory
 * elements, the id and meta always stay. `count` and `false` leave a resource as it is.
 */
export function subsetOf(resource: unknown, { summary, elements }: { summary: Summary; elements: readonly string[] }): unknown {
  if (!isJson(resource) || typeof resource['resourceType'] !== 'string') return resource;
  const type = resource['resourceType'];
  const { summary: kept, required } = searchDefinitions();
  const always = ['resourceType', 'id', 'meta', ...(required[type] ?? [])];
  if (elements.length > 0) return tagged(pick(resource, [...always, ...elements]));
  if (summary === 'true') return tagged(summarised(resource, type, kept));
  if (summary === 'text') return tagged(pick(resource, [...always, 'text']));
  if (summary === 'data') return tagged(Object.fromEntries(Object.entries(resource).filter(([name]) => name !== 'text')));
  return resource;
}

/** What the summary keeps, also inside the parts of the resource that have a definition of their own. */
function summarised(part: Json, path: string, kept: Readonly<Record<string, string[]>>): Json {
  const names = kept[path];
  if (names === undefined) return part;
  const inner = (name: string, value: unknown): unknown => {
    const below = `${path}.${name}`;
    if (Array.isArray(value)) return value.map((item: unknown) => (isJson(item) ? summarised(item, below, kept) : item));
    return isJson(value) ? summarised(value, below, kept) : value;
  };
  return Object.fromEntries(Object.entries(pick(part, ['resourceType', ...names])).map(([name, value]) => [name, inner(name, value)]));
}

/** The members named; `value[x]` names every form of it, and a primitive's `_name` goes with it. */
function pick(from: Json, names: readonly string[]): Json {
  const exact = new Set(names.filter((name) => !name.endsWith('[x]')));
  const open = names.filter((name) => name.endsWith('[x]')).map((name) => name.slice(0, -3));
  const keeps = (name: string): boolean => exact.has(name) || open.some((stem) => name.startsWith(stem) && /^[A-Z]/.test(name.slice(stem.length)));
  return Object.fromEntries(Object.entries(from).filter(([name]) => keeps(name.replace(/^_/, ''))));
}

function tagged(resource: Json): Json {
  const meta = isJson(resource['meta']) ? resource['meta'] : {};
  const tags: unknown[] = Array.isArray(meta['tag']) ? meta['tag'] : [];
  const isTagged = tags.some((tag) => member(tag, 'code') === SUBSETTED.code && member(tag, 'system') === SUBSETTED.system);
  return isTagged ? resource : { ...resource, meta: { ...meta, tag: [...tags, SUBSETTED] } };
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

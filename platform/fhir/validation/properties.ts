/**
 * The JSON properties of a type: one per element, one per type of a choice (`valueQuantity`),
 * and beside each primitive its sibling for extensions (`_birthDate`).
 */
import { codeCheck, conceptCheck } from './bindings.ts';
import type { Check, CompiledType } from './check.ts';
import type { Definitions, ElementShape, TypeShape } from './definitions.ts';
import type { Fault, Findings } from './findings.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { PRIMITIVES, type PrimitiveCheck } from './primitives.ts';
import { targetCheck } from './references.ts';

export interface Property {
  /** The element it belongs to, as the specification names it: `value[x]`. */
  element: string;
  /** The property this one carries extensions for; absent for the value itself. */
  main?: string;
  isChoice: boolean;
  /** One bit for each element that is required or a choice, 0 for the rest. */
  bit: number;
  /** 1 when it counts as content of its owner (ele-1): `id` does not. */
  weight: 0 | 1;
  check: (value: unknown, findings: Findings, owner: JsonObject) => void;
}

/** What the properties of every type are compiled with. */
export interface Context {
  valueSets: Definitions['valueSets'];
  resourceTypes: ReadonlySet<string>;
  typeOf: (name: string, element?: string) => CompiledType;
}

const MOST_BITS = 30;
const NOT_SINGLE: Fault = { code: 'structure', message: 'must not be an array' };
const NOT_ARRAY: Fault = { code: 'structure', message: 'must be an array' };
const EMPTY_ARRAY: Fault = { code: 'structure', message: 'must not be an empty array' };
const NEITHER: Fault = { code: 'structure', message: 'must have a value or an extension' };
/** Types that may hold `#id` and so keep a contained resource alive (dom-3). */
const LINKS = new Set(['uri', 'url', 'canonical']);

export function propertiesOf(name: string, shape: TypeShape, context: Context): Map<string, Property> {
  const { valueSets, typeOf } = context;
  const properties = new Map<string, Property>();
  let bits = 0;
  for (const [element, elementShape] of Object.entries(shape.elements)) {
    const isChoice = element.endsWith('[x]');
    const bit = isChoice || elementShape.required ? 1 << bits++ : 0;
    if (bits > MOST_BITS) throw new Error(`${name} has too many required elements for one bit mask`);
    const weight = element === 'id' ? 0 : 1;
    for (const type of elementShape.types) {
      const key = isChoice ? element.slice(0, -3) + suffix(type) : element;
      const common = { element, isChoice, bit, weight } as const;
      const primitive = primitiveCheck(type, elementShape, valueSets);
      if (primitive === undefined) properties.set(key, { ...common, check: complex(key, elementShape, typeOf(type, element), context) });
      else {
        properties.set(key, { ...common, check: (elementShape.many ? primitives : single)(key, primitive, LINKS.has(type)) });
        if (hasSibling(name, element, shape)) properties.set(`_${key}`, { ...common, main: key, check: sibling(key, elementShape, typeOf('Element')) });
      }
    }
  }
  if (shape.kind === 'resource') properties.set('resourceType', { element: 'resourceType', isChoice: false, bit: 0, weight: 0, check: () => undefined });
  return properties;
}

function suffix(type: string): string {
  return type === 'SimpleQuantity' ? 'Quantity' : type.charAt(0).toUpperCase() + type.slice(1);
}

/** These are attributes in XML, or markup, and cannot be extended. */
function hasSibling(name: string, element: string, shape: TypeShape): boolean {
  return !(element === 'id' && shape.kind === 'element') && !(name === 'Extension' && element === 'url') && !(name === 'Narrative' && element === 'div');
}

function primitiveCheck(type: string, shape: ElementShape, valueSets: Definitions['valueSets']): PrimitiveCheck | undefined {
  const codes = type === 'code' && shape.valueSet !== undefined ? valueSets[shape.valueSet] : undefined;
  return codes === undefined ? PRIMITIVES[type] : codeCheck(shape.valueSet ?? '', codes);
}

function single(key: string, primitive: PrimitiveCheck, isLink: boolean): Property['check'] {
  return (value, findings) => {
    const fault = primitive(value);
    if (fault !== undefined) findings.report(Array.isArray(value) ? NOT_SINGLE : fault, key);
    else if (isLink) noteLink(value, key, findings);
  };
}

function noteLink(value: unknown, key: string, findings: Findings): void {
  if (typeof value === 'string' && value.startsWith('#')) findings.noteLocal(value, key, false);
}

/** A null holds the place of a value that has only an extension. */
function primitives(key: string, primitive: PrimitiveCheck, isLink: boolean): Property['check'] {
  const siblingKey = `_${key}`;
  return (value, findings, owner) => {
    if (!isFullArray(value, findings, key)) return;
    for (let i = 0; i < value.length && !findings.full; i++) {
      const fault = primitive(value[i]);
      const extended = owner[siblingKey];
      if (fault === undefined) {
        if (isLink) noteLink(value[i], key, findings);
      } else if (value[i] !== null) findings.report(fault, key, i);
      else if (!Array.isArray(extended) || !isJsonObject(extended[i])) findings.report(NEITHER, key, i);
    }
  };
}

function complex(key: string, shape: ElementShape, type: CompiledType, context: Context): Property['check'] {
  const check = itemCheck(shape, type, context);
  if (shape.many) return (value, findings) => items(key, value, check, findings);
  return (value, findings) => {
    if (!findings.enter(key)) return;
    check(value, findings);
    findings.leave();
  };
}

function items(key: string, value: unknown, check: Check, findings: Findings): void {
  if (!isFullArray(value, findings, key) || !findings.enter(key)) return;
  for (let i = 0; i < value.length && !findings.full; i++) {
    findings.at(i);
    check(value[i], findings);
  }
  findings.leave();
}

function itemCheck(shape: ElementShape, type: CompiledType, context: Context): Check {
  const codes = shape.valueSet === undefined ? undefined : context.valueSets[shape.valueSet];
  const binding = codes === undefined ? undefined : conceptCheck(shape.valueSet ?? '', codes);
  const target = shape.targets === undefined ? undefined : targetCheck(shape.targets, context.resourceTypes);
  const extra = binding ?? target;
  // Read late: the type may be compiled after this one.
  if (extra === undefined) return (value, findings) => type.check(value, findings);
  return (value, findings) => {
    type.check(value, findings);
    if (isJsonObject(value)) extra(value, findings);
  };
}

function sibling(key: string, shape: ElementShape, element: CompiledType): Property['check'] {
  if (!shape.many)
    return (value, findings) => {
      if (!findings.enter(key)) return;
      element.check(value, findings);
      findings.leave();
    };
  return (value, findings, owner) => {
    const main = owner[key];
    const extendedOrValued: Check = (item, within) => (item === null ? undefined : element.check(item, within));
    items(key, value, extendedOrValued, findings);
    if (!Array.isArray(value)) return;
    for (let i = 0; i < value.length && !findings.full; i++)
      if (value[i] === null && (!Array.isArray(main) || main[i] === undefined)) findings.report(NEITHER, key, i);
  };
}

function isFullArray(value: unknown, findings: Findings, key: string): value is unknown[] {
  if (!Array.isArray(value)) findings.report(NOT_ARRAY, key);
  else if (value.length === 0) findings.report(EMPTY_ARRAY, key);
  else return true;
  return false;
}

/**
 * Turns the definitions into closures, one per type: a walk over the properties that are there, each looked up once,
 * then the required elements as one bit mask, then the invariants. Nothing is allocated unless a fault is found.
 */
import type { Check, CompiledType, ObjectCheck } from './check.ts';
import type { Definitions, TypeShape } from './definitions.ts';
import type { Fault, Findings } from './findings.ts';
import type { Invariant, Invariants } from './invariants/invariant.ts';
import { isJsonObject } from './json.ts';
import { propertiesOf, type Property } from './properties.ts';

const NOT_OBJECT: Fault = { code: 'structure', message: 'must be a JSON object' };
const NOT_SINGLE: Fault = { code: 'structure', message: 'must not be an array' };
const EMPTY: Fault = { code: 'structure', message: 'ele-1: must have a value or children' };
const UNKNOWN: Fault = { code: 'structure', message: 'is not a property of this type' };
const UNKNOWN_HERE: Fault = { code: 'structure', message: 'has a property that is not one of this type' };
const TWO_TYPES: Fault = { code: 'structure', message: 'must not stand beside another type of the same choice' };
const REQUIRED: Fault = { code: 'required', message: 'is required' };

/** What an extension of a primitive value may hold. */
const ELEMENT: TypeShape = { kind: 'element', elements: { id: { types: ['string'] }, extension: { types: ['Extension'], many: true } } };

/** What is written by hand, beside the definitions. */
export interface Rules {
  invariants: Invariants;
  special: Record<string, ObjectCheck>;
  /** Any resource that stands on its own, and one that is contained. */
  resource: CompiledType;
  contained: CompiledType;
}

export function compileTypes(definitions: Definitions, resourceTypes: ReadonlySet<string>, rules: Rules): Map<string, CompiledType> {
  const shapes: Record<string, TypeShape> = { ...definitions.types, Element: ELEMENT };
  const types = new Map<string, CompiledType>(Object.keys(shapes).map((name) => [name, { check: () => undefined }]));
  types.set('Resource', rules.resource);
  const typeOf = (name: string, element = ''): CompiledType => {
    const type = element === 'contained' ? rules.contained : types.get(name);
    if (type === undefined) throw new Error(`definitions.json names an unknown type: ${name}`);
    return type;
  };
  for (const [name, shape] of Object.entries(shapes)) {
    const properties = propertiesOf(name, shape, { valueSets: definitions.valueSets, resourceTypes, typeOf });
    typeOf(name).check = compileType(shape, properties, rules.invariants[name] ?? [], rules.special[name]);
  }
  return types;
}

function compileType(shape: TypeShape, properties: ReadonlyMap<string, Property>, invariants: readonly Invariant[], special: ObjectCheck | undefined): Check {
  const mayBeEmpty = shape.kind === 'resource';
  const required = requiredElements(shape, properties);
  const requiredMask = required.reduce((mask, { bit }) => mask | bit, 0);

  return (value, findings) => {
    if (!isJsonObject(value)) return findings.report(Array.isArray(value) ? NOT_SINGLE : NOT_OBJECT);
    let seen = 0;
    let children = 0;
    for (const key in value) {
      const child = value[key];
      if (child === undefined) continue;
      const property = properties.get(key);
      if (property === undefined) {
        reportUnknown(key, findings);
        children++;
        continue;
      }
      children += property.weight;
      if (property.bit !== 0 && (property.main === undefined || value[property.main] === undefined)) {
        if (property.isChoice && (seen & property.bit) !== 0) findings.report(TWO_TYPES, property.main ?? key);
        seen |= property.bit;
      }
      property.check(child, findings, value);
    }
    if (children === 0 && !mayBeEmpty) findings.report(EMPTY);
    if ((seen & requiredMask) !== requiredMask)
      for (const { bit, element } of required) if ((seen & bit) === 0) findings.report(REQUIRED, element);
    for (const rule of invariants) if (!rule.holds(value)) findings.report(rule.fault);
    special?.(value, findings);
  };
}

function requiredElements(shape: TypeShape, properties: ReadonlyMap<string, Property>): { element: string; bit: number }[] {
  return Object.entries(shape.elements)
    .filter(([, element]) => element.required)
    .map(([element]) => ({ element, bit: [...properties.values()].find((property) => property.element === element)?.bit ?? 0 }));
}

/** The name of a property is the writer's text: it is repeated only where it looks like the name of one. */
function reportUnknown(key: string, findings: Findings): void {
  if (/^_?[A-Za-z][A-Za-z0-9]{0,63}$/.test(key)) findings.report(UNKNOWN, key);
  else findings.report(UNKNOWN_HERE);
}

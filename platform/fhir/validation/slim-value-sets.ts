/**
 * Expands the value sets of required bindings to plain lists of codes.
 * A set that names a code system nobody can list (MIME types, currencies, UCUM) is left out: its binding goes unchecked.
 */
import type { CodeSystem, CodeSystemConcept, Resource, ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';

type Codes = Record<string, string[]>;

export function expandValueSets(wanted: ReadonlySet<string>, terminology: Resource[]): Record<string, Codes> {
  const valueSets = new Map<string, ValueSet>();
  const codeSystems = new Map<string, CodeSystem>();
  for (const resource of terminology) {
    if (resource.resourceType === 'ValueSet' && resource.url !== undefined) valueSets.set(resource.url, resource);
    if (resource.resourceType === 'CodeSystem' && resource.url !== undefined) codeSystems.set(resource.url, resource);
  }
  const expanded: Record<string, Codes> = {};
  for (const url of [...wanted].sort()) {
    const codes = expand(valueSets.get(url), codeSystems);
    if (codes !== undefined) expanded[url] = codes;
  }
  return expanded;
}

function expand(valueSet: ValueSet | undefined, codeSystems: Map<string, CodeSystem>): Codes | undefined {
  const compose = valueSet?.compose;
  if (compose === undefined || compose.exclude !== undefined) return undefined;
  const codes: Codes = {};
  for (const include of compose.include) {
    const listed = listCodes(include, codeSystems);
    if (include.system === undefined || listed === undefined) return undefined;
    codes[include.system] = [...new Set([...(codes[include.system] ?? []), ...listed])];
  }
  return codes;
}

function listCodes(include: ValueSetComposeInclude, codeSystems: Map<string, CodeSystem>): string[] | undefined {
  if (include.filter !== undefined || include.valueSet !== undefined) return undefined;
  if (include.concept !== undefined) return include.concept.map((concept) => concept.code);
  const system = codeSystems.get(include.system ?? '');
  return system?.content === 'complete' ? allCodes(system.concept ?? []) : undefined;
}

function allCodes(concepts: CodeSystemConcept[]): string[] {
  return concepts.flatMap((concept) => [concept.code, ...allCodes(concept.concept ?? [])]);
}

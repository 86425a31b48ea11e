import type { CodeSystem, CodeSystemConcept, Resource, ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';
import type { DefinedValueSet, Include, ListedCode, ListedCodeSystem, Published } from './published.ts';

/** Value sets that make up one from all of them, or serve as the standard's own illustrations. */
const LEFT_OUT = /\/ValueSet\/(?:example|all-|animal-|c80-doc-typecodes|dicom-)|\/(?:example|v2-|v3-hl7)/;

/** Of resources, what expanding and validating need: value sets and the code systems they list, without their prose. */
export function slimPublished(source: string, licence: string, resources: readonly Resource[], wanted: (url: string) => boolean): Published {
  const valueSets = resources.flatMap((one) => (one.resourceType === 'ValueSet' && one.url !== undefined && one.compose !== undefined && wanted(one.url) && !LEFT_OUT.test(one.url) ? [slimValueSet(one, one.url)] : []));
  const systems = new Set(valueSets.flatMap(({ include, exclude = [] }) => [...include, ...exclude].flatMap(({ system }) => system ?? [])));
  const codeSystems = resources.flatMap((one) => (one.resourceType === 'CodeSystem' && one.url !== undefined && one.content === 'complete' && systems.has(one.url) ? [slimCodeSystem(one, one.url)] : []));
  const byUrl = (a: { url: string }, b: { url: string }): number => (a.url < b.url ? -1 : 1);
  return { source, licence, valueSets: valueSets.sort(byUrl), codeSystems: codeSystems.sort(byUrl) };
}

/** One value set or code system a line, so that a change of version can be read as a diff. */
export function printPublished({ valueSets, codeSystems, ...head }: Published): string {
  const lines = (list: readonly object[]): string => list.map((each) => JSON.stringify(each)).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},\n"valueSets":[\n${lines(valueSets)}\n],\n"codeSystems":[\n${lines(codeSystems)}\n]}\n`;
}

function slimValueSet({ version, name, title, compose }: ValueSet, url: string): DefinedValueSet {
  return {
    url,
    ...(version === undefined ? {} : { version }),
    name: title ?? name ?? url,
    include: (compose?.include ?? []).map(slimInclude),
    ...(compose?.exclude === undefined ? {} : { exclude: compose.exclude.map(slimInclude) }),
  };
}

function slimInclude({ system, concept, filter, valueSet }: ValueSetComposeInclude): Include {
  return {
    ...(system === undefined ? {} : { system: system.trim() }),
    ...(concept === undefined ? {} : { concept: concept.map(({ code, display }) => ({ code: code.trim(), ...(display === undefined ? {} : { display }) })) }),
    ...(filter === undefined ? {} : { filter: filter.map(({ property, op, value }) => ({ property, op, value })) }),
    ...(valueSet === undefined ? {} : { valueSet }),
  };
}

function slimCodeSystem({ version, name, title, caseSensitive, concept = [] }: CodeSystem, url: string): ListedCodeSystem {
  return { url, ...(version === undefined ? {} : { version }), name: title ?? name ?? url, caseSensitive: caseSensitive === true, concepts: concept.map(slimConcept) };
}

function slimConcept({ code, display, property, concept }: CodeSystemConcept): ListedCode {
  const abstract = property?.some((one) => (one.code === 'notSelectable' || one.code === 'abstract') && one.valueBoolean === true) === true;
  return { code, ...(display === undefined ? {} : { display }), ...(abstract ? { abstract: true as const } : {}), ...(concept === undefined ? {} : { below: concept.map(slimConcept) }) };
}

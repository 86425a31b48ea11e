import type { ParametersParameter } from '@medplum/fhirtypes';
import type { Edition } from '../edition.ts';
import type { ListedCodeSystem } from '../published/published.ts';
import { replacementsOf } from '../replacements.ts';
import type { Snomed } from '../terminology.ts';
import { codedConcept } from './coded.ts';
import { designationsOf } from './designations.ts';
import { listedAbove, listedBelow, listedCode } from './listed-codes.ts';

/** What is answered of a code: FHIR R4, CodeSystem/$lookup, "Out parameters". `wanted` names properties; none: all. */
export function lookUpConcept({ edition, release }: Snomed, concept: number, wanted: readonly string[]): ParametersParameter[] {
  const properties = propertiesOf(edition, concept).filter(({ code }) => wanted.length === 0 || wanted.includes(code));
  return [
    { name: 'name', valueString: 'SNOMED CT' },
    { name: 'version', valueString: release.version },
    { name: 'display', valueString: edition.preferredTerm(concept) },
    ...(wanted.length > 0 && !wanted.includes('designation') ? [] : designationsOf(edition, concept).map(({ language, use, value }) => ({ name: 'designation', part: [{ name: 'language', valueCode: language }, { name: 'use', valueCoding: use }, { name: 'value', valueString: value }] }))),
    ...properties.map(({ code, value, description }) => ({ name: 'property', part: [{ name: 'code', valueCode: code }, { name: 'value', ...value }, ...(description === undefined ? [] : [{ name: 'description', valueString: description }])] })),
  ];
}

interface Property {
  code: string;
  value: Partial<ParametersParameter>;
  description?: string;
}

/** FHIR R4, "Using SNOMED CT with FHIR", 4.3.1.0.7 "SNOMED CT properties"; and what stands for an inactive concept. */
function propertiesOf(edition: Edition, concept: number): Property[] {
  const named = (code: string, of: number): Property => ({ code, value: { valueCode: edition.codeOf(of) }, description: edition.preferredTerm(of) });
  const attributes: Property[] = [];
  for (let row = edition.attributesAt[concept] ?? 0; row < (edition.attributesAt[concept + 1] ?? 0); row++) {
    const code = edition.codeOf(edition.attributeType[row] ?? 0);
    const value = edition.attributeValueAt(row);
    if ('concept' in value) attributes.push(named(code, value.concept));
    else attributes.push({ code, value: 'number' in value ? { valueDecimal: value.number } : 'boolean' in value ? { valueBoolean: value.boolean } : { valueString: value.string } });
  }
  return [
    { code: 'inactive', value: { valueBoolean: !edition.isActive(concept) } },
    { code: 'sufficientlyDefined', value: { valueBoolean: edition.conceptDefined[concept] === 1 } },
    { code: 'moduleId', value: { valueCode: edition.moduleOf(concept) } },
    { code: 'effectiveTime', value: { valueString: String(edition.conceptTime[concept] ?? 0) } },
    ...[...edition.parentsOf(concept)].map((parent) => named('parent', parent)),
    ...[...edition.childrenOf(concept)].map((child) => named('child', child)),
    ...attributes,
    ...replacementsOf(edition, concept).map(({ association, concept: target }) => named(association.toLowerCase().replaceAll(' ', '-'), target)),
  ];
}

/** As `lookUpConcept`, of a code system that is listed whole. */
export function lookUpListed(system: ListedCodeSystem, code: string): ParametersParameter[] | undefined {
  const coded = listedCode(system, code);
  if (coded === undefined) return undefined;
  const property = (name: string, value: string): ParametersParameter => ({ name: 'property', part: [{ name: 'code', valueCode: name }, { name: 'value', valueCode: value }] });
  return [
    { name: 'name', valueString: system.name },
    ...(system.version === undefined ? [] : [{ name: 'version', valueString: system.version }]),
    { name: 'display', valueString: coded.display },
    ...(coded.abstract === true ? [{ name: 'abstract', valueBoolean: true }] : []),
    ...listedAbove(system, coded.code).slice(0, 1).map((above) => property('parent', above)),
    ...listedBelow(system, coded.code).map((below) => property('child', below)),
  ];
}

/** Whether a text is one that the release has for the concept, in whatever case. */
export function isCalled(edition: Edition, concept: number, display: string): boolean {
  const wanted = display.trim().toLowerCase();
  return designationsOf(edition, concept).some(({ value }) => value.toLowerCase() === wanted) || codedConcept(edition, concept).display.toLowerCase() === wanted;
}

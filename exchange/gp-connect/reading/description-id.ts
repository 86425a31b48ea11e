import type { Coding, Extension } from '@medplum/fhirtypes';
import { UK_CORE_EXTENSION } from '../extension-urls.ts';

/**
 * The SNOMED CT description that was chosen, STU3 -> R4. The one complex extension Extension-coding-sctdescid becomes,
 * on the same Coding, the two simple ones that UK Core (2.0.0) uses:
 * descriptionId -> HL7's coding-sctdescid (valueId), descriptionDisplay -> CodingSCTDescDisplay (valueString).
 */
export function withDescriptionId(read: Coding): Coding {
  if (!read.extension?.some(isDescription)) return read;
  return { ...read, extension: read.extension.flatMap((each) => (isDescription(each) ? (each.extension ?? []).map(renamed) : [each])) };
}

function isDescription({ url, extension }: Extension): boolean {
  return url.endsWith('/STU3/StructureDefinition/Extension-coding-sctdescid')
    && extension !== undefined && extension.every((part) => PARTS.has(part.url));
}

function renamed(part: Extension): Extension {
  return { ...part, url: PARTS.get(part.url) ?? part.url };
}

const PARTS: ReadonlyMap<string, string> = new Map([
  ['descriptionId', 'http://hl7.org/fhir/StructureDefinition/coding-sctdescid'],
  ['descriptionDisplay', `${UK_CORE_EXTENSION}CodingSCTDescDisplay`],
]);

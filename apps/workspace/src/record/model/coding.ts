import type { CodeableConcept, Coding, Extension } from '@medplum/fhirtypes';

const SNOMED = 'http://snomed.info/sct';
const LOINC = 'http://loinc.org';

/** GP Connect marks with these codes what lost its code on the way between systems; the words still stand in the text. */
const DEGRADED = new Set(['196411000000103', '196421000000109', '196431000000106', '196441000000102', '196451000000104', '196461000000101', '196471000000108']);

/**
 * The words the author of a code saw: the text, else the term picked, else the description recorded with the SNOMED CT code.
 * A code without any words comes back as the code itself, so that an entry is never blank.
 */
export function termOf(concept: CodeableConcept | undefined): string | undefined {
  if (!concept) return undefined;
  const codings = concept.coding ?? [];
  const snomed = codings.find((coding) => coding.system === SNOMED && !isDegraded(coding));
  return concept.text?.trim()
    || codings.find((coding) => coding.userSelected === true)?.display
    || descriptionDisplay(snomed)
    || snomed?.display
    || codings.find((coding) => coding.display !== undefined && !isDegraded(coding))?.display
    || codings[0]?.display
    || codings[0]?.code;
}

/** The code that says whether two entries are about the same thing; the words where no code is of use. */
export function sameThing(concept: CodeableConcept | undefined): string | undefined {
  const codings = concept?.coding ?? [];
  const best = codings.find((coding) => coding.system === SNOMED && !isDegraded(coding))
    ?? codings.find((coding) => coding.system === LOINC)
    ?? codings.find((coding) => !isDegraded(coding));
  return best?.code ?? termOf(concept)?.toLowerCase();
}

export function hasCode(concept: CodeableConcept | undefined, codes: ReadonlySet<string>): boolean {
  return concept?.coding?.some((coding) => coding.code !== undefined && codes.has(coding.code)) ?? false;
}

/** True where decision support can act on it: a SNOMED CT code that is not one of the degraded ones. */
export function isCoded(concept: CodeableConcept | undefined): boolean {
  return concept?.coding?.some((coding) => coding.system === SNOMED && coding.code !== undefined && !isDegraded(coding)) ?? false;
}

function isDegraded(coding: Coding): boolean {
  return coding.code !== undefined && DEGRADED.has(coding.code);
}

function descriptionDisplay(coding: Coding | undefined): string | undefined {
  return extensionEnding(coding?.extension, 'CodingSCTDescDisplay')?.valueString;
}

/** The first extension whose URL ends so: the same extension has STU3 and R4, CareConnect and UK Core URLs. */
export function extensionEnding(extensions: readonly Extension[] | undefined, ending: string): Extension | undefined {
  return extensions?.find((extension) => urlEnds(extension, ending));
}

export function urlEnds(extension: Extension, ending: string): boolean {
  return (extension.url ?? '').replace(/-\d+$/, '').endsWith(ending);
}

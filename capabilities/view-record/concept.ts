import type { CodeableConcept } from '@medplum/fhirtypes';
import { plainTerm, type PlainTerm } from './plain-english.ts';

/** GP Connect's stand-in codes for what another system could not code: the text is all that such an entry says. */
const DEGRADED = /^Transfer-degraded /;
/** Says "free text follows", in SNOMED CT. */
const COMMENT_NOTE = '37331000000100';
const NULL_FLAVOUR = /NullFlavor$/;

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';

/** The words the clinician chose: free text, else the term they picked, else SNOMED CT's; a laboratory's LOINC name last. */
export function recordedText(concept: CodeableConcept | undefined): string | undefined {
  const codings = (concept?.coding ?? []).filter(({ system, display }) => display !== undefined && !DEGRADED.test(display) && !NULL_FLAVOUR.test(system ?? ''));
  const chosen = codings.find((coding) => coding.userSelected === true) ?? codings.find(({ system }) => system === SNOMED)
    ?? codings.find(({ system }) => system !== LOINC) ?? codings[0];
  const text = concept?.text?.trim();
  return (text === undefined || text === '' ? chosen?.display : text) ?? undefined;
}

/** The concept in plain English; `otherwise` where it has no words at all. */
export function plainConcept(concept: CodeableConcept | undefined, otherwise: string): PlainTerm {
  const text = recordedText(concept);
  return text === undefined ? { text: otherwise } : plainTerm(text);
}

/** True for an entry that is only free text. */
export function isCommentNote(concept: CodeableConcept | undefined): boolean {
  return concept?.coding?.some(({ code, display }) => code === COMMENT_NOTE || display === 'Comment note') ?? false;
}

/**
 * One string per kind of thing recorded, so that two entries with the same key can stand in one trend. LOINC first:
 * a vital sign carries the same LOINC code however it was recorded, under several SNOMED CT ones.
 */
export function conceptKey(concept: CodeableConcept | undefined): string {
  const codings = (concept?.coding ?? []).filter(({ code, display }) => code !== undefined && !DEGRADED.test(display ?? ''));
  const best = codings.find(({ system }) => system === LOINC) ?? codings.find(({ system }) => system === SNOMED) ?? codings[0];
  return best === undefined ? `text|${(concept?.text ?? '').toLowerCase()}` : `${best.system ?? ''}|${best.code ?? ''}`;
}

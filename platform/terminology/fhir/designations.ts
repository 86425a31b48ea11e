import { DEFINITION, FSN } from '../components.ts';
import type { Edition } from '../edition.ts';
import { SNOMED_CT } from './coded.ts';

/** What a concept is called, by FHIR's `designation`. */
export interface Designation {
  language: string;
  use: { system: string; code: string; display: string };
  value: string;
}

/** The active descriptions of a concept. FHIR R4, "Using SNOMED CT with FHIR", 4.3.1.0.8 "Designations". */
export function designationsOf(edition: Edition, concept: number): Designation[] {
  const found: Designation[] = [];
  for (let row = edition.descriptionsAt[concept] ?? 0; row < (edition.descriptionsAt[concept + 1] ?? 0); row++) {
    if (edition.descriptionActive[row] !== 1) continue;
    const language = edition.descriptionLanguage[row] ?? 0;
    found.push({ language: String.fromCharCode(language >> 8, language & 255), use: useOf(edition.descriptionType[row] ?? 0), value: edition.termAt(row) });
  }
  return found;
}

function useOf(type: number): Designation['use'] {
  if (type === FSN) return { system: SNOMED_CT, code: '900000000000003001', display: 'Fully specified name' };
  if (type === DEFINITION) return { system: SNOMED_CT, code: '900000000000550004', display: 'Definition' };
  return { system: SNOMED_CT, code: '900000000000013009', display: 'Synonym' };
}

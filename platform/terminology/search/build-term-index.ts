import { FSN, SYNONYM } from '../components.ts';
import type { Edition } from '../edition.ts';
import { packSections, type Section } from '../sections.ts';
import { packLexicon } from './lexicon.ts';
import { type CollectedTerms, TermCollector } from './collect-terms.ts';
import { orderTerms } from './order-terms.ts';
import { WordForms } from './word-forms.ts';
import { wordsOfTerm } from './words.ts';

/** What only this language reference set accepts is not offered where another has a say: US English. */
const US_ENGLISH = '900000000000509007';

/**
 * The index of a release's terms, as one block of bytes that `TermIndex` reads without parsing. In it are the active
 * synonyms of active and of inactive concepts, and fully specified names; not definitions, and not what only US English
 * accepts (its spellings lead to the British term).
 */
export function buildTermIndex(edition: Edition): Uint8Array {
  const forms = new WordForms();
  const offered = offeredRows(edition);
  for (let row = 0; row < offered.length; row++) if (offered[row] === 1) forms.learn(wordsOfTerm(edition.termAt(row)));
  const collector = new TermCollector(edition, forms);
  const lists = (['active', 'inactive', 'names'] as const).map((name) => ({ name, terms: collect(edition, collector, offered, name) }));
  const { lexicon, numbers, beginnings } = collector.sortedLexicon();
  const sections = lists.map(({ name, terms }) => orderTerms(name, edition, terms, numbers, beginnings));
  return packSections(null, Object.fromEntries([packLexicon(lexicon), ...sections].flatMap(Object.entries<Section>)));
}

function collect(edition: Edition, collector: TermCollector, offered: Uint8Array, name: 'active' | 'inactive' | 'names'): CollectedTerms {
  const type = name === 'names' ? FSN : SYNONYM;
  const [from, to] = name === 'active' ? [0, edition.active] : name === 'inactive' ? [edition.active, edition.size] : [0, edition.size];
  collector.begin();
  for (let concept = from; concept < to; concept++) {
    for (let row = edition.descriptionsAt[concept] ?? 0; row < (edition.descriptionsAt[concept + 1] ?? 0); row++) {
      if (offered[row] === 1 && edition.descriptionType[row] === type) collector.push(concept, row);
    }
  }
  return collector.end();
}

function offeredRows(edition: Edition): Uint8Array {
  const us = edition.dialects.indexOf(US_ENGLISH);
  const others = edition.accepted.filter((_, i) => i !== us);
  const ofUs = others.length > 0 ? edition.accepted[us] : undefined;
  return edition.descriptionActive.map((active, row) => {
    const type = edition.descriptionType[row];
    const onlyUs = ofUs !== undefined && (ofUs[row] ?? 0) > 0 && others.every((column) => column[row] === 0);
    return active === 1 && (type === FSN || (type === SYNONYM && !onlyUs)) ? 1 : 0;
  });
}

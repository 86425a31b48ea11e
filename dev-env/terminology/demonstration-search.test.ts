import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { buildEdition } from '../../platform/terminology/build/build-edition.ts';
import { Edition } from '../../platform/terminology/edition.ts';
import { replacementsOf } from '../../platform/terminology/replacements.ts';
import { buildTermIndex } from '../../platform/terminology/search/build-term-index.ts';
import { TermIndex } from '../../platform/terminology/search/term-index.ts';
import { demonstrationRelease } from './demonstration.ts';

let edition: Edition;
let terms: TermIndex;
before(() => {
  const { about, loaded } = demonstrationRelease();
  edition = new Edition(buildEdition(about, loaded.components));
  terms = new TermIndex(buildTermIndex(edition), edition);
});

it('finds what a GP types', () => {
  const first = (typed: string): string | undefined => terms.search(typed, { limit: 8 }).hits[0]?.preferred;
  for (const [typed, wanted] of Object.entries({ 'chest pa': 'Chest pain', t2dm: 'Type 2 diabetes mellitus', uti: 'Urinary tract infection', copd: 'Chronic obstructive pulmonary disease', 'pain chest': 'Chest pain', asthm: 'Asthma', 'high blood pres': 'Hypertensive disorder' })) {
    assert.equal(first(typed), wanted, typed);
  }
});

it('shows what replaces an inactive concept', () => {
  const [replacement] = replacementsOf(edition, edition.ordinalOf('155729003'));
  assert.deepEqual([edition.isActive(edition.ordinalOf('155729003')), replacement?.association, edition.preferredTerm(replacement?.concept ?? -1)], [false, 'REPLACED BY', 'Appendicitis']);
});

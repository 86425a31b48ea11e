import assert from 'node:assert/strict';
import { it } from 'node:test';
import { buildTermIndex } from './build-term-index.ts';
import { editionOfTerms } from './testing/edition-of-terms.ts';
import { type SearchOptions, TermIndex } from './term-index.ts';

function opened(...concepts: (string | { terms: string[]; fsn?: string; inactive?: boolean })[]) {
  const edition = editionOfTerms(concepts.map((each) => (typeof each === 'string' ? { terms: [each] } : each)));
  const index = new TermIndex(buildTermIndex(edition), edition);
  const find = (text: string, options: Partial<SearchOptions> = {}): string[] => index.search(text, { limit: 10, ...options }).hits.map(({ term }) => term);
  return { edition, index, find };
}

// SNOMED CT Search and Data Entry Guide, 4 "Optimizing Searches".
it('shows what was typed in whole first, then where a first word was, shorter before longer', () => {
  const { find } = opened('Acute asthma', 'Asthma annual review', 'Asthma', 'Asthma attack', 'Allergic asthma', 'Pain in chest', 'Chest pain', 'Chest painful');
  assert.deepEqual(find('asthma'), ['Asthma', 'Asthma attack', 'Asthma annual review', 'Acute asthma', 'Allergic asthma']);
  assert.deepEqual(find('pain chest'), ['Chest pain', 'Chest painful', 'Pain in chest']);
  assert.deepEqual(find('zzz'), []);
  assert.deepEqual(find(' - '), []);
});

it('shows one row for a concept, its best term, and what it is called beside', () => {
  const { index } = opened({ terms: ['Myocardial infarction', 'Heart attack', 'Attack of heart, acute'] });
  const { hits, total, more } = index.search('attack', { limit: 10 });
  assert.deepEqual(hits.map(({ term, preferred, by }) => ({ term, preferred, by })), [{ term: 'Attack of heart, acute', preferred: 'Myocardial infarction', by: 'words' }]);
  assert.deepEqual([total, more], [1, false]);
});

it('finds either spelling by either, and accents, apostrophes and hyphens however they are typed', () => {
  const pairs: [string, string[]][] = [
    ['Oesophagitis', ['esophagitis', 'oesoph', 'esoph']], ['Esophageal web', ['oesophageal web']], ['Iron deficiency anaemia', ['anemia', 'anaem']], ['Haemorrhoids', ['hemorrhoid']],
    ['Paediatric clinic', ['pediatric']], ['Fetus', ['foetus']], ['Tumour of brain', ['tumor']], ['Diarrhoea', ['diarrhea']], ['Randomised trial', ['randomized']], ['Immunization', ['immunisation']],
    ["Crohn's disease", ['crohns', "crohn's dis", 'crohn’s', 'crohn']], ['Chest X-ray', ['xray', 'x-ray', 'x ray', 'ray x']], ['Co-amoxiclav', ['coamox', 'co amox', 'co-amox']], ["Ménière's disease", ['menieres', 'Méni']],
    ['Paracetamol 500mg tablets', ['para 500', '500 mg', '500mg']], ['Fibre', ['fiber']], ['Leucocyte count', ['leukocyte']], ['Xray report', ['x-ray report']],
  ];
  const { find } = opened(...pairs.map(([term]) => term));
  for (const [term, typed] of pairs) for (const each of typed) assert.ok(find(each).includes(term), `${each} finds ${term}`);
});

it('finds what abbreviations and other words mean, below what was typed, whole meanings before beginnings', () => {
  const { index, find } = opened('Myocardial infarction', 'Mitral incompetence', 'MI', 'Fracture of left humerus', 'Renal failure', 'Kidney', 'Acute myocardial infarction', 'Type 2 diabetes mellitus', 'Urinary tract infection');
  assert.deepEqual(find('mi'), ['MI', 'Myocardial infarction', 'Mitral incompetence', 'Acute myocardial infarction']);
  assert.deepEqual(find('heart attack'), ['Myocardial infarction', 'Acute myocardial infarction']);
  assert.deepEqual(find('# l hum'), ['Fracture of left humerus']);
  assert.deepEqual(find('kidney'), ['Kidney', 'Renal failure']);
  assert.deepEqual(find('t2dm'), ['Type 2 diabetes mellitus']);
  assert.equal(index.search('uti', { limit: 1 }).hits[0]?.by, 'meaning');
});

it('forgives slips only where nothing is found, never in the first letter', () => {
  const { index, find } = opened('Asthma', 'Hypertension', 'Diabetes mellitus', 'Pain', 'Chest pain');
  for (const [typed, term] of [['astmha', 'Asthma'], ['asthmma', 'Asthma'], ['hyprtesnion', 'Hypertension'], ['dibaetes mel', 'Diabetes mellitus'], ['chset pain', 'Chest pain']] as const) {
    assert.deepEqual(index.search(typed, { limit: 5 }).hits.map(({ term, by }) => [term, by]), [[term, 'spelling']], typed);
  }
  assert.deepEqual(find('qsthma'), []);
  assert.deepEqual(find('pxn'), []);
  assert.deepEqual(find('chest pain'), ['Chest pain']);
});

it('falls back on the fully specified name, whose tag tells concepts apart', () => {
  const { index } = opened({ terms: ['Chest pain'], fsn: 'Chest pain (finding)' }, { terms: ['Chest pain clinic'], fsn: 'Chest pain clinic (environment)' });
  assert.deepEqual(index.search('chest pain finding', { limit: 5 }).hits.map(({ term, preferred, by }) => [term, preferred, by]), [['Chest pain (finding)', 'Chest pain', 'name']]);
});

it('leaves inactive concepts out unless asked, and keeps to the set it is given', () => {
  const { edition, index, find } = opened('Gout', { terms: ['Gout NOS'], inactive: true }, 'Gout of foot');
  assert.deepEqual(find('gout'), ['Gout', 'Gout of foot']);
  assert.deepEqual(find('gout', { inactive: true }), ['Gout', 'Gout of foot', 'Gout NOS']);
  const foot = index.search('gout of foot', { limit: 1 }).hits[0]?.concept ?? -1;
  assert.deepEqual(find('gout', { within: (concept) => concept === foot }), ['Gout of foot']);
  assert.deepEqual(find('gout', { within: new Uint32Array(Math.ceil(edition.size / 32)) }), []);
});

it('lifts what is often chosen, but not above what was typed in whole', () => {
  const { index } = opened('Diabetes', 'Diabetic foot', 'Diabetic retinopathy screening', 'Type 2 diabetes mellitus');
  const often = index.search('type 2', { limit: 1 }).hits[0]?.concept ?? -1;
  const used = index.used([[often, 0.85]]);
  const found = (text: string): string | undefined => index.search(text, { limit: 1, used }).hits[0]?.term;
  assert.equal(found('diab'), 'Type 2 diabetes mellitus');
  assert.equal(found('diabetes'), 'Diabetes');
  assert.equal(index.search('diab', { limit: 1 }).hits[0]?.term, 'Diabetes');
});

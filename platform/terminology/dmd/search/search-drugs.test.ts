import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEMONSTRATION_EXTRACT } from '../../../../dev-env/terminology/dmd-extracts.ts';
import { readDmd } from '../read/read-dmd.ts';
import { buildDrugIndex } from './build-index.ts';
import { decodeDrugIndex, encodeDrugIndex } from './drug-index.ts';
import { lookAlikesAmong } from './look-alikes.ts';
import { type DrugSearchOptions, searchDrugs } from './search-drugs.ts';

const dmd = await readDmd(DEMONSTRATION_EXTRACT, () => {}, { partial: true });
const index = buildDrugIndex(dmd);
const search = (query: string, options?: DrugSearchOptions) => searchDrugs(index, query, options);
const found = (query: string, options?: DrugSearchOptions): string[] => search(query, options).hits.map(({ description }) => description);

// CUI, Medications Management, Search and Prescribe (MSP-): progressive list, short, ordered, never completed inline.

test('words, their beginnings and strengths are found in any order', () => {
  assert.deepEqual(found('amox 500'), ['Amoxicillin 500mg capsules']);
  assert.deepEqual(found('500 amox'), ['Amoxicillin 500mg capsules']);
  assert.deepEqual(found('paracet 500 tab'), ['Paracetamol 500mg tablets']);
  assert.deepEqual(found('amlod 10'), ['Amlodipine 10mg tablets']);
  assert.equal(found('salb inh')[0], 'Salbutamol 100micrograms/dose inhaler CFC free');
  assert.deepEqual(found('lipit'), ['Lipitor 10mg tablets (Upjohn UK Ltd)']);
});

test('a hyphen may be typed or not', () => {
  const coCodamol = ['Co-codamol 15mg/500mg tablets', 'Co-codamol 30mg/500mg capsules', 'Co-codamol 8mg/500mg effervescent tablets'];
  for (const typed of ['co-cod', 'cocod', 'Co-Codamol']) assert.deepEqual(found(typed).slice(0, 3), coCodamol, typed);
  assert.ok(coCodamol.every((description) => found('co cod').includes(description)));
  assert.deepEqual(found('30/500 co-cod'), ['Co-codamol 30mg/500mg capsules']);
});

test('a number is a strength, whole: 5 is not 50, 2.5 not 25 or 12.5', () => {
  assert.ok(found('prednisolone 5').every((description) => /\b5mg/.test(description)));
  assert.equal(found('prednisolone 5').length, 2);
  assert.deepEqual(found('bendro 2.5'), found('bendroflumethiazide 2.5mg'));
  assert.deepEqual(found('ramipril 1'), found('ramipril 1', { limit: 50 }));
  assert.deepEqual(search('ramipril 0.5').hits, []);
  assert.deepEqual(found('500 mg metformin'), found('metformin 500mg'));
  assert.deepEqual(found('digoxin 125mcg'), ['Digoxin 125microgram tablets']);
});

test('only where nothing else matches, a number is taken as one still being typed, and slips are forgiven; it is said', () => {
  assert.deepEqual([search('amlod 1').forgiven, found('amlod 1')], ['number begun', ['Amlodipine 10mg tablets']]);
  assert.deepEqual([search('amoxycilin').forgiven, found('amoxycilin')], ['spelling', ['Amoxicillin 250mg capsules', 'Amoxicillin 500mg capsules']]);
  assert.deepEqual([search('frusemide').forgiven, found('frusemide')[0]], ['spelling', 'Furosemide 20mg tablets']);
  assert.deepEqual([search('sulphate ferous').forgiven, found('sulphate ferous')[0]], ['spelling', 'Ferrous sulfate 200mg tablets']);
  assert.equal(search('amoxicillin').forgiven, undefined);
  assert.deepEqual(search('xqzw'), { hits: [], total: 0, forgiven: undefined });
});

test('former names and abbreviations find a product, and it says so', () => {
  const [former] = search('diclofenac 2%').hits;
  assert.equal(former?.description, 'Diclofenac 2.32% gel');
  assert.deepEqual(former?.matched.at(-1), { typed: '2%', word: '2%', in: 'previous name' });
  assert.ok(found('propranolol mr').every((description) => description.includes('modified-release')));
  assert.equal(found('propranolol m/r').length, 2);
  assert.deepEqual(search('voltarol').hits[0]?.matched, [{ typed: 'voltarol', word: 'voltarol', in: 'name' }]);
  assert.deepEqual(search('diclofenac emulgel').hits[0]?.matched[0], { typed: 'diclofenac', word: 'diclofenac', in: 'generic name' });
});

test('whole words come first, then generics, then the shorter, then the alphabet; always alike', () => {
  const salbutamol = search('salbutamol', { limit: 50 }).hits;
  const levels = salbutamol.map(({ level }) => level);
  assert.deepEqual(levels, levels.toSorted((a, b) => (a === b ? 0 : a === 'VMP' ? -1 : 1)));
  const generics = salbutamol.filter(({ level }) => level === 'VMP').map(({ description }) => description);
  assert.deepEqual(generics, generics.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)));
  // 'in' is a whole word of one, the beginning of a word of shorter ones.
  assert.match(found('in')[0] ?? '', / in Aqueous cream$/);
  assert.deepEqual(search('pro'), search('pro'));
});

test('what may not be prescribed is found on request only, behind the rest, and says why in the words of dm+d', () => {
  assert.deepEqual(found('generic nutrison'), ['Nutrison liquid (Nutricia Ltd)']);
  const [generic] = search('generic nutrison', { unavailable: true, limit: 50 }).hits.filter(({ level }) => level === 'VMP');
  assert.deepEqual(generic?.refusals, ['Never Valid To Prescribe As A VMP']);
  const adrenaline = search('adrenaline inhaler', { unavailable: true }).hits;
  assert.deepEqual(adrenaline[0]?.refusals, ['Actual Products not Available']);
  assert.deepEqual(found('adrenaline inhaler'), []);
  const diclofenac = search('diclofenac gel', { unavailable: true, limit: 50 }).hits.map(({ refusals }) => refusals.length > 0);
  assert.deepEqual(diclofenac, diclofenac.toSorted((a, b) => Number(a) - Number(b)));
  assert.ok(diclofenac.includes(true) && diclofenac.includes(false));
});

test('what has to be minded is said: not by generic name, hospital only', () => {
  assert.deepEqual(search('salbutamol 100 inhaler cfc free').hits[0]?.cautions, ['Caution - AMP level prescribing advised']);
  assert.deepEqual(search('adenocor').hits[0]?.cautions, ['Hospital Only']);
});

test('packs are found on request, behind the products', () => {
  assert.ok(search('diclofenac').hits.every(({ level }) => level === 'VMP' || level === 'AMP'));
  const [first, ...others] = search('diclofenac 2.32% gel 100 gram', { packs: true }).hits;
  assert.equal(first?.description, 'Diclofenac 2.32% gel 100 gram');
  assert.ok(others.every(({ level }) => level.endsWith('PP')));
});

test('a short list says of how many it is', () => {
  const { hits, total } = search('tab');
  assert.equal(hits.length, 10);
  assert.ok(total > 40);
  assert.equal(search('tab', { limit: 1000 }).hits.length, total);
  assert.deepEqual(search('tab', { limit: 1000 }).hits.slice(0, 10).map(({ id }) => id), hits.map(({ id }) => id));
});

test('what is chosen here rises, but not above more whole words', () => {
  const last = search('tab', { limit: 1000 }).hits.at(-1);
  assert.ok(last !== undefined);
  assert.equal(search('tab', { boosts: new Map([[last.id, 0.5]]) }).hits[0]?.id, last.id);
const inhaler = search('in', { limit: 50 }).hits.find(({ description }) => description.startsWith('Salbutamol'));
  assert.ok(inhaler !== undefined);
  assert.match(found('in', { boosts: new Map([[inhaler.id, 0.9]]) })[0] ?? '', / in Aqueous cream$/);
});

test('names that are mistaken for one another are marked where both are in the list, with the source', () => {
  const { hits } = search('pr', { limit: 50 });
  const propranolol = hits.find(({ description }) => description.startsWith('Propranolol'));
  assert.equal(propranolol?.lookAlikes[0]?.mistakenFor, 'prednisolone');
  assert.match(propranolol?.lookAlikes[0]?.source ?? '', /MHRA Drug Safety Update/);
  assert.ok(hits.find(({ description }) => description.startsWith('Prednisolone'))?.lookAlikes.some(({ mistakenFor }) => mistakenFor === 'propranolol'));
  assert.deepEqual(search('propranolol').hits.flatMap(({ lookAlikes }) => lookAlikes), [], 'alone it is not marked');
  assert.deepEqual(lookAlikesAmong([new Set(['atenolol', 'amlodipine'])]), [[]], 'a combination of both is not a mistake');
});

test('an index comes back from its bytes, and only to the release it was made of', async () => {
  const back = decodeDrugIndex(dmd, encodeDrugIndex(index));
  assert.deepEqual(searchDrugs(back, 'amox'), search('amox'));
  const other = await readDmd(DEMONSTRATION_EXTRACT.replace(/demonstration$/, 'release-2019-04-01'));
  assert.throws(() => decodeDrugIndex(other, encodeDrugIndex(index)), /another release/);
});

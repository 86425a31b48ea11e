import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import * as population from '../population/codes.ts';
import { SNOMED } from '../population/concept.ts';
import { isSctid } from '../../platform/terminology/sctid.ts';

const FOLDER = new URL('./demonstration/', import.meta.url);
const RECORDS = new URL('../examples/gp-connect/', import.meta.url);
const ROOT = '138875005';

async function table(name: string): Promise<string[][]> {
  const lines = (await readFile(new URL(name, FOLDER), 'utf8')).trimEnd().split('\n');
  const rows = lines.slice(1).map(line => line.split('\t'));
  for (const row of rows) assert.equal(row.length, lines[0]?.split('\t').length, `${name}: ${row.join(' ')}`);
  return rows;
}

const concepts = await table('concepts.tsv');
const synonyms = await table('synonyms.tsv');
const inactive = await table('inactive.tsv');
const products = await table('products.tsv');
const parents = new Map(concepts.map(([code = '', , , above = '']) => [code, above.split(' ').filter(Boolean)]));

test('every code has its check digit, is a concept, and stands once', () => {
  const codes = [...concepts, ...inactive, ...products].map(([code = '']) => code);
  for (const code of codes) assert.ok(/^[1-9]\d{5,17}$/.test(code) && /[01]0\d$/.test(code) && isSctid(code), code);
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(concepts.length > 1500);
});

test('each concept is below the one root, and none below itself', () => {
  assert.deepEqual([...parents].filter(([, above]) => above.length === 0).map(([code]) => code), [ROOT]);
  const settled = new Set<string>([ROOT]);
  const reachesRoot = (code: string, path: readonly string[]): void => {
    if (settled.has(code)) return;
    assert.ok(!path.includes(code), `${code} is below itself`);
    const above = parents.get(code);
    assert.ok(above, `${code} is a parent and is not in the subset`);
    for (const parent of above) reachesRoot(parent, [...path, code]);
    settled.add(code);
  };
  for (const code of parents.keys()) reachesRoot(code, []);
});

test('fully specified names end with a semantic tag; preferred terms are British', () => {
  const american = /\b(an|leuk|isch|hypoglyc|hyperglyc|hypercholesterol|septic)emi|\bedema|esoph(?<!oesoph)|rrhea\b|\btumors?\b|\bpediatr|\bgynecol|hemorr|hematu|dyspnea|\bceliac|\bcolor\b|behavior|counseling|\borthoped|immuniz|generaliz|\bgoiter|\bfecal\b/i;
  for (const [code, name = '', term = ''] of concepts) {
    assert.match(name, /\S \([^()]+\)$/, code);
    assert.doesNotMatch(term, american, code);
  }
});

test('every SNOMED CT code of the example records and the population is there, or is a product of dm+d', async () => {
  const held = new Set([...concepts, ...inactive, ...products].map(([code]) => code));
  const needed = new Map<string, string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('system' in value && value.system === SNOMED && 'code' in value && typeof value.code === 'string') needed.set(value.code, JSON.stringify(value));
    for (const inner of Object.values(value)) collect(inner);
  };
  for (const file of await readdir(RECORDS)) if (file.endsWith('.json')) collect(JSON.parse(await readFile(new URL(file, RECORDS), 'utf8')));
  collect(population);
  assert.ok(needed.size > 300);
  for (const [code, coding] of needed) assert.ok(held.has(code), coding);
});

test('synonyms belong to concepts of the subset; a replacement is an active concept', () => {
  for (const [code = '', term] of synonyms) assert.ok(parents.has(code), `${code} ${term}`);
  for (const [code, , , replacedBy = ''] of inactive) if (replacedBy) assert.ok(parents.has(replacedBy), code);
});

test('what each line came from is listed with its licence', async () => {
  const sources = await readFile(new URL('sources.md', FOLDER), 'utf8');
  const keys = new Set([...concepts, ...synonyms, ...inactive, ...products].map(row => row.at(-1)));
  for (const key of keys) assert.ok(sources.includes(`| ${key} |`), key);
});

/** What a person types finds words that begin so: the plainest search there is. */
const finds = (typed: string): string[] => {
  const starts = (term = '') => typed.toLowerCase().split(' ').every(part => term.toLowerCase().split(/[^\p{L}\d&+/]+/u).some(word => word.startsWith(part)));
  const bySynonym = new Set(synonyms.filter(([, term]) => starts(term)).map(([code]) => code));
  return concepts.filter(([code, , term]) => starts(term) || bySynonym.has(code)).map(([, , term = '']) => term);
};

const WANTED: Record<string, string> = {
  'chest pa': 'Chest pain', t2dm: 'Type 2 diabetes mellitus', 'high blood': 'Hypertensive disorder', uti: 'Urinary tract infection', 'asthma rev': 'Asthma annual review',
  mi: 'Myocardial infarction', bp: 'Blood pressure', copd: 'Chronic obstructive pulmonary disease', sob: 'Dyspnoea', lrti: 'Lower respiratory tract infection', 'hay fe': 'Allergic rhinitis due to pollen',
  'sore thr': 'Pain in throat', 'back pa': 'Low back pain', tatt: 'Tired all the time', ckd: 'Chronic kidney disease', hba1c: 'Haemoglobin A1c level - IFCC standardised', 'u&e': 'Urea and electrolytes level',
  'flu jab': 'Seasonal influenza vaccination', 'med rev': 'Medication review', diarrhoea: 'Diarrhoea', anaemia: 'Iron deficiency anaemia', 'penicillin all': 'Allergy to penicillin', '2ww': '2 week rule referral',
};

for (const [typed, wanted] of Object.entries(WANTED)) test(`"${typed}" lists ${wanted}`, () => assert.ok(finds(typed).includes(wanted), finds(typed).slice(0, 8).join('; ')));

import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { DEMONSTRATION_EXTRACT } from '../../../../dev-env/terminology/dmd-extracts.ts';
import { generateDmd } from '../../../../dev-env/terminology/generate-dmd.ts';
import type { Dmd } from '../dmd.ts';
import type { Level } from '../product.ts';
import { readDmd } from '../read/read-dmd.ts';
import { standingOf } from '../standing.ts';
import { buildDrugIndex } from './build-index.ts';
import { searchWordsOf } from './names.ts';
import { searchDrugs } from './search-drugs.ts';
import { type QueryWord, queryWords } from './words.ts';

const room = await mkdtemp(join(tmpdir(), 'jenner-dmd-'));
after(() => rm(room, { recursive: true }));
await generateDmd(join(room, 'a'), { vmps: 12, seed: 7 });
const releases = [await readDmd(DEMONSTRATION_EXTRACT, () => {}, { partial: true }), await readDmd(join(room, 'a'))];
const indexes = releases.map((dmd) => buildDrugIndex(dmd));

interface Entry {
  id: string;
  level: Level;
  description: string;
  refused: boolean;
  words: Set<string>;
}

function entriesOf(dmd: Dmd): Entry[] {
  return (['VMP', 'AMP', 'VMPP', 'AMPP'] as const).flatMap((level) => Array.from({ length: dmd.table(level).length }, (_, row) => ({
    id: dmd.table(level).id(row), level, description: dmd.row(level, row).description(), refused: standingOf(dmd, level, row).refusals.length > 0,
    words: new Set(searchWordsOf(dmd, level, row).flatMap(({ words }) => words)),
  })));
}
const everything = releases.map((dmd) => entriesOf(dmd));

/** Optimal string alignment, by its definition. */
function distance(a: string, b: string, known = new Map<string, number>()): number {
  if (a === '' || b === '') return a.length + b.length;
  const key = `${a} ${b}`;
  let least = known.get(key);
  if (least === undefined) {
    least = Math.min(distance(a.slice(1), b, known) + 1, distance(a, b.slice(1), known) + 1, distance(a.slice(1), b.slice(1), known) + Number(a[0] !== b[0]));
    if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]) least = Math.min(least, distance(a.slice(2), b.slice(2), known) + 1);
    known.set(key, least);
  }
  return least;
}

/** Whether something is, but for so many slips, the beginning of a word. */
const nearly = (typed: string, word: string, most: number): boolean =>
  /^[a-z]/.test(word) && Array.from({ length: most * 2 + 1 }, (_, more) => word.slice(0, Math.max(0, typed.length - most + more))).some((beginning) => distance(typed, beginning) <= most);

const numberOf = (word: string): string => /^[\d.]*/.exec(word)?.[0] ?? '';
type Fit = (query: QueryWord, word: string) => 'whole' | 'begun' | undefined;

const asTyped: Fit = ({ word: typed, number }, word) => {
  if (number) return word.startsWith(typed) && numberOf(word) === numberOf(typed) ? 'whole' : undefined;
  if (word === typed) return 'whole';
  return word.startsWith(typed) ? 'begun' : undefined;
};
const numberBegun: Fit = (query, word) => (query.number ? (word.startsWith(query.word) ? 'begun' : undefined) : asTyped(query, word));
const allowed = (word: string): number => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/** Drug search as its contract reads, one product at a time. */
function reference(entries: readonly Entry[], query: string, { packs, unavailable, limit }: { packs: boolean; unavailable: boolean; limit: number }) {
  const typed = queryWords(query);
  const parted = typed.flatMap((word) => (word.parts.length > 0 ? word.parts.map((part) => ({ ...word, word: part, parts: [], number: /^\d/.test(part) })) : [word]));
  const vocabulary = new Set(entries.flatMap(({ words }) => [...words]));
  const unknown = (word: QueryWord): boolean => [...vocabulary].every((each) => asTyped(word, each) === undefined);
  const unknowns = new Set(typed.filter((word) => unknown(word)));
  const misspelt = (most: number, all: boolean): Fit => (word, each) => {
    const slips = Math.min(most, allowed(word.word));
    return word.number || slips === 0 || !(all || unknowns.has(word)) ? asTyped(word, each) : nearly(word.word, each, slips) ? 'begun' : undefined;
  };
  const searched = entries.filter(({ level, refused }) => (packs || !level.endsWith('PP')) && (unavailable || !refused));
  const ways: [readonly QueryWord[], Fit, string | undefined][] = [[typed, asTyped, undefined], [parted, asTyped, undefined], [parted, numberBegun, 'number begun']];
  for (const all of [false, true]) for (const most of [1, 2]) ways.push([typed, misspelt(most, all), 'spelling']);
  for (const [words, fit, forgiven] of typed.length === 0 ? [] : ways) {
    const fitting = words.map((word) => new Map([...vocabulary].map((each) => [each, fit(word, each)])));
    const found = searched.flatMap((entry) => {
      const fits = fitting.map((fit) => [...entry.words].map((each) => fit.get(each)));
      return fits.every((each) => each.some((how) => how !== undefined)) ? [{ ...entry, whole: fits.filter((each) => each.includes('whole')).length }] : [];
    });
    if (found.length === 0) continue;
    const rank = ({ level }: Entry): number => ['VMP', 'AMP', 'VMPP', 'AMPP'].indexOf(level);
    const order = (a: (typeof found)[number], b: (typeof found)[number]): number =>
      b.whole - a.whole || Number(a.refused) - Number(b.refused) || rank(a) - rank(b) || a.description.length - b.description.length || (a.description < b.description ? -1 : Number(a.description > b.description));
    return { descriptions: found.sort(order).slice(0, limit).map(({ description }) => description), total: found.length, forgiven };
  }
  return { descriptions: [], total: 0, forgiven: undefined };
}

const fragment = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 12 }), fc.option(fc.tuple(fc.nat(), fc.constantFrom('', 'e', 'y')), { freq: 3 }));

test('search finds what its contract says, in its order, over real and made-up names', () => {
  fc.assert(
    fc.property(fc.nat({ max: 1 }), fc.nat(), fc.array(fragment, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 20 }), (release, product, fragments, packs, unavailable, limit) => {
      const entries = everything[release] ?? [];
      const index = indexes[release];
      assert.ok(index !== undefined);
      const words = (entries[product % entries.length]?.description ?? '').split(' ');
      const query = fragments.map(([nth, , length, slip]) => {
        const word = (words[nth % words.length] ?? '').slice(0, length);
        const at = slip === null ? 0 : slip[0] % (word.length + 1);
        return slip === null ? word : word.slice(0, at) + slip[1] + word.slice(at + 1);
      }).join(' ');
      const { hits, total, forgiven } = searchDrugs(index, query, { packs, unavailable, limit });
      const descriptions = hits.map(({ description }) => description);
      assert.deepEqual({ descriptions, total, forgiven }, reference(entries, query, { packs, unavailable, limit }), query);
    }),
    { numRuns: 150 },
  );
});

test('the generator writes the same release for the same seed, another for another', async () => {
  await generateDmd(join(room, 'b'), { vmps: 12, seed: 7 });
  await generateDmd(join(room, 'c'), { vmps: 12, seed: 8 });
  const names = await readdir(join(room, 'a'));
  assert.ok(names.length > 8);
  const read = (folder: string): Promise<string> => readFile(join(room, folder, 'f_amp2_3301126.xml'), 'utf8');
  assert.equal(await read('b'), await read('a'));
  assert.notEqual(await read('c'), await read('a'));
});

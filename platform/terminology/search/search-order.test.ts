import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { buildEdition } from '../build/build-edition.ts';
import { Edition } from '../edition.ts';
import { editionOfTerms } from './testing/edition-of-terms.ts';
import { buildTermIndex } from './build-term-index.ts';
import { madeRelease } from './testing/made-release.ts';
import { NaiveSearch } from './testing/naive-search.ts';
import { type Hit, type SearchResult, TermIndex } from './term-index.ts';

const open = (edition: Edition): TermIndex => new TermIndex(buildTermIndex(edition), edition);
const WORDS = ['pain', 'pains', 'chest', 'ch', "crohn's", 'crohns', 'x-ray', 'xray', 'x', 'ray', 'oesophagus', 'esophagus', 'anaemia', 'of', 'a', 'an', '500mg', '500', 'mg', 'é', 'Ménière', 'co-amoxiclav', 'coamoxiclav', 'in', 'patient', 'in-patient', "o'brien"];
const terms = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const concepts = fc.array(fc.record({ terms: fc.array(terms, { minLength: 1, maxLength: 3 }), inactive: fc.boolean() }), { minLength: 1, maxLength: 12 });
/** Beginnings of words. */
const queries = fc.array(fc.tuple(fc.constantFrom(...WORDS), fc.integer({ min: 1, max: 12 })).map(([word, length]) => word.slice(0, length)), { minLength: 1, maxLength: 3 });
/** Without what is forgiven. */
const byWords = (hits: readonly Hit[]): { concept: number; description: number }[] => hits.filter(({ by }) => by === 'words').map(({ concept, description }) => ({ concept, description }));

// SNOMED CT Search and Data Entry Guide, 4.1 "Search by Text": any order of words, shortest first, one row for each concept.
it('finds what a search term by term finds, in the same order, whatever the order of words', () => {
  fc.assert(fc.property(concepts, queries, fc.integer({ min: 1, max: 4 }), (listed, query, limit) => {
    const edition = editionOfTerms(listed);
    const index = open(edition);
    const expected = new NaiveSearch(edition).search(query.join(' '));
    const all = index.search(query.join(' '), { limit: 100 });
    assert.deepEqual(byWords(all.hits), expected);
    assert.equal(new Set(all.hits.map(({ concept }) => concept)).size, all.hits.length);
    assert.ok(all.hits.every(({ concept }) => edition.isActive(concept)));
    assert.equal(all.total, all.hits.length);
    assert.deepEqual(byWords(index.search(query.toReversed().join(' '), { limit: 100 }).hits), expected);
    assert.deepEqual(index.search(query.join(' '), { limit, offset: 1 }).hits, all.hits.slice(1, 1 + limit));
  }), { numRuns: 150 });
});

it('a further letter brings nothing that was not there', () => {
  fc.assert(fc.property(concepts, terms, (listed, typed) => {
    const index = open(editionOfTerms(listed));
    let before: Set<number> | undefined;
    for (let length = 1; length <= typed.length; length++) {
      const { hits } = index.search(typed.slice(0, length), { limit: 100 });
      if (before !== undefined) for (const { concept } of byWords(hits)) assert.ok(before.has(concept), typed.slice(0, length));
      // "xr" is an X-ray by its meaning, "xra" as it is typed.
      before = new Set(hits.map(({ concept }) => concept));
    }
  }), { numRuns: 100 });
});

it('finds the same in a larger release, restricted or not, whichever way the places are read', () => {
  const edition = new Edition(buildEdition({ title: 'Made up', version: '', demonstration: true, notice: '' }, madeRelease(4_000, 1_500)));
  const naive = new NaiveSearch(edition);
  const indexes: TermIndex[] = [undefined, { ofOne: 0, ofSeveral: 0 }, { ofOne: 10, ofSeveral: 300 }].map((many) => new TermIndex(buildTermIndex(edition), edition, many));
  const [fast] = indexes;
  assert.ok(fast);
  const third = new Uint32Array(Math.ceil(edition.size / 32)).map((_, i) => (i % 3 === 0 ? 0xffffffff : 0));
  const few = third.map((bits, i) => (i % 5 === 0 ? bits & 0x0f0f : 0));
  const isIn = (bits: Uint32Array) => (concept: number): boolean => (((bits[concept >>> 5] ?? 0) >>> (concept & 31)) & 1) === 1;
  for (let concept = 0; concept < edition.active; concept += 211) {
    const term = edition.preferredTerm(concept);
    for (const typed of [term.slice(0, 1), term.slice(0, 2), term.slice(0, 5), term, term.split(' ').map((word) => word.slice(0, 2)).join(' ')]) {
      for (const within of [undefined, third, few]) {
        const expected = naive.search(typed, within === undefined ? undefined : isIn(within));
        for (const index of indexes) {
          const { hits, total, more }: SearchResult = index.search(typed, within === undefined ? { limit: 20 } : { limit: 20, within });
          // "R" is right: what matches in whole by its meaning is shown as that.
          const meant = new Set(hits.filter(({ by }) => by === 'meaning').map(({ concept }) => concept));
          assert.deepEqual(byWords(hits), expected.filter(({ concept }) => !meant.has(concept)).slice(0, byWords(hits).length), typed);
          assert.ok(byWords(hits).length === Math.min(20, expected.length) || hits.some(({ by }) => by !== 'words'), typed);
          assert.ok(more ? total <= Math.max(expected.length, total) && total >= 200 : total >= expected.length, typed);
        }
        if (within !== undefined) assert.deepEqual(fast.search(typed, { limit: 20, within: isIn(within) }), fast.search(typed, { limit: 20, within }));
      }
    }
  }
});

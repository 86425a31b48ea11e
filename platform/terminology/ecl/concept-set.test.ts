import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { ConceptSet } from './concept-set.ts';

const OF = 200;
const members = fc.uniqueArray(fc.nat({ max: OF - 1 }));
const of = (concepts: readonly number[]): ConceptSet => {
  const set = new ConceptSet(OF);
  for (const concept of concepts) set.add(concept);
  return set;
};
const inOrder = (set: ReadonlySet<number>): number[] => [...set].sort((a, b) => a - b);

it('a concept set is a set', () => {
  fc.assert(fc.property(members, members, (left, right) => {
    const [a, b, A, B] = [of(left), of(right), new Set(left), new Set(right)];
    assert.deepEqual([...a], inOrder(A));
    assert.deepEqual([a.size, a.isEmpty], [A.size, A.size === 0]);
    assert.deepEqual([...a.union(b)], inOrder(A.union(B)));
    assert.deepEqual([...a.intersect(b)], inOrder(A.intersection(B)));
    assert.deepEqual([...a.minus(b)], inOrder(A.difference(B)));
    assert.deepEqual([...a.where((concept) => b.has(concept))], inOrder(A.intersection(B)));
    right.forEach((concept) => a.delete(concept));
    assert.deepEqual([...a], inOrder(A.difference(B)));
    a.addAll(b);
    assert.equal(a.size, A.union(B).size);
    assert.deepEqual([...a], inOrder(A.union(B)));
  }));
});

it('a run is its concepts', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat({ max: OF }), fc.nat({ max: OF }))), (runs) => {
    const set = new ConceptSet(OF);
    const expected = new Set<number>();
    for (const [from, to] of runs) {
      set.addRun(from, to);
      for (let concept = from; concept < to; concept++) expected.add(concept);
    }
    assert.deepEqual([...set], inOrder(expected));
  }));
});

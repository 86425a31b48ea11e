import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { buildEdition } from './build/build-edition.ts';
import { Edition } from './edition.ts';
import { componentsOfList, type ListedConcept, type ListedRefset } from './from-list.ts';
import { membersOf, rowsOf } from './refset-rows.ts';
import { replacementsOf } from './replacements.ts';
import { codeOfHalves, halvesOf, isSctid, withCheckDigit } from './sctid.ts';

const RELEASE = { title: 'Test', version: 'http://snomed.info/sct/900000000000207008/version/20261130', demonstration: false, notice: '' };
const open = (concepts: readonly ListedConcept[], refsets: readonly ListedRefset[] = []): Edition => new Edition(buildEdition(RELEASE, componentsOfList(concepts, refsets, '900000000000207008', 20261130)));
/** A concept identifier that nobody published, in a namespace of nobody's. */
const made = (n: number): string => withCheckDigit(`${n + 1000}00`);

it('knows a SNOMED CT identifier by its check digit and partition', () => {
  for (const code of ['138875005', '404684003', '900000000000508004', '999001261000000100']) assert.ok(isSctid(code, 'concept'), code);
  for (const code of ['138875006', '13887500', '404684030', 'x38875005', '0138875005', '', '12345']) assert.ok(!isSctid(code, 'concept'), code);
  assert.ok(isSctid(withCheckDigit('100001')) && !isSctid(withCheckDigit('100001'), 'concept'));
  fc.assert(fc.property(fc.bigInt(0n, 999_999_999_999_999_999n), (n) => codeOfHalves(...halvesOf(String(n))) === String(n)));
});

/** Concept i stands below some of those before it. */
const hierarchies = fc.array(fc.uniqueArray(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 40 }).map((links) =>
  links.map((above, i) => (i === 0 ? [] : [...new Set(above.map((n) => n % i))])));

it('what is below a concept is what its links lead to, for any hierarchy', () => {
  fc.assert(fc.property(hierarchies, (parents) => {
    const edition = open(parents.map((above, i) => ({ code: made(i), fsn: `${i}`, terms: [], parents: above.map(made) })));
    const naive = (above: number, below: number): boolean => above === below || (parents[below] ?? []).some((parent) => naive(above, parent));
    for (let a = 0; a < parents.length; a++) {
      const above = edition.ordinalOf(made(a));
      const runs = edition.runsOf(above);
      const within = new Set<number>();
      for (let i = 0; i < runs.length; i += 2) for (let o = runs[i] ?? 0; o < (runs[i + 1] ?? 0); o++) within.add(o);
      for (let b = 0; b < parents.length; b++) {
        const below = edition.ordinalOf(made(b));
        assert.equal(edition.subsumes(above, below), naive(a, b));
        assert.equal(within.has(below), naive(a, b));
      }
      assert.deepEqual(new Set([...edition.parentsOf(above)].map((o) => edition.codeOf(o))), new Set((parents[a] ?? []).map(made)));
    }
  }), { numRuns: 200 });
});

it('refuses a hierarchy that goes round in a circle, and says where', () => {
  const concept = (code: string, parents: string[]): ListedConcept => ({ code, fsn: code, terms: [], parents });
  assert.throws(() => open([concept(made(0), []), concept(made(1), [made(2)]), concept(made(2), [made(1)])]), new RegExp(`${made(1)}|${made(2)}`));
  assert.throws(() => open([concept(made(0), []), concept(made(1), [made(0), made(2)]), concept(made(2), [made(1)])]), new RegExp(made(1)));
});

it('keeps terms, attributes, concrete values, reference sets and what replaces an inactive concept', () => {
  const [root, isa, drug, strength, old, sameAs, simple] = [made(0), '116680003', made(2), made(3), made(4), '900000000000527005', made(6)];
  const plain = (code: string, more: Partial<ListedConcept> = {}): ListedConcept => ({ code, fsn: `${code} (thing)`, terms: [`term of ${code}`, 'other'], parents: [root], ...more });
  const edition = open(
    [plain(root, { parents: [] }), plain(isa), plain(drug, { defined: true, attributes: [[2, strength, '#10.50'], [1, strength, root], [0, strength, '"a text"']] }), plain(strength), plain(old, { inactive: true }), plain(sameAs), plain(simple)],
    [
      { code: sameAs, fields: [{ name: 'targetComponentId', kind: 'component' }], members: [{ component: old, values: [drug] }, { component: old, values: [root], inactive: true }] },
      { code: simple, fields: [{ name: 'mapTarget', kind: 'string' }, { name: 'mapGroup', kind: 'integer' }], members: [{ component: drug, values: ['H33..', 2] }, { component: root, values: ['', 1] }] },
    ],
  );
  const o = edition.ordinalOf(drug);
  assert.equal(edition.preferredTerm(o), `term of ${drug}`);
  assert.equal(edition.fullySpecifiedName(o), `${drug} (thing)`);
  assert.deepEqual(Array.from({ length: 3 }, (_, i) => edition.attributeValueAt((edition.attributesAt[o] ?? 0) + i)), [{ string: 'a text' }, { concept: edition.ordinalOf(root) }, { number: 10.5, text: '10.50' }]);
  assert.equal(edition.ordinalOf('999'), -1);
  assert.equal(edition.isActive(edition.ordinalOf(old)), false);
  assert.deepEqual(replacementsOf(edition, edition.ordinalOf(old)), [{ association: 'SAME AS', concept: o }]);
  const [refset] = edition.refsets.filter(({ code }) => code === simple);
  assert.ok(refset);
  const members = membersOf(edition, refset);
  const { from, to } = rowsOf(members, o);
  assert.equal(to - from, 1);
  assert.deepEqual([members.fieldAt(from, 0), members.fieldAt(from, 1), members.componentIdAt(from)], ['H33..', '2', drug]);
});

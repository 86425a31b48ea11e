import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc, { type Arbitrary } from 'fast-check';
import { buildEdition } from '../build/build-edition.ts';
import { Edition } from '../edition.ts';
import { componentsOfList, type ListedConcept, type ListedRefset } from '../from-list.ts';
import { withCheckDigit } from '../sctid.ts';
import { evaluateEcl } from './evaluate-ecl.ts';
import { EclFault } from './fault.ts';
import { NaiveEcl } from './naive-ecl.ts';
import { printEcl } from './print-ecl.ts';
import { randomExpressions } from './test-expressions.ts';

const RELEASE = { title: 'Test', version: 'http://snomed.info/sct/900000000000207008/version/20261130', demonstration: false, notice: '' };
const CODES = Array.from({ length: 9 }, (_, n) => withCheckDigit(`${n + 1000}00`));
const [ASSOCIATION, SAME_AS, REPLACED_BY, MAP] = ['900000000000522004', '900000000000527005', '900000000000526001', withCheckDigit('200000')];
const METADATA = [ASSOCIATION, SAME_AS, REPLACED_BY, MAP];
const WORDS = ['heart', 'att', 'attack', 'liver'];

const code = fc.constantFrom(...CODES);
const concept = (n: number): Arbitrary<ListedConcept> => fc.record({
  code: fc.constant(CODES[n] ?? ''),
  fsn: fc.constantFrom('Heart attack (finding)', 'Liver (body structure)', 'heartburn (finding)'),
  terms: fc.array(fc.constantFrom('Attack', 'at the heart', 'LIVER t'), { maxLength: 2 }),
  parents: n === 0 ? fc.constant([]) : fc.uniqueArray(fc.constantFrom(...CODES.slice(0, n)), { maxLength: 2 }),
  // The first stands, so that some concept is active; what is below an inactive one stands without it.
  inactive: n === 0 ? fc.constant(false) : fc.integer({ min: 0, max: 5 }).map((each) => each === 0),
  defined: fc.boolean(),
  attributes: fc.array(fc.tuple(fc.nat({ max: 2 }), code, fc.oneof({ weight: 3, arbitrary: code }, fc.constantFrom('#2', '#-1.5', '#10', '"heart"', '"Liver att"', 'true', 'false'))), { maxLength: 5 }),
});
const concepts = fc.tuple(...CODES.map((_, n) => concept(n))).map((made): ListedConcept[] => [
  ...made,
  ...METADATA.map((each) => ({ code: each, fsn: each, terms: [], parents: each === SAME_AS || each === REPLACED_BY ? [ASSOCIATION] : [] })),
]);
const association = (each: string): Arbitrary<ListedRefset> => fc.array(fc.record({ component: code, inactive: fc.boolean(), values: code.map((target) => [target]) }), { minLength: 1, maxLength: 4 }).map((members) => ({ code: each, fields: [{ name: 'targetComponentId', kind: 'component' }], members }));
const map: Arbitrary<ListedRefset> = fc.array(fc.record({ component: code, inactive: fc.boolean(), values: fc.tuple(code, fc.integer({ min: -1, max: 3 }), fc.constantFrom('heart', 'Liver att', '2', 'true')) }), { minLength: 1, maxLength: 5 })
  .map((members) => ({ code: MAP, fields: [{ name: 'targetComponentId', kind: 'component' }, { name: 'mapGroup', kind: 'integer' }, { name: 'mapTarget', kind: 'string' }], members }));

const expressions = randomExpressions({ codes: [...CODES, withCheckDigit('999900')], refsets: [SAME_AS, MAP], fields: ['targetComponentId', 'mapGroup', 'mapTarget'], words: WORDS, everything: false }, 2);

it('ECL 6: any expression over any small release gives what the specification says it means', () => {
  let answered = 0;
  let found = 0;
  fc.assert(fc.property(concepts, fc.tuple(association(SAME_AS), association(REPLACED_BY), map), fc.array(expressions, { minLength: 8, maxLength: 8 }), (listed, refsets, asked) => {
    const edition = new Edition(buildEdition(RELEASE, componentsOfList(listed, refsets, '900000000000207008', 20261130)));
    const naive = new NaiveEcl(listed, refsets);
    for (const expression of asked) {
      let actual: string[];
      try {
        actual = [...evaluateEcl(edition, expression).concepts].map((each) => edition.codeOf(each));
      } catch (error) {
        assert.ok(error instanceof EclFault && error.reason === 'meaning' && error.message.includes('has a field'), String(error));
        continue;
      }
      answered++;
      if (actual.length > 0) found++;
      assert.deepEqual(actual.sort(), [...naive.evaluate(expression)].sort(), printEcl(expression));
    }
  }), { numRuns: 250 });
  // So that it is no comparison of nothing with nothing.
  assert.ok(found > answered / 4, `${found} of ${answered} gave any concept`);
});

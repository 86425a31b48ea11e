import fc, { type Arbitrary } from 'fast-check';
import type { Acceptability, Attribute, AttributeSet, Cardinality, ConceptCriterion, ConceptReference, DescriptionCriterion, Expression, Filter, Group, Ids, MemberCriterion, Refinement, SearchTerm, SubExpression, ValueTest } from './ast.ts';
import { OPERATORS } from './ast.ts';

/** What random expressions are made of. */
export interface Vocabulary {
  codes: readonly string[];
  refsets: readonly string[];
  fields: readonly string[];
  words: readonly string[];
  /** Whether everything the grammar has may stand, or what means something in a release made of a list. */
  everything: boolean;
}

const comparison = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
const maybe = <K extends string, T>(key: K, value: Arbitrary<T>): Arbitrary<Partial<Record<K, T>>> => fc.option(value, { nil: undefined }).map((each): Partial<Record<K, T>> => (each === undefined ? {} : ({ [key]: each }) as Partial<Record<K, T>>));
const list = <T>(value: Arbitrary<T>, minLength = 1): Arbitrary<T[]> => fc.array(value, { minLength, maxLength: minLength + 2 });
const ofConcept = (focus: ConceptReference): SubExpression => ({ kind: 'sub', focus, filters: [] });

/** Random expressions, `depth` brackets deep at most. */
export function randomExpressions(vocabulary: Vocabulary, depth: number): Arbitrary<Expression> {
  const { everything } = vocabulary;
  const sub = randomSubs(vocabulary, depth);
  const compound = fc.oneof(
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), operands: list(sub, 2) }),
    fc.tuple(sub, sub).map((operands) => ({ kind: 'minus' as const, operands })),
  );
  return fc.oneof(
    { weight: 3, arbitrary: sub },
    { weight: 2, arbitrary: compound },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('refined' as const), focus: sub, refinement: randomRefinements(vocabulary, depth, sub) }) },
    { weight: everything ? 1 : 2, arbitrary: fc.record({ kind: fc.constant('dotted' as const), focus: sub, attributes: list(sub) }) },
  );
}

function randomReferences({ codes, everything }: Vocabulary, from = codes): Arbitrary<ConceptReference> {
  return fc.tuple(fc.constantFrom(...from), everything ? maybe('term', fc.constantFrom('Liver (body structure)', 'a "quoted" {term}', 'é')) : fc.constant({})).map(([code, term]) => ({ kind: 'concept', code, ...term }));
}

function randomSubs(vocabulary: Vocabulary, depth: number): Arbitrary<SubExpression> {
  const { everything, refsets } = vocabulary;
  const alternate = fc.tuple(fc.constantFrom('LOINC', 'ICD-10'), fc.constantFrom('54486-6', 'A00.1', 'with space')).map(([scheme, code]) => ({ kind: 'alternate' as const, scheme, code }));
  const nested = depth > 0 ? [randomExpressions(vocabulary, depth - 1).map((expression) => ({ kind: 'nested' as const, expression }))] : [];
  const focus = fc.oneof({ weight: 6, arbitrary: randomReferences(vocabulary) }, fc.constant({ kind: 'any' as const }), ...(everything ? [alternate] : []), ...nested.map((arbitrary) => ({ weight: 3, arbitrary })));
  const history = maybe('history', fc.oneof({ weight: 3, arbitrary: fc.constantFrom({}, { profile: 'MIN' as const }, { profile: 'MOD' as const }, { profile: 'MAX' as const }) }, ...(depth > 0 ? [randomExpressions(vocabulary, depth - 1).map((associations) => ({ associations }))] : [])));
  const operator = maybe('operator', fc.constantFrom(...OPERATORS));
  const filters = fc.array(fc.oneof(randomConceptFilters(vocabulary, depth), randomDescriptionFilters(vocabulary, depth)), { maxLength: everything ? 2 : 1 });
  const rare = <T>(value: Arbitrary<T>, otherwise: T): Arbitrary<T> => fc.oneof({ weight: 4, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: value });
  const plain = fc.tuple(operator, focus, rare<Filter[]>(filters, []), rare(history, {})).map(([op, target, kept, more]): SubExpression => ({ kind: 'sub', ...op, focus: target, filters: kept, ...more }));
  const members = fc.tuple(operator, everything ? fc.oneof(fc.constant({}), fc.constant({ fields: '*' as const }), list(fc.constantFrom(...vocabulary.fields)).map((fields) => ({ fields }))) : fc.constant({}), randomReferences(vocabulary, refsets), rare<Filter[]>(randomMemberFilters(vocabulary, depth).map((filter) => [filter]), []), rare<Filter[]>(filters, []))
    .map(([op, memberOf, target, m, kept]): SubExpression => ({ kind: 'sub', ...op, memberOf, focus: target, filters: [...m, ...kept] }));
  return fc.oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: members });
}

const cardinality: Arbitrary<Cardinality> = fc.tuple(fc.nat({ max: 2 }), fc.option(fc.nat({ max: 2 }))).map(([min, more]) => ({ min, max: more === null ? null : min + more }));

function randomRefinements(vocabulary: Vocabulary, depth: number, sub: Arbitrary<SubExpression>): Arbitrary<Refinement> {
  const attribute = randomAttributes(vocabulary, sub, true);
  const inGroup = vocabulary.everything ? attribute : randomAttributes(vocabulary, sub, false);
  const joined = <T>(value: Arbitrary<T>): Arbitrary<{ kind: 'and' | 'or'; operands: T[] }> => fc.record({ kind: fc.constantFrom('and', 'or'), operands: list(value, 2) });
  const set = nest<AttributeSet>(inGroup, joined, depth);
  const group: Arbitrary<Group> = fc.tuple(maybe('cardinality', cardinality), set).map(([c, attributes]) => ({ kind: 'group', ...c, attributes }));
  return nest<Refinement>(fc.oneof({ weight: 2, arbitrary: attribute }, { weight: 1, arbitrary: group }), joined, depth);
}

function nest<T>(one: Arbitrary<T>, joined: (value: Arbitrary<T>) => Arbitrary<T>, depth: number): Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: one }, { weight: 1, arbitrary: joined(depth > 0 ? nest(one, joined, depth - 1) : one) });
}

function randomAttributes(vocabulary: Vocabulary, sub: Arbitrary<SubExpression>, reversible: boolean): Arbitrary<Attribute> {
  const plain = fc.tuple(maybe('cardinality', cardinality), sub, randomTests(vocabulary, sub)).map(([c, name, test]): Attribute => ({ kind: 'attribute', ...c, reverse: false, name, test }));
  const reversed = fc.tuple(maybe('cardinality', cardinality), sub, fc.boolean(), sub).map(([c, name, not, value]): Attribute => ({ kind: 'attribute', ...c, reverse: true, name, test: { kind: 'concept', not, value } }));
  return reversible ? fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: reversed }) : plain;
}

function randomTests(vocabulary: Vocabulary, sub: Arbitrary<SubExpression>): Arbitrary<ValueTest> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('concept' as const), not: fc.boolean(), value: sub }) },
    fc.record({ kind: fc.constant('number' as const), comparison, value: fc.constantFrom('0', '2', '-1.50', '+10') }) as Arbitrary<ValueTest>,
    fc.record({ kind: fc.constant('text' as const), not: fc.boolean(), terms: list(randomTerms(vocabulary)) }),
    fc.record({ kind: fc.constant('boolean' as const), not: fc.boolean(), value: fc.boolean() }),
  );
}

function randomTerms({ words, everything }: Vocabulary): Arbitrary<SearchTerm> {
  const word = fc.constantFrom(...words);
  const odd = everything ? fc.constantFrom('a"b', 'back\\slash', '(x)', 'x*y', 'ä', '{{') : word;
  const text = list(fc.oneof(word, odd));
  return fc.oneof(
    text.map((found) => ({ words: found })),
    text.map((found) => ({ how: 'match' as const, words: found })),
    fc.tuple(fc.constantFrom('', 'a'), fc.oneof(word, odd), fc.constantFrom('', 't')).map((parts) => ({ how: 'wild' as const, parts })),
    word.map((found) => ({ how: 'wild' as const, parts: [found] })),
  );
}

function randomIds(vocabulary: Vocabulary, depth: number): Arbitrary<Ids> {
  const reference = randomReferences(vocabulary).map(ofConcept);
  return fc.oneof(list(reference), ...(depth > 0 ? [randomSubs(vocabulary, depth - 1).map((each) => [each])] : []));
}

const flag = fc.record({ on: fc.constant('active' as const), not: fc.boolean(), value: fc.boolean() });
const times = fc.record({ on: fc.constant('effectiveTime' as const), comparison, times: list(fc.constantFrom('', '20260131', '20261130', '19990228')) }) as Arbitrary<Extract<ConceptCriterion, { on: 'effectiveTime' }>>;

function randomConceptFilters(vocabulary: Vocabulary, depth: number): Arbitrary<Filter> {
  const status = fc.record({ on: fc.constant('definitionStatus' as const), not: fc.boolean(), tokens: list(fc.constantFrom('primitive' as const, 'defined' as const)) });
  const ids = fc.record({ on: fc.constantFrom('moduleId' as const, 'definitionStatusId' as const), not: fc.boolean(), ids: randomIds(vocabulary, depth) });
  const criteria: Arbitrary<ConceptCriterion[]> = list(vocabulary.everything ? fc.oneof(flag, times, status, ids) : fc.oneof(flag, status));
  return criteria.map((each) => ({ kind: 'concept', criteria: each }));
}

function randomDescriptionFilters(vocabulary: Vocabulary, depth: number): Arbitrary<Filter> {
  const term = fc.record({ on: fc.constant('term' as const), not: fc.boolean(), terms: list(randomTerms(vocabulary)) });
  const type = fc.record({ on: fc.constant('type' as const), not: fc.boolean(), tokens: list(fc.constantFrom('syn' as const, 'fsn' as const, 'def' as const)) });
  const reference = randomReferences(vocabulary);
  const acceptability: Arbitrary<Acceptability> = fc.oneof(list(fc.constantFrom('accept' as const, 'prefer' as const)), list(reference));
  const more: Arbitrary<DescriptionCriterion> = fc.oneof(
    flag, times,
    fc.record({ on: fc.constantFrom('moduleId' as const, 'typeId' as const), not: fc.boolean(), ids: randomIds(vocabulary, depth) }),
    fc.record({ on: fc.constant('language' as const), not: fc.boolean(), codes: list(fc.constantFrom('en', 'sv')) }),
    fc.record({ on: fc.constant('id' as const), not: fc.boolean(), ids: list(fc.constantFrom('670169018', '123456011')) }),
    fc.record({ on: fc.constant('dialect' as const), not: fc.boolean(), dialects: list(fc.tuple(fc.constantFrom('en-gb', 'en-nhs-clinical'), maybe('acceptability', acceptability)).map(([alias, a]) => ({ alias, ...a }))) }),
    fc.record({ on: fc.constant('dialectId' as const), not: fc.boolean(), dialects: list(fc.tuple(reference, maybe('acceptability', acceptability)).map(([each, a]) => ({ ids: ofConcept(each), ...a }))) }),
  );
  return list(vocabulary.everything ? fc.oneof(term, type, more) : fc.oneof(term, type)).map((criteria) => ({ kind: 'description', criteria }));
}

function randomMemberFilters(vocabulary: Vocabulary, depth: number): Arbitrary<Filter> {
  const sub = depth > 0 ? randomSubs(vocabulary, depth - 1) : randomReferences(vocabulary).map(ofConcept);
  const field = fc.record({ on: fc.constant('field' as const), field: fc.constantFrom(...vocabulary.fields), test: randomTests(vocabulary, sub) });
  const time = fc.record({ on: fc.constant('field' as const), field: fc.constantFrom(...vocabulary.fields), test: fc.record({ kind: fc.constant('time' as const), comparison: fc.constantFrom('<' as const, '>=' as const), times: list(fc.constant('20260131')) }) });
  const module = fc.record({ on: fc.constant('moduleId' as const), not: fc.boolean(), ids: randomIds(vocabulary, depth) });
  const criteria: Arbitrary<MemberCriterion[]> = list(vocabulary.everything ? fc.oneof(flag, times, module, field, time) : fc.oneof(flag, field));
  return criteria.map((each) => ({ kind: 'member', criteria: each }));
}

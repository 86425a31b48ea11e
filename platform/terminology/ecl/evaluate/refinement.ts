import type { Attribute, AttributeSet, Cardinality, Group, Refinement } from '../ast.ts';
import { ConceptSet } from '../concept-set.ts';
import { EclFault } from '../fault.ts';
import { piecesOf, portions } from './comparison.ts';
import type { Context } from './context.ts';
import { isAnything, valueTest } from './values.ts';

const UNSAID: Cardinality = { min: 1, max: null };

/** ECL 6.2 to 6.5: those of `within` that the refinement holds for. */
export function refine(context: Context, within: ConceptSet, refinement: Refinement): ConceptSet {
  switch (refinement.kind) {
    case 'attribute': return refinement.reverse ? refineReversed(context, within, refinement) : refineBy(context, within, attributeTest(context, refinement), costOf(refinement));
    case 'group': return refineBy(context, within, groupTest(context, refinement), costOf(refinement.attributes));
    case 'and': return refinement.operands.reduce((left, operand) => refine(context, left, operand), within);
    case 'or': return refinement.operands.reduce((found, operand) => found.union(refine(context, within.minus(found), operand)), new ConceptSet(within.of));
  }
}

/** Whether something holds for rows `from` to `to` of the attributes. */
type RowsTest = (from: number, to: number) => boolean;

function refineBy({ edition, work }: Context, within: ConceptSet, test: RowsTest, each: number): ConceptSet {
  const { attributesAt } = edition;
  return within.where((concept) => {
    const from = attributesAt[concept] ?? 0;
    const to = attributesAt[concept + 1] ?? 0;
    work.spend(1 + (to - from) * each);
    return test(from, to);
  });
}

/** What one row may cost: a look for each attribute of a group, more for long lists of texts. */
function costOf(set: AttributeSet): number {
  if (set.kind !== 'attribute') return set.operands.reduce((sum, operand) => sum + costOf(operand), 0);
  return set.test.kind === 'text' ? portions(piecesOf(set.test.terms)) : 1;
}

/** How many rows match, as far as the cardinality needs to know. */
function attributeTest(context: Context, { cardinality = UNSAID, name, test }: Attribute): RowsTest {
  const { min, max } = cardinality;
  if (min === 0 && max === null) return () => true;
  const matches = valueTest(context, test);
  const { attributeType } = context.edition;
  const types = typesMeant(context, name);
  const enough = max === null ? min : max + 1;
  return (from, to) => {
    let count = 0;
    for (let row = from; row < to && count < enough; row++) if (types.has(attributeType[row] ?? 0) && matches(row)) count++;
    return count >= min && (max === null || count <= max);
  };
}

/** An attribute called `*` is any that there is. */
function typesMeant(context: Context, name: Attribute['name']): ConceptSet {
  return isAnything(name) ? everyConcept(context) : context.evaluate(name);
}

/**
 * ECL 6.3: how many attribute groups hold attributes as the set wants them. An attribute outside every group (role
 * group 0) is a group of its own.
 */
function groupTest(context: Context, { cardinality = UNSAID, attributes }: Group): RowsTest {
  const { min, max } = cardinality;
  if (min === 0 && max === null) return () => true;
  const matches = setTest(context, attributes);
  const { attributeGroup } = context.edition;
  const enough = max === null ? min : max + 1;
  return (from, to) => {
    let count = 0;
    for (let start = from; start < to && count < enough; ) {
      const group = attributeGroup[start];
      let end = start + 1;
      if (group !== 0) while (end < to && attributeGroup[end] === group) end++;
      if (matches(start, end)) count++;
      start = end;
    }
    return count >= min && (max === null || count <= max);
  };
}

function setTest(context: Context, set: AttributeSet): RowsTest {
  if (set.kind === 'attribute') {
    if (set.reverse) throw new EclFault('meaning', 'A reversed attribute (R) cannot stand in a group: its relationship is in a group of the other concept. Put it outside the braces.');
    return attributeTest(context, set);
  }
  const tests = set.operands.map((operand) => setTest(context, operand));
  return set.kind === 'and' ? (from, to) => tests.every((test) => test(from, to)) : (from, to) => tests.some((test) => test(from, to));
}

/** ECL 6.2 "Reverse of attribute": counts for each concept the relationships that lead to it from the concepts meant. */
function refineReversed(context: Context, within: ConceptSet, { cardinality = UNSAID, name, test }: Attribute): ConceptSet {
  if (test.kind !== 'concept') throw new EclFault('meaning', 'A reversed attribute (R) leads from concepts: it can be compared with concepts only, not with numbers, texts or true and false.');
  const { edition, work } = context;
  const { min, max } = cardinality;
  if (min === 0 && max === null) return within;
  const types = typesMeant(context, name);
  const meant = context.evaluate(test.value);
  const sources = test.not ? everyActive(context).minus(meant) : meant;
  const counts = new Uint32Array(edition.size);
  sources.each((source) => {
    const to = edition.attributesAt[source + 1] ?? 0;
    const from = edition.attributesAt[source] ?? 0;
    work.spend(1 + to - from);
    for (let row = from; row < to; row++) {
      const value = edition.attributeValue[row] ?? 0;
      if (value < counts.length && types.has(edition.attributeType[row] ?? 0)) counts[value] = (counts[value] ?? 0) + 1;
    }
  });
  const most = max ?? Infinity;
  return within.where((concept) => (counts[concept] ?? 0) >= min && (counts[concept] ?? 0) <= most);
}

export function everyActive({ edition }: Context): ConceptSet {
  const all = new ConceptSet(edition.size);
  all.addRun(0, edition.active);
  return all;
}

export function everyConcept({ edition }: Context): ConceptSet {
  const all = new ConceptSet(edition.size);
  all.addRun(0, edition.size);
  return all;
}

/** ECL 6.2 "Dotted attributes": the concepts that the attribute leads to from the set. */
export function follow(context: Context, set: ConceptSet, name: Attribute['name']): ConceptSet {
  const { edition, work } = context;
  const types = typesMeant(context, name);
  const found = new ConceptSet(edition.size);
  set.each((concept) => {
    const to = edition.attributesAt[concept + 1] ?? 0;
    const from = edition.attributesAt[concept] ?? 0;
    work.spend(1 + to - from);
    for (let row = from; row < to; row++) {
      const value = edition.attributeValue[row] ?? 0;
      if (value < edition.size && types.has(edition.attributeType[row] ?? 0)) found.add(value);
    }
  });
  return found;
}

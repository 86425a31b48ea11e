import type { Acceptability, Attribute, AlternateIdentifier, Cardinality, ConceptCriterion, ConceptReference, DescriptionCriterion, Expression, Filter, Focus, History, Ids, MemberCriterion, Refinement, SearchTerm, SubExpression, ValueTest } from './ast.ts';

/** An expression constraint in the brief syntax, one way for each: what `parseEcl` reads back as the same tree. */
export function printEcl(expression: Expression): string {
  switch (expression.kind) {
    case 'sub': return printSub(expression);
    case 'and': case 'or': case 'minus': return expression.operands.map(printSub).join(` ${expression.kind.toUpperCase()} `);
    case 'refined': return `${printSub(expression.focus)}: ${printRefinement(expression.refinement)}`;
    case 'dotted': return [expression.focus, ...expression.attributes].map(printSub).join(' . ');
  }
}

function printSub({ operator, memberOf, focus, filters, history }: SubExpression): string {
  const fields = memberOf?.fields === undefined ? '' : ` [${memberOf.fields === '*' ? '*' : memberOf.fields.join(', ')}]`;
  return [...(operator ? [operator] : []), ...(memberOf ? [`^${fields}`] : []), printFocus(focus), ...filters.map(printFilter), ...(history ? [printHistory(history)] : [])].join(' ');
}

function printFocus(focus: Focus): string {
  switch (focus.kind) {
    case 'any': return '*';
    case 'nested': return `(${printEcl(focus.expression)})`;
    case 'concept': return printReference(focus);
    case 'alternate': return printAlternate(focus);
  }
}

const printReference = ({ code, term }: ConceptReference): string => (term === undefined ? code : `${code} |${term}|`);

function printAlternate({ scheme, code, term }: AlternateIdentifier): string {
  const written = /^[A-Za-z0-9._-]+$/.test(code) ? `${scheme}#${code}` : `"${scheme}#${code}"`;
  return term === undefined ? written : `${written} |${term}|`;
}

function printHistory({ profile, associations }: History): string {
  return `{{ + HISTORY${profile === undefined ? '' : `-${profile}`}${associations === undefined ? '' : ` (${printEcl(associations)})`} }}`;
}

function printRefinement(refinement: Refinement): string {
  if (refinement.kind === 'attribute') return printAttribute(refinement);
  if (refinement.kind === 'group') return `${printCardinality(refinement.cardinality)}{ ${printRefinement(refinement.attributes)} }`;
  return refinement.operands.map((each) => (each.kind === 'and' || each.kind === 'or' ? `(${printRefinement(each)})` : printRefinement(each))).join(refinement.kind === 'and' ? ', ' : ' OR ');
}

const printCardinality = (cardinality: Cardinality | undefined): string => (cardinality === undefined ? '' : `[${cardinality.min}..${cardinality.max ?? '*'}] `);

function printAttribute({ cardinality, reverse, name, test }: Attribute): string {
  return `${printCardinality(cardinality)}${reverse ? 'R ' : ''}${printSub(name)} ${printTest(test)}`;
}

const equality = (not: boolean): string => (not ? '!=' : '=');
const printSet = (parts: readonly string[]): string => (parts.length === 1 ? parts.join('') : `(${parts.join(' ')})`);
const printTimes = (times: readonly string[]): string => printSet(times.map((time) => `"${time}"`));

function printTest(test: ValueTest): string {
  switch (test.kind) {
    case 'concept': return `${equality(test.not)} ${printSub(test.value)}`;
    case 'number': return `${test.comparison} #${test.value}`;
    case 'text': return `${equality(test.not)} ${printTerms(test.terms)}`;
    case 'boolean': return `${equality(test.not)} ${test.value}`;
  }
}

function printTerms(terms: readonly SearchTerm[]): string {
  return printSet(terms.map((term) => {
    if (term.how === 'wild') return `wild:"${term.parts.map((part) => part.replaceAll(/["\\*]/g, '\\$&')).join('*')}"`;
    return `${term.how === undefined ? '' : 'match:'}"${term.words.join(' ').replaceAll(/["\\]/g, '\\$&')}"`;
  }));
}

function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'concept': return `{{ C ${filter.criteria.map(printCriterion).join(', ')} }}`;
    case 'description': return `{{ D ${filter.criteria.map(printCriterion).join(', ')} }}`;
    case 'member': return `{{ M ${filter.criteria.map(printCriterion).join(', ')} }}`;
  }
}

function printCriterion(criterion: ConceptCriterion | DescriptionCriterion | MemberCriterion): string {
  if (criterion.on === 'field') return `${criterion.field} ${criterion.test.kind === 'time' ? `${criterion.test.comparison} ${printTimes(criterion.test.times)}` : printTest(criterion.test)}`;
  if (criterion.on === 'effectiveTime') return `effectiveTime ${criterion.comparison} ${printTimes(criterion.times)}`;
  return `${criterion.on} ${equality(criterion.not)} ${printCriterionValue(criterion)}`;
}

function printCriterionValue(criterion: Exclude<ConceptCriterion | DescriptionCriterion | MemberCriterion, { on: 'field' | 'effectiveTime' }>): string {
  switch (criterion.on) {
    case 'active': return criterion.value ? '1' : '0';
    case 'term': return printTerms(criterion.terms);
    case 'language': return printSet(criterion.codes);
    case 'definitionStatus': case 'type': return printSet(criterion.tokens);
    case 'dialect': return printSet(criterion.dialects.map(({ alias, acceptability }) => alias + printAcceptability(acceptability)));
    case 'dialectId': return printSet(criterion.dialects.map(({ ids, acceptability }) => printSub(ids) + printAcceptability(acceptability)));
    case 'id': return printSet(criterion.ids);
    case 'moduleId': case 'typeId': case 'definitionStatusId': return printIds(criterion.ids);
  }
}

const printIds = (ids: Ids): string => printSet(ids.map(printSub));

function printAcceptability(acceptability: Acceptability | undefined): string {
  return acceptability === undefined ? '' : ` (${acceptability.map((each) => (typeof each === 'string' ? each : printReference(each))).join(' ')})`;
}

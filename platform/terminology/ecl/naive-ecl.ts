import type { AttributeSet, ConceptCriterion, DescriptionCriterion, Expression, History, MemberCriterion, Operator, Refinement, SearchTerm, SubExpression, ValueTest } from './ast.ts';
import type { ListedConcept, ListedRefset } from '../from-list.ts';

type Codes = Set<string>;
type Link = readonly [group: number, type: string, value: string];

/**
 * Expression constraints straight from what the specification says they mean, over a list of concepts: sets of codes, no
 * index, no order, no haste. What the evaluator is held against.
 */
export class NaiveEcl {
  readonly #concepts: ReadonlyMap<string, ListedConcept>;
  readonly #refsets: readonly ListedRefset[];

  constructor(concepts: readonly ListedConcept[], refsets: readonly ListedRefset[]) {
    this.#concepts = new Map(concepts.map((concept) => [concept.code, concept]));
    this.#refsets = refsets;
  }

  evaluate(expression: Expression): Codes {
    switch (expression.kind) {
      case 'sub': return this.#sub(expression);
      case 'and': return expression.operands.map((each) => this.evaluate(each)).reduce((a, b) => a.intersection(b));
      case 'or': return expression.operands.map((each) => this.evaluate(each)).reduce((a, b) => a.union(b));
      case 'minus': return expression.operands.map((each) => this.evaluate(each)).reduce((a, b) => a.difference(b));
      case 'refined': return this.#where(this.evaluate(expression.focus), (code) => this.#holds(code, expression.refinement));
      case 'dotted': return expression.attributes.reduce((set, name) => new Set([...set].flatMap((code) => this.#links(code)).filter(([, type, value]) => this.#named(name, type) && this.#concepts.has(value)).map(([, , value]) => value)), this.evaluate(expression.focus));
    }
  }

  #where(codes: Iterable<string>, test: (code: string) => boolean): Codes {
    return new Set([...codes].filter(test));
  }

  #all(): string[] {
    return [...this.#concepts.keys()];
  }

  #isActive(code: string): boolean {
    return this.#concepts.get(code)?.inactive !== true;
  }

  #sub(sub: SubExpression): Codes {
    const { operator, memberOf, focus, filters, history } = sub;
    const asksStatus = operator === undefined && filters.some(({ kind, criteria }) => kind === 'concept' && criteria.some(({ on }) => on === 'active'));
    let set: Codes;
    if (focus.kind === 'nested') set = this.evaluate(focus.expression);
    else if (focus.kind === 'concept') set = this.#where([focus.code], (code) => this.#concepts.has(code));
    else set = this.#where(this.#all(), (code) => asksStatus || memberOf !== undefined || this.#isActive(code));
    if (memberOf !== undefined) set = this.#members(set, filters.flatMap((filter) => (filter.kind === 'member' ? filter.criteria : [])));
    if (operator !== undefined) set = this.#operate(operator, set);
    for (const filter of filters) {
      if (filter.kind === 'concept') set = this.#where(set, (code) => filter.criteria.every((criterion) => this.#conceptIs(code, criterion)));
      if (filter.kind === 'description') set = this.#where(set, (code) => this.#described(code, filter.criteria));
    }
    return history === undefined ? set : set.union(this.#history(set, history));
  }

  #parents(code: string): Codes {
    return this.#isActive(code) ? this.#where(this.#concepts.get(code)?.parents ?? [], (parent) => this.#concepts.has(parent) && this.#isActive(parent)) : new Set();
  }

  #ancestors(code: string): Codes {
    const parents = this.#parents(code);
    return [...parents].reduce((found, parent) => found.union(this.#ancestors(parent)), parents);
  }

  #operate(operator: Operator, set: Codes): Codes {
    const meets = (a: Codes, b: Codes): boolean => !a.isDisjointFrom(b);
    switch (operator) {
      case '<': return this.#where(this.#all(), (code) => meets(this.#ancestors(code), set));
      case '<<': return this.#operate('<', set).union(set);
      case '<!': return this.#where(this.#all(), (code) => meets(this.#parents(code), set));
      case '<<!': return this.#operate('<!', set).union(set);
      case '>': return [...set].reduce((found, code) => found.union(this.#ancestors(code)), new Set<string>());
      case '>>': return this.#operate('>', set).union(set);
      case '>!': return [...set].reduce((found, code) => found.union(this.#parents(code)), new Set<string>());
      case '>>!': return this.#operate('>!', set).union(set);
      case '!!>': return this.#where(set, (code) => !meets(this.#ancestors(code), set));
      case '!!<': return this.#where(set, (code) => ![...set].some((other) => this.#ancestors(other).has(code)));
    }
  }

  #links(code: string): Link[] {
    if (!this.#isActive(code)) return [];
    return (this.#concepts.get(code)?.attributes ?? []).filter(([, type, value]) => this.#concepts.has(type) && (!/^\d+$/.test(value) || (this.#concepts.has(value) && this.#isActive(value))));
  }

  #named(name: SubExpression, type: string): boolean {
    return isStar(name) || this.evaluate(name).has(type);
  }

  #holds(code: string, refinement: Refinement): boolean {
    switch (refinement.kind) {
      case 'and': return refinement.operands.every((each) => this.#holds(code, each));
      case 'or': return refinement.operands.some((each) => this.#holds(code, each));
      case 'attribute': {
        if (!refinement.reverse) return this.#fits(this.#links(code), refinement);
        const { test, name, cardinality } = refinement;
        if (test.kind !== 'concept') return false;
        const meant = this.evaluate(test.value);
        const sources = this.#where(this.#all(), (source) => this.#isActive(source) && meant.has(source) !== test.not);
        return within(cardinality, [...sources].flatMap((source) => this.#links(source)).filter(([, type, value]) => value === code && this.#named(name, type)).length);
      }
      case 'group': {
        const links = this.#links(code);
        const groups = [...Map.groupBy(links.filter(([group]) => group !== 0), ([group]) => group).values(), ...links.filter(([group]) => group === 0).map((link) => [link])];
        return within(refinement.cardinality, groups.filter((group) => this.#fits(group, refinement.attributes)).length);
      }
    }
  }

  #fits(links: readonly Link[], set: AttributeSet): boolean {
    if (set.kind !== 'attribute') return set.kind === 'and' ? set.operands.every((each) => this.#fits(links, each)) : set.operands.some((each) => this.#fits(links, each));
    return within(set.cardinality, links.filter(([, type, value]) => this.#named(set.name, type) && this.#valued(set.test, value)).length);
  }

  #valued(test: ValueTest, value: string): boolean {
    switch (test.kind) {
      case 'concept': return isStar(test.value) ? !test.not : /^\d+$/.test(value) && this.evaluate(test.value).has(value) !== test.not;
      case 'number': return value.startsWith('#') && compare(Number(value.slice(1)), test.comparison, Number(test.value));
      case 'text': return value.startsWith('"') && test.terms.some((term) => says(value.slice(1, -1), term, true)) !== test.not;
      case 'boolean': return (value === 'true' || value === 'false') && (value === 'true') === (test.value !== test.not);
    }
  }

  #members(refsets: Codes, criteria: readonly MemberCriterion[]): Codes {
    const asksStatus = criteria.some(({ on }) => on === 'active');
    const found = this.#refsets.filter(({ code }) => refsets.has(code)).flatMap(({ fields = [], members }) => members.filter((member) => (asksStatus || member.inactive !== true) && criteria.every((criterion) => {
      if (criterion.on === 'active') return (member.inactive !== true) === (criterion.value !== criterion.not);
      if (criterion.on !== 'field') return false;
      const at = fields.findIndex(({ name }) => name === criterion.field);
      const value = String(member.values?.[at] ?? '');
      const { test } = criterion;
      if (at < 0 || test.kind === 'time') return false;
      const isComponent = fields[at]?.kind === 'component';
      if (test.kind === 'concept') return isComponent && (isStar(test.value) ? !test.not : (this.evaluate(test.value).has(value) || (test.value.focus.kind === 'concept' && test.value.focus.code === value && isPlain(test.value))) !== test.not);
      if (test.kind === 'boolean') return ((test.value !== test.not) ? ['1', 'true'] : ['0', 'false']).includes(value);
      if (isComponent) return false;
      return test.kind === 'number' ? /^-?\d+$/.test(value) && compare(Number(value), test.comparison, Number(test.value)) : test.terms.some((term) => says(value, term, true)) !== test.not;
    })));
    return this.#where(found.map(({ component }) => component), (code) => this.#concepts.has(code));
  }

  #conceptIs(code: string, criterion: ConceptCriterion): boolean {
    switch (criterion.on) {
      case 'active': return this.#isActive(code) === (criterion.value !== criterion.not);
      case 'definitionStatus': return criterion.tokens.includes(this.#concepts.get(code)?.defined === true ? 'defined' : 'primitive') !== criterion.not;
      default: throw new Error(criterion.on);
    }
  }

  #described(code: string, criteria: readonly DescriptionCriterion[]): boolean {
    const { fsn = '', terms = [] } = this.#concepts.get(code) ?? {};
    return [fsn, ...terms].some((text, i) => criteria.every((criterion) => {
      switch (criterion.on) {
        case 'term': return criterion.terms.some((term) => says(text, term, false)) !== criterion.not;
        case 'type': return criterion.tokens.includes(i === 0 ? 'fsn' : 'syn') !== criterion.not;
        default: throw new Error(criterion.on);
      }
    }));
  }

  #history(set: Codes, { profile, associations }: History): Codes {
    const of = associations !== undefined ? this.evaluate(associations)
      : profile === 'MIN' ? new Set(['900000000000527005'])
      : profile === 'MOD' ? new Set(['900000000000527005', '900000000000526001', '900000000000528000', '1186924009'])
      : this.#operate('<', new Set(['900000000000522004']));
    return this.#where(this.#refsets.filter(({ code, fields = [] }) => of.has(code) && fields[0]?.name === 'targetComponentId').flatMap(({ members }) => members.filter(({ inactive, values }) => inactive !== true && set.has(String(values?.[0]))).map(({ component }) => component)), (code) => this.#concepts.has(code));
  }
}

const isPlain = ({ operator, memberOf, filters, history }: SubExpression): boolean => operator === undefined && memberOf === undefined && filters.length === 0 && history === undefined;
const isStar = (sub: SubExpression): boolean => sub.focus.kind === 'any' && isPlain(sub);
const within = (cardinality: { min: number; max: number | null } | undefined, count: number): boolean => count >= (cardinality?.min ?? 1) && count <= (cardinality?.max ?? Infinity);

function compare(left: number, comparison: string, right: number): boolean {
  const order = Math.sign(left - right);
  return { '=': order === 0, '!=': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[comparison] ?? false;
}

function says(text: string, term: SearchTerm, whole: boolean): boolean {
  const lower = text.toLowerCase();
  if (term.how === 'wild') return new RegExp(`^${term.parts.map((part) => part.toLowerCase().replaceAll(/[^a-z0-9 ]/g, '\\$&')).join('.*')}$`, 's').test(lower);
  if (whole && term.how === undefined) return lower === term.words.join(' ').toLowerCase();
  return term.words.every((word) => lower.split(/[^a-z0-9.]+/).some((each) => each.startsWith(word.toLowerCase())));
}

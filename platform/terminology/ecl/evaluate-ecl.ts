import { type Expression, type Focus, type MemberCriterion, plainReference, type SubExpression } from './ast.ts';
import type { Edition } from '../edition.ts';
import { ConceptSet } from './concept-set.ts';
import { filterConcepts } from './evaluate/concept-filter.ts';
import { type Context, Work } from './evaluate/context.ts';
import { filterByDescriptions } from './evaluate/description-filter.ts';
import { applyOperator } from './evaluate/hierarchy.ts';
import { addHistory } from './evaluate/history.ts';
import { memberRows, membersIn } from './evaluate/members.ts';
import { everyActive, everyConcept, follow, refine } from './evaluate/refinement.ts';
import { EclFault } from './fault.ts';
import { parseEcl } from './parse-ecl.ts';

/** About a second of one processor. */
const MOST_WORK = 100_000_000;

export interface EclOptions {
  /** Rows that one evaluation may touch. */
  work?: number;
  /** The SNOMED CT code that an identifier of another code system (`LOINC#54486-6`) stands for. */
  alternate?: (scheme: string, code: string) => string | undefined;
}

export interface EclAnswer {
  concepts: ConceptSet;
  /** What the expression names and the release has not: codes, other identifiers, dialects. They stand for nothing; callers may warn or refuse. */
  unknown: string[];
}

/**
 * The concepts of a release that satisfy an expression constraint (ECL 2.2). `*` is every active concept, and every
 * concept where a filter on `active` follows; a concept named by its code is meant whatever its status; members of a
 * reference set are those of its active rows. Throws EclFault.
 */
export function evaluateEcl(edition: Edition, ecl: Expression | string, options: EclOptions = {}): EclAnswer {
  const expression = typeof ecl === 'string' ? parseEcl(ecl) : ecl;
  const { context, unknown } = contextOf(edition, options);
  return { concepts: context.evaluate(expression), unknown: [...unknown] };
}

/** The rows that `^ [field, field] …` asks for, which are no concepts, as text. */
export function evaluateEclRows(edition: Edition, ecl: Expression | string, options: EclOptions = {}): { fields: string[]; rows: string[][]; unknown: string[] } {
  const expression = typeof ecl === 'string' ? parseEcl(ecl) : ecl;
  const { context, unknown } = contextOf(edition, options);
  if (expression.kind !== 'sub' || expression.memberOf === undefined || expression.operator !== undefined || expression.history !== undefined || expression.filters.some(({ kind }) => kind !== 'member')) {
    throw new EclFault('meaning', 'Rows are what “^ [fields]” of reference sets gives, with filters on members (“M”) only.');
  }
  return { ...memberRows(context, refsetsMeant(context, expression.focus), expression.memberOf, memberCriteria(expression)), unknown: [...unknown] };
}

function contextOf(edition: Edition, { work = MOST_WORK, alternate }: EclOptions): { context: Context; unknown: Set<string> } {
  const unknown = new Set<string>();
  const budget = new Work(work);
  const context: Context = {
    edition,
    work: budget,
    note: (each) => void unknown.add(each),
    ordinal(code) {
      const concept = edition.ordinalOf(code);
      if (concept < 0) unknown.add(code);
      return concept;
    },
    alternate: (scheme, code) => alternate?.(scheme, code),
    evaluate(expression) {
      budget.spend(edition.size >>> 5);
      return expression.kind === 'sub' ? evaluateSub(context, expression) : evaluateWhole(context, expression);
    },
  };
  return { context, unknown };
}

function evaluateWhole(context: Context, expression: Exclude<Expression, SubExpression>): ConceptSet {
  switch (expression.kind) {
    case 'refined': return refine(context, context.evaluate(expression.focus), expression.refinement);
    case 'dotted': return expression.attributes.reduce((set, name) => follow(context, set, name), context.evaluate(expression.focus));
    case 'and': return joined(context, expression.operands, (a, b) => a.intersect(b));
    case 'or': return evaluateOr(context, expression.operands);
    case 'minus': return joined(context, expression.operands, (a, b) => a.minus(b));
  }
}

function joined(context: Context, [first, ...rest]: readonly SubExpression[], join: (a: ConceptSet, b: ConceptSet) => ConceptSet): ConceptSet {
  return rest.reduce((set, operand) => join(set, context.evaluate(operand)), first === undefined ? new ConceptSet(context.edition.size) : context.evaluate(first));
}

/** Lists of thousands of codes are a habit: a code, or a code and what is below it, is put in without a set of its own. */
function evaluateOr(context: Context, operands: readonly SubExpression[]): ConceptSet {
  const { edition, work } = context;
  const found = new ConceptSet(edition.size);
  for (const operand of operands) {
    const { operator, ...rest } = operand;
    const plain = operator === undefined || operator === '<<' ? plainReference(rest) : undefined;
    if (plain === undefined) {
      found.addAll(context.evaluate(operand));
      continue;
    }
    const concept = context.ordinal(plain.code);
    const runs = concept >= 0 && operator === '<<' ? edition.runsOf(concept) : [];
    work.spend(20 + runs.length);
    if (concept >= 0) found.add(concept);
    for (let i = 0; i < runs.length; i += 2) found.addRun(runs[i] ?? 0, runs[i + 1] ?? 0);
  }
  return found;
}

function evaluateSub(context: Context, sub: SubExpression): ConceptSet {
  const { operator, memberOf, focus, filters, history } = sub;
  let set = memberOf === undefined
    ? evaluateFocus(context, focus, operator === undefined && filters.some((filter) => filter.kind === 'concept' && filter.criteria.some(({ on }) => on === 'active')))
    : membersIn(context, refsetsMeant(context, focus), memberOf, memberCriteria(sub));
  if (operator !== undefined) set = applyOperator(context, operator, set);
  for (const filter of filters) {
    if (filter.kind === 'concept') set = filterConcepts(context, set, filter.criteria);
    else if (filter.kind === 'description') set = filterByDescriptions(context, set, filter.criteria);
  }
  return history === undefined ? set : addHistory(context, set, history);
}

const memberCriteria = ({ filters }: SubExpression): MemberCriterion[] => filters.flatMap((filter) => (filter.kind === 'member' ? filter.criteria : []));

/** `^ *` is every reference set, those whose own concept is inactive as well. */
function refsetsMeant(context: Context, focus: Focus): ConceptSet {
  return evaluateFocus(context, focus, true);
}

function evaluateFocus(context: Context, focus: Focus, whateverStatus: boolean): ConceptSet {
  switch (focus.kind) {
    case 'nested': return context.evaluate(focus.expression);
    case 'any': return whateverStatus ? everyConcept(context) : everyActive(context);
    case 'concept': return single(context, context.ordinal(focus.code));
    case 'alternate': {
      const code = context.alternate(focus.scheme, focus.code);
      if (code === undefined) context.note(`${focus.scheme}#${focus.code}`);
      return single(context, code === undefined ? -1 : context.ordinal(code));
    }
  }
}

function single({ edition }: Context, concept: number): ConceptSet {
  const set = new ConceptSet(edition.size);
  if (concept >= 0) set.add(concept);
  return set;
}

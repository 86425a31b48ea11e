import type { ConceptCriterion } from '../ast.ts';
import type { ConceptSet } from '../concept-set.ts';
import { halvesOf } from '../../sctid.ts';
import { idTest, portions, timeTest } from './comparison.ts';
import type { Context } from './context.ts';

const PRIMITIVE = halvesOf('900000000000074008');
const DEFINED = halvesOf('900000000000073002');

/** ECL 6.9: those of the set for which every criterion holds. */
export function filterConcepts(context: Context, set: ConceptSet, criteria: readonly ConceptCriterion[]): ConceptSet {
  const tests = criteria.map((criterion) => conceptTest(context, criterion));
  context.work.spend(set.size * portions(criteria, ...criteria.map((criterion) => ('tokens' in criterion ? criterion.tokens : []))));
  return set.where((concept) => tests.every((test) => test(concept)));
}

function conceptTest(context: Context, criterion: ConceptCriterion): (concept: number) => boolean {
  const { edition } = context;
  switch (criterion.on) {
    case 'active': return (concept) => edition.isActive(concept) === (criterion.value !== criterion.not);
    case 'effectiveTime': {
      const matches = timeTest(criterion.comparison, criterion.times);
      return (concept) => matches(edition.conceptTime[concept] ?? 0);
    }
    case 'moduleId': {
      const matches = idTest(context, criterion.ids, criterion.not);
      const [hi, lo] = [edition.sections.u32('conceptModuleHi'), edition.sections.u32('conceptModuleLo')];
      return (concept) => matches(hi[concept] ?? 0, lo[concept] ?? 0);
    }
    case 'definitionStatus': return (concept) => criterion.tokens.includes(edition.conceptDefined[concept] === 1 ? 'defined' : 'primitive') !== criterion.not;
    case 'definitionStatusId': {
      const matches = idTest(context, criterion.ids, criterion.not);
      return (concept) => matches(...(edition.conceptDefined[concept] === 1 ? DEFINED : PRIMITIVE));
    }
  }
}

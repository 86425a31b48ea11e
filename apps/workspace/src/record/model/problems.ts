import type { Condition } from '@medplum/fhirtypes';
import { newestFirst } from './by-date.ts';
import { extensionEnding, termOf, urlEnds } from './coding.ts';
import { entryOf } from './entry.ts';
import type { Entry } from './entry.ts';
import { perRecord } from './per-record.ts';

export interface Problem {
  entry: Entry;
  active: boolean;
  /** As recorded, never blank. */
  status: string;
  significance: 'major' | 'minor' | 'not recorded';
  onset?: string;
  ended?: string;
  /** Entries of the record that say they belong to it. */
  linked: readonly string[];
}

const ENDED = new Set(['inactive', 'remission', 'resolved']);
const LINKS = ['RelatedClinicalContent', 'ActualProblem'];

/** The problem list: active first, major before minor, newest first. Other diagnoses are in the journal. */
export const problemsOf = perRecord((record) => {
  const problems = record.ofType('Condition').filter(isProblem).map((condition): Problem => {
    const status = statusOf(condition);
    const onset = condition.onsetDateTime ?? condition.onsetPeriod?.start;
    const ended = condition.abatementDateTime ?? condition.abatementPeriod?.end;
    return {
      entry: entryOf(record, condition),
      active: !ENDED.has(status) && ended === undefined,
      status: status === '' ? 'Status not recorded' : status,
      significance: significanceOf(condition),
      ...(onset === undefined ? {} : { onset }),
      ...(ended === undefined ? {} : { ended }),
      linked: linksOf(condition),
    };
  });
  return newestFirst(problems, (problem) => problem.onset ?? problem.entry.date).sort((a, b) => rank(a) - rank(b));
});

function isProblem(condition: Condition): boolean {
  const codes = condition.category?.flatMap((category) => category.coding?.map((coding) => coding.code) ?? []) ?? [];
  return codes.length === 0 || codes.includes('problem-list-item');
}

function statusOf(condition: Condition): string {
  return condition.clinicalStatus?.coding?.[0]?.code ?? termOf(condition.clinicalStatus) ?? '';
}

function significanceOf(condition: Condition): Problem['significance'] {
  const extension = extensionEnding(condition.extension, 'ProblemSignificance');
  const said = (extension?.valueCode ?? termOf(extension?.valueCodeableConcept) ?? '').toLowerCase();
  return said.startsWith('major') || said === 'significant' ? 'major' : said.startsWith('minor') ? 'minor' : 'not recorded';
}

function linksOf(condition: Condition): string[] {
  const links = condition.extension?.filter((extension) => LINKS.some((ending) => urlEnds(extension, ending))) ?? [];
  const evidence = condition.evidence?.flatMap((one) => one.detail?.map((detail) => detail.reference) ?? []) ?? [];
  const references = [...links.map((link) => link.valueReference?.reference), ...evidence].filter((reference) => reference !== undefined);
  return [...new Set(references)];
}

/** What has no significance recorded stands beside the major ones: it must not sink. */
function rank(problem: Problem): number {
  return (problem.active ? 0 : 2) + (problem.significance === 'minor' ? 1 : 0);
}

import type { Condition } from '@medplum/fhirtypes';
import { plainConcept } from './concept.ts';
import { newestFirst } from './newest-first.ts';
import { readNotes, type Notes } from './notes.ts';
import type { PlainTerm } from './plain-english.ts';
import type { PatientRecord } from './record.ts';
import { plainDate } from './when.ts';

export interface HealthProblem {
  id: string;
  name: PlainTerm;
  started: string | undefined;
  ended: string | undefined;
  notes: Notes;
}

export interface HealthProblems {
  current: HealthProblem[];
  past: HealthProblem[];
}

const OVER = new Set(['inactive', 'resolved', 'remission']);

/** Health problems, current and past, newest first. Entries made in error or ruled out are left out. */
export function readConditions(record: PatientRecord): HealthProblems {
  const problems: HealthProblems = { current: [], past: [] };
  for (const condition of newestFirst(record.all('Condition'))) {
    const verification = condition.verificationStatus?.coding?.[0]?.code;
    if (verification === 'entered-in-error' || verification === 'refuted') continue;
    const past = condition.clinicalStatus?.coding?.some(({ code }) => OVER.has(code ?? '')) ?? condition.abatementDateTime !== undefined;
    (past ? problems.past : problems.current).push(readCondition(condition));
  }
  return problems;
}

function readCondition(condition: Condition): HealthProblem {
  const started = condition.onsetDateTime ?? condition.onsetPeriod?.start;
  const ended = condition.abatementDateTime ?? condition.abatementPeriod?.end;
  return {
    id: condition.id ?? '',
    name: plainConcept(condition.code, 'Health problem, no name recorded'),
    started: plainDate(started),
    ended: plainDate(ended),
    notes: readNotes(condition.note),
  };
}

import { clinicalDate } from '../../platform/fhir/clinical-date.ts';
import { readEntry, type Entry } from './entry.ts';
import { newestFirst } from './newest-first.ts';
import type { PatientRecord } from './record.ts';
import { plainDate } from './when.ts';

export interface PlannedCare {
  /** Referrals to other services. */
  referrals: Entry[];
  /** Reminders in the surgery's diary, with the day they are due. */
  reminders: (Entry & { due: string | undefined })[];
}

/** Referrals and reminders, newest first. A plan is a reminder; anything ordered of somebody else is a referral. */
export function readPlannedCare(record: PatientRecord): PlannedCare {
  const care: PlannedCare = { referrals: [], reminders: [] };
  for (const request of newestFirst(record.all('ServiceRequest'))) {
    if (request.status === 'entered-in-error') continue;
    const entry = readEntry(record, request);
    if (entry === undefined) continue;
    if (request.intent === 'plan') care.reminders.push({ ...entry, date: plainDate(request.authoredOn), due: plainDate(clinicalDate(request)) });
    else care.referrals.push({ ...entry, date: plainDate(request.authoredOn) });
  }
  return care;
}

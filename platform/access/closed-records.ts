import { Problem } from '../errors.ts';
import type { Transaction } from '../store/database.ts';
import { list, listOf } from '../store/list.ts';
import { glassBroken, readerValues, visiblePatient } from '../store/reader.ts';
import { type Principal, readerOf } from './principal.ts';

/**
 * Refuses to write into records that are closed to the writer: one they may not see (`not-found`: its existence is not
 * theirs to learn), or one of a past patient (`forbidden`), whose registration alone may be changed; and, to somebody
 * confined to one record, whatever belongs to none (`forbidden`). A patient's restriction is lifted, with all that it withholds, only by somebody
 * who has broken the glass (`forbidden`). In the write's own transaction, so that what is decided still holds when it takes effect.
 */
export async function refuseClosedRecords(tx: Transaction, principal: Principal, changes: readonly { type: string; patient: string; restricted: boolean }[]): Promise<void> {
  if (principal.own !== null && changes.some(({ patient }) => patient === '')) throw new Problem('forbidden', 'An app that was started for one patient writes in that record alone');
  const patients = [...new Set(changes.map(({ patient }) => patient))].filter((patient) => patient !== '');
  if (patients.length === 0) return;
  const rows = await tx.query<{ patient: string; active: boolean; open: boolean; masked: boolean }>(
    `select i.patient, i.active, ${visiblePatient(3, 'i')} as open, i.restricted and not ${glassBroken(3, 'i')} as masked
     from unnest(${listOf(2)}) k(patient)
     join patient_index i on i.practice = $1 and i.patient = k.patient`,
    [tx.practice, list(patients), ...readerValues(readerOf(principal))],
  );
  for (const { patient, active, open, masked } of rows) {
    if (!open) throw new Problem('not-found', 'The patient is not known', { closed: [patient] });
    if (masked && changes.some((change) => change.patient === patient && change.type === 'Patient' && !change.restricted)) {
      throw new Problem('forbidden', 'The patient’s whereabouts are restricted: only somebody who has given a reason to see them can lift that');
    }
    if (!active && changes.some((change) => change.patient === patient && change.type !== 'Patient')) {
      throw new Problem('forbidden', 'The patient is no longer registered here: nothing new can be written in the record');
    }
  }
  if (principal.own !== null && patients.some((patient) => principal.own?.includes(patient) !== true)) throw new Problem('not-found', 'The patient is not known');
}

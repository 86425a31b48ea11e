import { refuseClosedRecords } from '../../platform/access/closed-records.ts';
import { Problem } from '../../platform/errors.ts';
import type { Principal } from '../../platform/access/principal.ts';
import type { Database } from '../../platform/store/database.ts';

/** One author's unfinished words about one patient. Not part of the record, and nobody else's to read. */
export interface Draft {
  patient: string;
  text: string;
  /** ISO instant. */
  savedAt: string;
  version: number;
}

interface Row {
  patient: string;
  body: string;
  saved_at: Date;
  version: number;
}

export async function listDrafts(db: Database, { practice, account }: Principal): Promise<Draft[]> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<Row>(`select patient, body, saved_at, version from draft where practice = $1 and author = $2 order by saved_at desc`, [practice, account]),
  );
  return rows.map(draftOf);
}

export async function readDraft(db: Database, { practice, account }: Principal, patient: string): Promise<Draft | undefined> {
  const rows = await db.transaction(practice, (tx) =>
    tx.query<Row>(`select patient, body, saved_at, version from draft where practice = $1 and author = $2 and patient = $3`, [practice, account, patient]),
  );
  return rows[0] === undefined ? undefined : draftOf(rows[0]);
}

/**
 * Keeps a draft typed on `version` (0 for a new one). When another tab has saved since, nothing is overwritten:
 * `saved` is false and the draft is the one that stands. The same text sent twice is kept once.
 */
export async function saveDraft(db: Database, principal: Principal, patient: string, text: string, version: number): Promise<{ saved: boolean; draft: Draft }> {
  const { practice, account } = principal;
  return db.transaction(practice, async (tx) => {
    const known = await tx.query(`select 1 from record where practice = $1 and patient = $2 and patient <> ''`, [practice, patient]);
    if (known.length === 0) throw new Problem('not-found', 'The patient is not known');
    await refuseClosedRecords(tx, principal, [{ type: 'Patient', patient, restricted: true }]);
    const values = [practice, account, patient, text];
    const [row] = version === 0
      ? await tx.query<Row>(
          `insert into draft (practice, author, patient, version, saved_at, body) values ($1, $2, $3, 1, now(), $4)
           on conflict (practice, author, patient) do nothing returning patient, body, saved_at, version`,
          values,
        )
      : await tx.query<Row>(
          `update draft set version = version + 1, saved_at = now(), body = $4
           where practice = $1 and author = $2 and patient = $3 and version = $5 returning patient, body, saved_at, version`,
          [...values, version],
        );
    if (row !== undefined) return { saved: true, draft: draftOf(row) };
    const [standing] = await tx.query<Row>(`select patient, body, saved_at, version from draft where practice = $1 and author = $2 and patient = $3`, [practice, account, patient]);
    if (standing === undefined) return { saved: false, draft: { patient, text: '', savedAt: new Date(0).toISOString(), version: 0 } };
    return { saved: standing.body === text, draft: draftOf(standing) };
  });
}

/** Lets a draft go, unless another window has typed on since `version`: what nobody has seen there is kept. */
export async function deleteDraft(db: Database, { practice, account }: Principal, patient: string, version: number): Promise<void> {
  await db.transaction(practice, (tx) => tx.query(`delete from draft where practice = $1 and author = $2 and patient = $3 and version <= $4`, [practice, account, patient, version]));
}

function draftOf({ patient, body, saved_at, version }: Row): Draft {
  return { patient, text: body, savedAt: saved_at.toISOString(), version };
}

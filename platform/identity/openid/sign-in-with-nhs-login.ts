import { randomBytes, randomUUID } from 'node:crypto';
import type { Patient } from '@medplum/fhirtypes';
import type { Database, Transaction } from '../../store/database.ts';
import { auditSignIn } from '../audit.ts';
import { type OpenedSession, openSession } from '../open-session.ts';
import type { NhsLoginUser } from './nhs-login.ts';

export type NhsLoginOutcome =
  | { outcome: 'signed-in'; session: OpenedSession }
  /** Not proved at P9; nobody here fits, for whatever reason; the surgery has closed the account. */
  | { outcome: 'prove' | 'no-match' | 'disabled' };

/**
 * Signs in a patient whom NHS login has identified, to the one record here that has their NHS number, date of birth and
 * family name, all three. Where they do not fit, which of them it was is not told.
 */
export async function signInWithNhsLogin(db: Database, practice: string, user: NhsLoginUser, agent: string): Promise<NhsLoginOutcome> {
  return db.transaction(practice, async (tx) => {
    const refuse = async (outcome: 'prove' | 'no-match' | 'disabled', actor = ''): Promise<NhsLoginOutcome> => {
      await auditSignIn(tx, { actor, role: '', action: 'sign-in', outcome: 'refused', detail: `nhs-login ${outcome}` });
      return { outcome };
    };
    if (!user.proved) return refuse('prove');
    const patient = await match(tx, user);
    if (patient === undefined) return refuse('no-match');
    const account = await accountOf(tx, patient);
    if (account.disabled) return refuse('disabled', account.id);
    return { outcome: 'signed-in', session: await openSession(tx, { account: account.id, role: 'patient', method: 'nhs-login', agent }) };
  });
}

/** The id of the living patient who is registered here and is this person. */
async function match(tx: Transaction, { nhsNumber, birthDate, familyName }: NhsLoginUser): Promise<string | undefined> {
  if (nhsNumber === '' || birthDate === '' || familyName === '') return undefined;
  const [row] = await tx.query<{ patient: string; content: string }>(
    `select p.patient, r.content from patient_index p
     join resource r on r.practice = p.practice and r.type = 'Patient' and r.id = p.patient
     where p.practice = $1 and p.nhs_number = $2 and p.birth_date = $3 and p.active and not p.deceased`,
    [tx.practice, nhsNumber, birthDate],
  );
  if (row === undefined) return undefined;
  const { name = [] } = JSON.parse(row.content) as Patient;
  return name.some(({ family }) => family !== undefined && plain(family) === plain(familyName)) ? row.patient : undefined;
}

/** Without case, accents, spaces, hyphens and apostrophes, which national records and ours write differently. */
function plain(name: string): string {
  return name.normalize('NFKD').replace(/[^\p{L}]/gu, '').toLowerCase();
}

/** The account of a patient, made at their first sign-in. */
async function accountOf(tx: Transaction, patient: string): Promise<{ id: string; disabled: boolean }> {
  const reference = `Patient/${patient}`;
  const [standing] = await tx.query<{ id: string; disabled: boolean }>(
    `select id, disabled from account where practice = $1 and role = 'patient' and reference = $2 order by disabled, id`, [tx.practice, reference]);
  if (standing !== undefined) return standing;
  const id = randomUUID();
  await tx.query(`insert into account (practice, id, username, name, role, reference) values ($1, $2, $3, 'NHS login', 'patient', $4)`, [
    tx.practice, id, `nhs-login.${randomBytes(8).toString('hex')}`, reference,
  ]);
  return { id, disabled: false };
}

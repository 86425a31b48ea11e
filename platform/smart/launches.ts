import type { Transaction } from '../store/database.ts';
import { auditApp } from './audit-app.ts';
import { digest, newToken } from '../identity/token.ts';

const LIVES_S = 300;

export interface LaunchContext {
  patient: string;
  encounter: string | null;
}

/** Hands the patient on screen to an app: a token that this user and this app can use once, within five minutes. */
export async function makeLaunch(tx: Transaction, by: { account: string; role: string }, client: string, context: LaunchContext): Promise<string> {
  const token = newToken();
  await tx.query(`delete from app_launch where practice = $1 and expires < now()`, [tx.practice]);
  await tx.query(
    `insert into app_launch (practice, token, client, account, patient, encounter, expires) values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 second')`,
    [tx.practice, digest(token), client, by.account, context.patient, context.encounter, LIVES_S],
  );
  await auditApp(tx, { actor: by.account, role: by.role, action: 'launch-app', client, patient: context.patient });
  return token;
}

/** What a launch token hands over; undefined when it is unknown, used, too old, or another's. */
export async function findLaunch(tx: Transaction, account: string, client: string, token: string): Promise<LaunchContext | undefined> {
  const [row] = await tx.query<LaunchContext>(
    `select patient, encounter from app_launch where practice = $1 and token = $2 and client = $3 and account = $4 and expires > now()`,
    [tx.practice, digest(token), client, account],
  );
  return row;
}

/** Uses a launch token up. False when somebody has done so before. */
export async function useLaunch(tx: Transaction, token: string): Promise<boolean> {
  return (await tx.query(`delete from app_launch where practice = $1 and token = $2 returning client`, [tx.practice, digest(token)])).length > 0;
}

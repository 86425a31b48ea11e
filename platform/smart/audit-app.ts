import type { Transaction } from '../store/database.ts';

export interface AppEvent {
  /** The account that acts, or `client:<id>` where the app does so by itself. */
  actor: string;
  role: string;
  action: 'register-app' | 'withdraw-app' | 'launch-app' | 'allow-app' | 'disallow-app' | 'issue-token' | 'end-grant';
  client: string;
  patient?: string;
  outcome?: 'success' | 'refused';
  detail?: string;
}

/** The audit row of what is done with an app, in the transaction that does it. */
export async function auditApp(tx: Transaction, { actor, role, action, client, patient = '', outcome = 'success', detail = '' }: AppEvent): Promise<void> {
  await tx.query(
    `insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) values ($1, now(), $2, $3, $4, $5, $6, $7, $8)`,
    [tx.practice, actor, role, action, outcome, patient, `app/${client}`, detail],
  );
}

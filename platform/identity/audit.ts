import type { Transaction } from '../store/database.ts';

/** What is written down of identities: who did what to their sign-in, and how it went. No secret, no typed text. */
export interface SignInEvent {
  /** The account; '' where the name is nobody's. */
  actor: string;
  role: string;
  action: 'sign-in' | 'unlock' | 'enrol' | 'issue-enrolment-code' | 'add-passkey' | 'remove-passkey' | 'set-password' | 'end-sessions' | 'disable-account' | 'enable-account';
  outcome: 'success' | 'refused';
  /** Such as the way of signing in. */
  detail?: string;
}

export async function auditSignIn(tx: Transaction, { actor, role, action, outcome, detail = '' }: SignInEvent): Promise<void> {
  await tx.query(
    `insert into audit (practice, at, actor, role, action, outcome, patient, target, detail) values ($1, now(), $2, $3, $4, $5, '', 'session', $6)`,
    [tx.practice, actor === '' ? 'unknown' : actor, role, action, outcome, detail],
  );
}

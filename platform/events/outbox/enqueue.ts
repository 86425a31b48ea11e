import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../store/database.ts';

/** Something to be sent outside. */
export interface Outbound {
  /** Which sender it is for. */
  kind: string;
  /** What goes one after another: a mailbox, a patient's letters. Lanes do not wait for each other. */
  lane: string;
  payload: unknown;
}

/**
 * Puts something in the outbox in the caller's transaction: it will be sent if and only if that commits. Answers the
 * id by which its receiver tells a repetition.
 */
export async function enqueueOutbound(tx: Transaction, { kind, lane, payload }: Outbound): Promise<string> {
  const id = randomUUID();
  await tx.query(`insert into sending_practice (practice) values ($1) on conflict do nothing`, [tx.practice]);
  await tx.query(
    `insert into outbox (practice, id, lane, kind, payload, queued, next_attempt, leased_until) values ($1, $2, $3, $4, $5, now(), now(), '-infinity')`,
    [tx.practice, id, lane, kind, JSON.stringify(payload)],
  );
  return id;
}

import type { Principal } from '../../access/principal.ts';
import { digest, newToken } from '../../identity/token.ts';
import type { Transaction } from '../../store/database.ts';

const MINUTES = 5;

/** A token by which a websocket binds to subscriptions: good once, for a few minutes. */
export async function issueBindingToken(tx: Transaction, { account }: Principal, subscriptions: readonly string[]): Promise<{ token: string; expires: Date }> {
  const token = newToken();
  const expires = new Date(Date.now() + MINUTES * 60_000);
  await tx.query(`insert into binding_token (practice, token, account, subscription, expires) values ($1, $2, $3, $4, $5)`, [
    tx.practice, digest(token), account, subscriptions.join(','), expires,
  ]);
  return { token, expires };
}

/** Takes the token; the ids of what it binds to, none when it is unknown, used or too old. */
export async function redeemBindingToken(tx: Transaction, token: string): Promise<string[]> {
  const [row] = await tx.query<{ subscription: string }>(
    `delete from binding_token where practice = $1 and token = $2 and expires > now() returning subscription`,
    [tx.practice, digest(token)],
  );
  return row?.subscription.split(',') ?? [];
}

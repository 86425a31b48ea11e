import type { Database, Transaction } from '../store/database.ts';
import { digest, newToken } from './token.ts';

/** What a browser is in the middle of. */
export type ChallengeKind = 'passkey' | 'passkey-registration' | 'authenticator' | 'enrolment' | 'cis2' | 'nhs-login' | 'role';

export interface Challenge {
  /** The account it is about; '' while nobody is known. */
  account: string;
  /** JSON, as it was put. */
  data: string;
}

const LIFE = '10 minutes';

/** Keeps the state of a step here, under a token that only the browser holds. It lasts ten minutes and serves once. */
export async function putChallenge(db: Database, practice: string, kind: ChallengeKind, account: string, data: object): Promise<string> {
  const token = newToken();
  await db.transaction(practice, async (tx) => {
    await tx.query(`delete from sign_in_challenge where practice = $1 and expires < now()`, [practice]);
    await tx.query(
      `insert into sign_in_challenge (practice, token, kind, account, data, expires) values ($1, $2, $3, $4, $5, now() + $6::text::interval)`,
      [practice, digest(token), kind, account, JSON.stringify(data), LIFE],
    );
  });
  return token;
}

/** Takes a challenge away, so that it serves once; undefined when it is unknown, past its time or of another kind. */
export async function takeChallenge(tx: Transaction, kind: ChallengeKind, token: string): Promise<Challenge | undefined> {
  const [row] = await tx.query<Challenge>(
    `delete from sign_in_challenge where practice = $1 and token = $2 and kind = $3 and expires > now() returning account, data`,
    [tx.practice, digest(token), kind],
  );
  return row;
}

/** Looks at a challenge without using it up: what a screen shows between two steps. */
export async function peekChallenge(tx: Transaction, kind: ChallengeKind, token: string): Promise<Challenge | undefined> {
  const [row] = await tx.query<Challenge>(
    `select account, data from sign_in_challenge where practice = $1 and token = $2 and kind = $3 and expires > now()`,
    [tx.practice, digest(token), kind],
  );
  return row;
}

import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { Database } from '../store/database.ts';
import type { Addresses } from './addresses.ts';
import type { Client } from './clients.ts';
import { keysOf } from './client-keys.ts';
import { OAuthError } from './oauth-error.ts';

/** SMART: an assertion lives five minutes at the most. Clocks may differ by this much. */
const LONGEST_S = 300;
const SKEW_S = 10;

/**
 * Checks a client's signed assertion (private_key_jwt, RS384 or ES384): made by a key of this client, for this token
 * end point (SMART) or issuer (the draft that succeeds RFC 7523), not expired, at most five minutes ahead, and never seen before. Throws `invalid_client`.
 */
export async function checkAssertion(db: Database, practice: string, client: Client, assertion: string, { token, issuer }: Addresses, base: string): Promise<void> {
  const refused = (why: string) => new OAuthError('invalid_client', why);
  const { kid, jku } = headerOf(assertion);
  if (kid === undefined) throw refused('The assertion has no kid');
  if (jku !== undefined && jku !== client.jwksUrl) throw refused('The jku is not the registered address');
  const keys = await keysOf(client, kid, base);
  if (keys === undefined) throw refused('The keys of the client cannot be had');
  const { payload } = await jwtVerify(assertion, createLocalJWKSet(keys), {
    algorithms: ['RS384', 'ES384'], issuer: client.id, subject: client.id, audience: [token, issuer], clockTolerance: SKEW_S, requiredClaims: ['exp', 'jti'],
  }).catch((error: unknown) => {
    throw error instanceof errors.JOSEError ? refused(`The assertion is not good: ${error.code}`) : error;
  });
  const { exp = 0, jti } = payload;
  if (exp > Date.now() / 1000 + LONGEST_S + SKEW_S) throw refused('The assertion lives longer than five minutes');
  if (typeof jti !== 'string' || jti === '' || jti.length > 200) throw refused('The assertion has no jti');
  const fresh = await db.transaction(practice, async (tx) => {
    await tx.query(`delete from app_assertion where practice = $1 and expires < now() - interval '1 minute'`, [practice]);
    return tx.query(`insert into app_assertion (practice, client, jti, expires) values ($1, $2, $3, to_timestamp($4)) on conflict do nothing returning jti`, [practice, client.id, jti, exp]);
  });
  if (fresh.length === 0) throw refused('The assertion has been used before');
}

function headerOf(assertion: string): { kid?: string | undefined; jku?: unknown } {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    throw new OAuthError('invalid_client', 'The assertion is no JWT');
  }
}

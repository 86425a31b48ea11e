import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type { Database, Transaction } from '../store/database.ts';
import { secretOf } from '../store/secrets/seal.ts';
import { newToken } from '../identity/token.ts';

const LIVES_S = 300;

/** What an ID token says of a person (OpenID Connect Core, SMART `fhirUser`). */
export interface Identity {
  sub: string;
  fhirUser?: string;
  nonce?: string;
  auth_time: number;
}

/** An ID token for the client, signed with the practice's key (RS256, which every client can read). */
export async function signIdToken(db: Database, practice: string, issuer: string, client: string, identity: Identity): Promise<string> {
  const { kid, jwk } = await signingKey(db, practice);
  return new SignJWT({ ...identity })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(client)
    .setIssuedAt()
    .setExpirationTime(`${LIVES_S}s`)
    .sign(await importJWK(jwk, 'RS256'));
}

/** The public halves of the practice's keys. */
export async function publicKeys(db: Database, practice: string): Promise<{ keys: JWK[] }> {
  await signingKey(db, practice);
  const keys = await db.transaction(practice, keptKeys);
  return { keys: keys.map(({ jwk, kid }) => publicHalf(jwk, kid)) };
}

function publicHalf({ kty = 'RSA', n = '', e = '' }: JWK, kid: string): JWK {
  return { kty, n, e, kid, alg: 'RS256', use: 'sig' };
}

/** The practice's key, made the first time it is asked for. */
async function signingKey(db: Database, practice: string): Promise<{ kid: string; jwk: JWK }> {
  let [found] = await db.transaction(practice, keptKeys);
  if (found === undefined) {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = JSON.stringify(await exportJWK(privateKey));
    const kid = newToken().slice(0, 16);
    await db.transaction(practice, (tx) => tx.query(`insert into signing_key (practice, kid, jwk, created) values ($1, $2, $3, now())`, [practice, kid, tx.secrets.seal(jwk, secretOf.signingKey(practice, kid))]));
    [found] = await db.transaction(practice, keptKeys);
  }
  if (found === undefined) throw new Error('The signing key was not kept');
  return found;
}

/** The oldest first, which signs. */
async function keptKeys(tx: Transaction): Promise<{ kid: string; jwk: JWK }[]> {
  const rows = await tx.query<{ kid: string; jwk: string }>(`select kid, jwk from signing_key where practice = $1 order by created, kid`, [tx.practice]);
  return rows.map(({ kid, jwk }) => ({ kid, jwk: JSON.parse(tx.secrets.open(jwk, secretOf.signingKey(tx.practice, kid))) as JWK }));
}

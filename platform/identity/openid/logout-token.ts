import { createRemoteJWKSet, jwtVerify } from 'jose';
import { Problem } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { auditSignIn } from '../audit.ts';
import { claim, textClaim } from './claims.ts';
import type { RelyingParty } from './relying-party.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** Whose sessions a logout token ends: those of one session at the service, or all of a person's. */
export interface Logout {
  sid: string;
  sub: string;
}

/** Checks a logout token as OpenID Connect Back-Channel Logout 1.0 §2.6 does. Throws `invalid`. */
export async function readLogoutToken(service: RelyingParty, token: string): Promise<Logout> {
  const { issuer, clientId } = service.client();
  const keys = createRemoteJWKSet(new URL(await service.jwksUri()));
  const verified = await jwtVerify(token, keys, {
    issuer, audience: clientId, algorithms: ['RS512'], requiredClaims: ['iat', 'jti'], maxTokenAge: '5 minutes', clockTolerance: 30,
  }).catch(() => undefined);
  const claims = verified?.payload;
  const logout = { sid: textClaim(claims, 'sid'), sub: textClaim(claims, 'sub') };
  // An ID token must not serve: it has a nonce and no such event.
  if (typeof claim(claim(claims, 'events'), EVENT) !== 'object' || claim(claims, 'nonce') !== undefined || (logout.sid === '' && logout.sub === '')) {
    throw new Problem('invalid', 'That is not a logout token of the sign-in service');
  }
  return logout;
}

/** Ends what a logout token names, at one practice. */
export async function endProviderSessions(db: Database, practice: string, { sid, sub }: Logout): Promise<void> {
  await db.transaction(practice, async (tx) => {
    const ended = sid === ''
      ? await tx.query<{ account: string }>(`delete from session s using account a where s.practice = $1 and a.practice = $1 and a.id = s.account and a.cis2_user = $2 and s.method = 'cis2' returning s.account`, [practice, sub])
      : await tx.query<{ account: string }>(`delete from session where practice = $1 and provider_session = $2 returning account`, [practice, sid]);
    for (const { account } of ended) await auditSignIn(tx, { actor: account, role: '', action: 'end-sessions', outcome: 'success', detail: 'provider' });
  });
}

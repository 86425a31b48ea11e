import { intersectScopes, parseScope } from '../access/scope.ts';
import type { Database, Transaction } from '../store/database.ts';
import { type Addresses, addressesOf } from './addresses.ts';
import { authenticateClient } from './authenticate-client.ts';
import type { Client } from './clients.ts';
import { grantScopes } from './grant-scopes.ts';
import { type Grant, redeemCode } from './grants.ts';
import { signIdToken } from './id-token.ts';
import { OAuthError } from './oauth-error.ts';
import { type IssuedTokens, issueServiceToken, issueTokens, redeemRefresh } from './tokens.ts';

/** Answers a request at the token end point: authorization_code, refresh_token or client_credentials. Throws OAuthError. */
export async function answerTokenRequest(db: Database, practice: string, base: string, form: ReadonlyMap<string, string>, authorization: string | undefined): Promise<object> {
  const client = await authenticateClient(db, practice, base, form, authorization);
  const addresses = addressesOf(base, practice);
  const type = form.get('grant_type');
  if (type === 'client_credentials') return serviceToken(db, practice, client, form);
  if (client.kind !== 'app') throw new OAuthError('unauthorized_client', 'A service uses client_credentials');
  if (type === 'authorization_code') return firstTokens(db, practice, client, form, addresses);
  if (type === 'refresh_token') return furtherTokens(db, practice, client, form);
  throw new OAuthError('unsupported_grant_type', 'The grant_type is authorization_code, refresh_token or client_credentials');
}

async function serviceToken(db: Database, practice: string, client: Client, form: ReadonlyMap<string, string>): Promise<object> {
  if (client.kind !== 'service') throw new OAuthError('unauthorized_client', 'Only a service uses client_credentials');
  const scope = grantScopes((form.get('scope') ?? '').split(' '), client).join(' ');
  if (scope === '') throw new OAuthError('invalid_scope', 'None of the scopes can be granted to this service');
  const issued = await db.transaction(practice, (tx) => issueServiceToken(tx, client.id, scope));
  return answerOf(issued, scope);
}

async function firstTokens(db: Database, practice: string, client: Client, form: ReadonlyMap<string, string>, { issuer, fhir }: Addresses): Promise<object> {
  const result = await db.transaction(practice, async (tx) => {
    const grant = await redeemCode(tx, client.id, form.get('code') ?? '', form.get('redirect_uri') ?? '', form.get('code_verifier') ?? '');
    return grant === undefined ? undefined : { grant, issued: await issueTokens(tx, grant, grant.scope), reference: await referenceOf(tx, grant) };
  });
  if (result === undefined) throw new OAuthError('invalid_grant', 'The code is not good');
  const { grant, issued, reference } = result;
  const scopes = grant.scope.split(' ');
  const fhirUser = scopes.includes('fhirUser') && reference !== '' ? { fhirUser: `${fhir}/${reference}` } : {};
  const identity = { sub: grant.account, auth_time: Math.floor(grant.created.getTime() / 1000), ...fhirUser, ...(grant.nonce === null ? {} : { nonce: grant.nonce }) };
  const idToken = scopes.includes('openid') ? { id_token: await signIdToken(db, practice, issuer, client.id, identity) } : {};
  return { ...answerOf(issued, grant.scope), ...contextOf(grant), ...idToken };
}

async function furtherTokens(db: Database, practice: string, client: Client, form: ReadonlyMap<string, string>): Promise<object> {
  const result = await db.transaction(practice, async (tx) => {
    const grant = await redeemRefresh(tx, client.id, form.get('refresh_token') ?? '');
    if (grant === undefined) return undefined;
    const scope = narrowed(grant.scope, form.get('scope'));
    if (scope === '') throw new OAuthError('invalid_scope', 'None of the scopes is in the grant');
    return { grant, scope, issued: await issueTokens(tx, grant, scope) };
  });
  if (result === undefined) throw new OAuthError('invalid_grant', 'The refresh token is not good');
  return { ...answerOf(result.issued, result.scope), ...contextOf(result.grant) };
}

/** Fewer scopes than the grant has, where the app asks for fewer. */
function narrowed(granted: string, asked: string | undefined): string {
  if (asked === undefined) return granted;
  const [wanted, held] = [asked.split(' '), granted.split(' ')];
  return [...held.filter((scope) => parseScope(scope) === undefined && wanted.includes(scope)), ...intersectScopes(wanted, held)].join(' ');
}

async function referenceOf(tx: Transaction, { account }: Grant): Promise<string> {
  const [row] = await tx.query<{ reference: string }>(`select reference from account where practice = $1 and id = $2`, [tx.practice, account]);
  return row?.reference ?? '';
}

function answerOf({ access, expiresIn, refresh }: IssuedTokens, scope: string): object {
  return { access_token: access, token_type: 'Bearer', expires_in: expiresIn, scope, ...(refresh === undefined ? {} : { refresh_token: refresh }) };
}

/** SMART's launch context. The app stands in a window of its own, so it has to show whose record it is. */
function contextOf({ patient, encounter }: Grant): object {
  return { ...(patient === null ? {} : { patient, need_patient_banner: true }), ...(encounter === null ? {} : { encounter }) };
}

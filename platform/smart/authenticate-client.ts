import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../store/database.ts';
import { addressesOf } from './addresses.ts';
import { checkAssertion } from './assertion.ts';
import { type Client, findClient } from './clients.ts';
import { OAuthError } from './oauth-error.ts';
import { digest } from '../identity/token.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * The client that makes a request, proved in the one way it is registered with: a public one by its id alone, the others
 * by secret or signed assertion. Throws `invalid_client`, and says nothing of which clients there are.
 */
export async function authenticateClient(db: Database, practice: string, base: string, form: ReadonlyMap<string, string>, authorization: string | undefined): Promise<Client> {
  const basic = basicOf(authorization);
  const assertion = form.get('client_assertion');
  if (assertion !== undefined && form.get('client_assertion_type') !== JWT_BEARER) throw new OAuthError('invalid_client', 'The client_assertion_type is not known');
  if ((basic !== undefined && assertion !== undefined) || form.has('client_secret')) throw new OAuthError('invalid_client', 'A client proves itself in one way, and not by a secret in the body');
  const id = basic?.id ?? (assertion === undefined ? form.get('client_id') : subjectOf(assertion)) ?? '';
  if (form.has('client_id') && form.get('client_id') !== id) throw new OAuthError('invalid_client', 'Two different clients are named');
  const client = await db.transaction(practice, (tx) => findClient(tx, id));
  const way = basic !== undefined ? 'client_secret_basic' : assertion !== undefined ? 'private_key_jwt' : 'none';
  if (client?.auth !== way) throw new OAuthError('invalid_client', 'The client is not known, or is registered with another way to prove itself');
  if (basic !== undefined && !timingSafeEqual(Buffer.from(digest(basic.secret)), Buffer.from(client.secret ?? digest('')))) throw new OAuthError('invalid_client', 'The secret is not right');
  if (assertion !== undefined) await checkAssertion(db, practice, client, assertion, addressesOf(base, practice), base);
  return client;
}

/** RFC 6749 §2.3.1: id and secret are form-encoded inside the Basic header. */
function basicOf(header: string | undefined): { id: string; secret: string } | undefined {
  if (header === undefined) return undefined;
  const [id, secret] = Buffer.from(/^Basic ([\w+/=]+)$/i.exec(header)?.[1] ?? '', 'base64').toString().split(':');
  if (id === undefined || secret === undefined) throw new OAuthError('invalid_client', 'The Authorization header is not Basic');
  const decode = (text: string) => new URLSearchParams(`v=${text}`).get('v') ?? '';
  return { id: decode(id), secret: decode(secret) };
}

/** Whom an assertion says it is of, before anything of it is believed. */
function subjectOf(assertion: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null && 'sub' in claims && typeof claims.sub === 'string' ? claims.sub : '';
  } catch {
    return '';
  }
}

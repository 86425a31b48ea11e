import '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors.ts';
import type { Principal } from '../access/principal.ts';
import { heldPrincipal, resolveToken, sessionOf } from '../identity/sessions.ts';
import type { AppContext } from './context.ts';

export const SESSION_COOKIE = 'jenner_session';

/** The practice of the address, which must be one this installation serves. */
export function practiceOf(request: FastifyRequest): string {
  const { ods } = request.params as { ods?: string };
  if (ods === undefined || !/^[A-Z0-9]{3,12}$/.test(ods)) throw new Problem('not-found', 'There is no such practice here');
  return ods;
}

/** The token a request carries: an Authorization header, or else the browser's cookie. */
export function tokenOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return /^Bearer ([\w-]+)$/.exec(header)?.[1];
  return request.cookies[SESSION_COOKIE];
}

/**
 * What a request means for its session: `active` puts off the idle limit, `background` (what a screen does by itself)
 * does not, and `held` may go by what was known up to a minute ago, where the read itself looks the session up again.
 */
export type SessionUse = 'active' | 'background' | 'held';

/** Who is asking. Throws `unauthenticated`; and `forbidden` for a cookie's unsafe request from another site. */
export async function authenticate(context: AppContext, request: FastifyRequest, use: SessionUse = 'active'): Promise<Principal> {
  const practice = practiceOf(request);
  const token = tokenOf(request);
  if (token === undefined) throw new Problem('unauthenticated', 'Sign in first');
  if (request.headers.authorization === undefined) refuseOtherSites(request);
  const principal = use === 'held' ? await heldPrincipal(context.db, practice, token) : await resolveToken(context.db, practice, token, use);
  if (principal === undefined) throw new Problem('unauthenticated', 'The session has ended: sign in again');
  return principal;
}

/**
 * A cookie travels by itself, so an unsafe request must come from a page of this server. Every browser says so in Origin;
 * where it keeps that to itself (`null`, under a referrer policy of its own or of something in between), in
 * Sec-Fetch-Site, which no page can set, and which calls a sandboxed or an embedded foreign page cross-site. A program says neither.
 */
export function refuseOtherSites(request: FastifyRequest): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const own = origin === undefined ? site === undefined || site === 'same-origin' : origin === 'null' ? site === 'same-origin' : URL.canParse(origin) && new URL(origin).host === host;
  if (!own) throw new Problem('forbidden', 'The request comes from another site');
}

/** The hash of the request's session, for a read that looks it up in its own statement; null where it has been looked up. */
export function heldSession(request: FastifyRequest): string | null {
  const token = tokenOf(request);
  return token === undefined ? null : sessionOf(practiceOf(request), token);
}

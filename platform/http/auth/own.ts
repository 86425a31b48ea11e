import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import type { AppContext } from '../context.ts';
import '../route-access.ts';
import { authenticate, practiceOf, refuseOtherSites, SESSION_COOKIE } from '../session.ts';

export interface Own {
  practice: string;
  token: string;
  principal: Principal;
}

/** Somebody in a browser, about their own sign-in: a person, not a program or an app that acts for one. */
export async function ownBrowser(context: AppContext, request: FastifyRequest): Promise<Own> {
  const principal = request.principal ?? (await authenticate(context, request));
  const token = request.headers.authorization === undefined ? request.cookies[SESSION_COOKIE] : undefined;
  if (token === undefined || principal.scopes !== undefined) throw new Problem('forbidden', 'Only the person themselves can do this, in a browser');
  return { practice: principal.practice, token, principal };
}

/** The browser's session, whether it is open or locked; undefined where it has none. */
export function browserToken(request: FastifyRequest): { practice: string; token: string | undefined } {
  refuseOtherSites(request);
  return { practice: practiceOf(request), token: request.cookies[SESSION_COOKIE] };
}

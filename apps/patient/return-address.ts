import type { FastifyReply, FastifyRequest } from 'fastify';
import { text } from './json.ts';

const RETURN_COOKIE = 'jenner_return';
/** Where signing in may lead back to: an app's question to the patient, or the list of what they have allowed. Nowhere else. */
const ALLOWED = /^\/([A-Z0-9]{3,12})\/oauth\/(?:authorize\?|apps$)/;

/** The address that the page was opened to come back to; undefined for one that is not allowed. */
export function askedReturn(request: FastifyRequest): string | undefined {
  const asked = text(request.query, 'return');
  return ALLOWED.test(asked) ? asked : undefined;
}

/** Keeps the address while the patient signs in, also at NHS login; forgets an earlier one where none is asked for. */
export function keepReturn(request: FastifyRequest, reply: FastifyReply): void {
  const asked = askedReturn(request);
  if (asked === undefined) forget(request, reply);
  else void reply.setCookie(RETURN_COOKIE, asked, { path: '/my', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https', maxAge: 600 });
}

/** The address to go back to, now that the patient is signed in at this practice. It serves once. */
export function takeReturn(request: FastifyRequest, reply: FastifyReply, ods: string): string | undefined {
  const kept = request.cookies[RETURN_COOKIE] ?? '';
  forget(request, reply);
  return ALLOWED.exec(kept)?.[1] === ods ? kept : undefined;
}

function forget(request: FastifyRequest, reply: FastifyReply): void {
  if (request.cookies[RETURN_COOKIE] !== undefined) void reply.clearCookie(RETURN_COOKIE, { path: '/my' });
}

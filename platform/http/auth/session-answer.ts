import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { abilitiesOf, type Principal } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import type { OpenedSession } from '../../identity/open-session.ts';
import { resolveToken } from '../../identity/sessions.ts';
import type { From } from '../../identity/sign-in-with-password.ts';
import type { AppContext } from '../context.ts';
import { SESSION_COOKIE } from '../session.ts';

/** Gives the browser its session: the cookie, and who it is as docs/api.md describes it. */
export async function answerSession(context: AppContext, reply: FastifyReply, practice: string, session: OpenedSession) {
  const principal = await resolveToken(context.db, practice, session.token, 'background');
  if (principal === undefined) throw new Problem('unavailable', 'The session could not be begun: try again');
  setSessionCookie(context, reply, session);
  return describeSession(context, principal);
}

export function setSessionCookie(context: AppContext, reply: FastifyReply, { token, expires }: OpenedSession): void {
  void reply.setCookie(SESSION_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'strict', secure: context.base.startsWith('https:'), expires });
}

export async function describeSession(context: AppContext, principal: Principal) {
  const practice = (await context.practices()).find(({ ods }) => ods === principal.practice);
  return {
    practice,
    user: { id: principal.account, username: principal.username, name: principal.name, role: principal.role, reference: principal.reference },
    abilities: abilitiesOf(principal),
    expires: principal.expires.toISOString(),
  };
}

export function fromOf(request: FastifyRequest): From {
  return { address: request.ip, agent: request.headers['user-agent'] ?? '' };
}

import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Challenge, type ChallengeKind, putChallenge, takeChallenge } from '../../identity/challenges.ts';
import type { AppContext } from '../context.ts';

/** Which step a browser is in while it is away at a sign-in service. Lax: it comes back from another site. */
const STEP_COOKIE = 'jenner_sign_in';

export interface Step {
  practice: string;
  token: string;
}

/** Keeps the state of a step, and gives the browser what it will be known by when it comes back. */
export async function beginStep(context: AppContext, reply: FastifyReply, practice: string, kind: ChallengeKind, account: string, data: object): Promise<void> {
  const token = await putChallenge(context.db, practice, kind, account, data);
  void reply.setCookie(STEP_COOKIE, `${practice}.${token}`, { path: '/', httpOnly: true, sameSite: 'lax', secure: context.base.startsWith('https:'), maxAge: 600 });
}

/** The step this browser is in, by its cookie. */
export function stepOf(request: FastifyRequest): Step | undefined {
  const [, practice, token] = /^([A-Z0-9]{3,12})\.([\w-]{43})$/.exec(request.cookies[STEP_COOKIE] ?? '') ?? [];
  return practice === undefined || token === undefined ? undefined : { practice, token };
}

/** Ends the step: it serves once, whatever becomes of it. */
export async function endStep({ db }: AppContext, request: FastifyRequest, reply: FastifyReply, kind: ChallengeKind): Promise<(Challenge & Step) | undefined> {
  const step = stepOf(request);
  void reply.clearCookie(STEP_COOKIE, { path: '/' });
  const challenge = step === undefined ? undefined : await db.transaction(step.practice, (tx) => takeChallenge(tx, kind, step.token));
  return step === undefined || challenge === undefined ? undefined : { ...step, ...challenge };
}

/**
 * Sends the browser on, by a page of our own: a redirect would still count as coming from the sign-in service, and the
 * session's cookie does not travel with what other sites begin. `path` is one of ours.
 */
export function goOn(reply: FastifyReply, path: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .headers({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'" })
    .send(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Signing in – Jenner</title><meta http-equiv="refresh" content="0; url=${path}"></head>
<body><main><h1>Signing in</h1><p><a href="${path}">Go on</a></p></main></body></html>`);
}

import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem } from '../../errors.ts';
import { peekChallenge } from '../../identity/challenges.ts';
import { readLocked } from '../../identity/lock.ts';
import { CIS2_PARAMETERS, type Cis2User, readCis2User } from '../../identity/openid/cis2.ts';
import { endProviderSessions, readLogoutToken } from '../../identity/openid/logout-token.ts';
import type { Begun, RelyingParty } from '../../identity/openid/relying-party.ts';
import { type Cis2Outcome, signInWithCis2 } from '../../identity/openid/sign-in-with-cis2.ts';
import type { AppContext } from '../context.ts';
import { practiceOf, refuseOtherSites } from '../session.ts';
import { texts } from './body.ts';
import { beginStep, endStep, goOn, stepOf } from './browser-step.ts';
import { browserToken } from './own.ts';
import { answerSession, fromOf, setSessionCookie } from './session-answer.ts';
import { siteOf } from './site.ts';

const CALLBACK = '/auth/cis2/callback';
const SIGNING_IN = { exposeHeadRoute: false, config: { access: { public: 'signing in' } } } as const;

/** Staff by NHS CIS2, or what has its shape: there and back, the choice of a role, and back-channel logout. */
export function registerCis2Routes(app: FastifyInstance, context: AppContext, cis2: RelyingParty): void {
  const { db } = context;

  app.get<{ Params: { ods: string }; Querystring: { unlock?: string } }>('/:ods/auth/cis2', SIGNING_IN, async (request, reply) => {
    const { practice, token } = browserToken(request);
    const locked = request.query.unlock === undefined || token === undefined ? undefined : await db.transaction(practice, (tx) => readLocked(tx, token));
    const { address, begun } = await cis2.begin(siteOf(context, request).origin + CALLBACK, CIS2_PARAMETERS);
    await beginStep(context, reply, practice, 'cis2', locked?.account.id ?? '', begun);
    return reply.redirect(address, 303);
  });

  app.get(CALLBACK, SIGNING_IN, async (request, reply) => {
    const step = await endStep(context, request, reply, 'cis2');
    if (step === undefined) return goOn(reply, '/workspace/?sign-in=expired');
    const begun = JSON.parse(step.data) as Begun;
    const identified = await cis2.finish(new URL(request.url, siteOf(context, request).origin), begun).catch(refusal);
    if (typeof identified === 'string') return goOn(reply, `/workspace/?sign-in=${identified}`);
    const user = readCis2User(identified, step.practice);
    const done = await signInWithCis2(db, step.practice, user, { ...fromOf(request), expected: step.account });
    return answer(reply, step.practice, step.account, user, done);
  });

  async function answer(reply: FastifyReply, practice: string, expected: string, user: Cis2User, done: Cis2Outcome): Promise<FastifyReply> {
    if (done.outcome === 'signed-in') {
      setSessionCookie(context, reply, done.session);
      return goOn(reply, `/workspace/?sign-in=${expected === '' ? 'done' : 'unlocked'}&amp;practice=${practice}`);
    }
    if (done.outcome === 'choose') {
      await beginStep(context, reply, practice, 'role', expected, user);
      return goOn(reply, `/workspace/?sign-in=role&amp;practice=${practice}`);
    }
    return goOn(reply, `/workspace/?sign-in=${done.outcome}&amp;practice=${practice}`);
  }

  app.get('/:ods/auth/cis2/roles', SIGNING_IN, async (request) => {
    const [practice, step] = [practiceOf(request), stepOf(request)];
    const found = step?.practice === practice ? await db.transaction(practice, (tx) => peekChallenge(tx, 'role', step.token)) : undefined;
    if (found === undefined) throw new Problem('unauthenticated', 'That took too long: sign in again');
    const { roles } = JSON.parse(found.data) as Cis2User;
    return { roles };
  });

  app.post('/:ods/auth/cis2/roles', SIGNING_IN, async (request, reply) => {
    refuseOtherSites(request);
    const { role } = texts(request.body, 'role');
    const step = await endStep(context, request, reply, 'role');
    if (step === undefined || step.practice !== practiceOf(request)) throw new Problem('unauthenticated', 'That took too long: sign in again');
    const user = JSON.parse(step.data) as Cis2User;
    const done = await signInWithCis2(db, step.practice, user, { ...fromOf(request), chosen: role, expected: step.account });
    if (done.outcome !== 'signed-in') throw new Problem('forbidden', 'You do not have that role at this practice');
    return answerSession(context, reply, step.practice, done.session);
  });

  void app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => { done(null, Object.fromEntries(new URLSearchParams(String(body)))); });
    scope.post('/auth/cis2/logout', { config: { access: { public: 'the service itself, whose signature is checked' } } }, async (request, reply) => {
      const logout = await readLogoutToken(cis2, texts(request.body, 'logout_token').logout_token);
      for (const { ods } of await context.practices()) await endProviderSessions(db, ods, logout);
      return reply.header('cache-control', 'no-store').code(200).send();
    });
  });
}

/** What to tell whoever came back without being identified. */
function refusal(error: unknown): 'refused' | 'unavailable' {
  if (!(error instanceof Problem)) throw error;
  return error.fault === 'unavailable' ? 'unavailable' : 'refused';
}

import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { nhsLoginParameters, readNhsLoginUser } from '../../identity/openid/nhs-login.ts';
import type { Begun, RelyingParty } from '../../identity/openid/relying-party.ts';
import { signInWithNhsLogin } from '../../identity/openid/sign-in-with-nhs-login.ts';
import type { AppContext } from '../context.ts';
import { practiceOf } from '../session.ts';
import { beginStep, endStep, goOn } from './browser-step.ts';
import { fromOf, setSessionCookie } from './session-answer.ts';
import { siteOf } from './site.ts';

const CALLBACK = '/auth/nhs-login/callback';
const SIGNING_IN = { exposeHeadRoute: false, config: { access: { public: 'signing in' } } } as const;

/** Patients by NHS login, or what has its shape. `?level=P9` asks for proof of who they are. */
export function registerNhsLoginRoutes(app: FastifyInstance, context: AppContext, nhsLogin: RelyingParty): void {
  app.get<{ Params: { ods: string }; Querystring: { level?: string } }>('/:ods/auth/nhs-login', SIGNING_IN, async (request, reply) => {
    const practice = practiceOf(request);
    const { address, begun } = await nhsLogin.begin(siteOf(context, request).origin + CALLBACK, nhsLoginParameters(request.query.level === 'P9' ? 'P9' : 'any'));
    await beginStep(context, reply, practice, 'nhs-login', '', begun);
    return reply.redirect(address, 303);
  });

  app.get(CALLBACK, SIGNING_IN, async (request, reply) => {
    const step = await endStep(context, request, reply, 'nhs-login');
    if (step === undefined) return goOn(reply, '/my/sign-in/expired');
    const begun = JSON.parse(step.data) as Begun;
    const identified = await nhsLogin.finish(new URL(request.url, siteOf(context, request).origin), begun).catch(refusal);
    if (typeof identified === 'string') return goOn(reply, `/my/sign-in/${identified}?practice=${step.practice}`);
    const done = await signInWithNhsLogin(context.db, step.practice, readNhsLoginUser(identified), fromOf(request).agent);
    if (done.outcome === 'signed-in') setSessionCookie(context, reply, done.session);
    return goOn(reply, `/my/sign-in/${done.outcome}?practice=${step.practice}`);
  });
}

/** What to tell whoever came back without being identified. */
function refusal(error: unknown): 'refused' | 'unavailable' {
  if (!(error instanceof Problem)) throw error;
  return error.fault === 'unavailable' ? 'unavailable' : 'refused';
}

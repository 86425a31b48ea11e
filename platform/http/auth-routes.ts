import '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { endSession } from '../identity/sessions.ts';
import { signInWithPassword } from '../identity/sign-in-with-password.ts';
import { registerAccountRoutes } from './auth/account-routes.ts';
import { texts } from './auth/body.ts';
import { registerEnrolmentRoutes } from './auth/enrolment-routes.ts';
import { registerOwnSessionRoutes } from './auth/own-session-routes.ts';
import { registerPasskeyRoutes } from './auth/passkey-routes.ts';
import { answerSession, describeSession, fromOf } from './auth/session-answer.ts';
import type { AppContext } from './context.ts';
import { principalOf } from './route-access.ts';
import { practiceOf, refuseOtherSites, SESSION_COOKIE, tokenOf } from './session.ts';

/** Signing in, by what the practice itself keeps; who is signed in; signing out. See docs/api.md. */
export function registerAuthRoutes(app: FastifyInstance, context: AppContext): void {
  app.get('/practices', { config: { access: { public: 'the practices served here, to sign in at' } } }, async () => context.practices());

  app.post('/:ods/auth/session', { config: { access: { public: 'signing in' } } }, async (request, reply) => {
    refuseOtherSites(request);
    const practice = practiceOf(request);
    const session = await signInWithPassword(context.db, practice, texts(request.body, 'username', 'password', 'code'), fromOf(request));
    return answerSession(context, reply, practice, session);
  });

  app.get('/:ods/auth/session', { config: { access: { signedIn: 'who they are' } } }, async (request) => describeSession(context, principalOf(request)));

  app.delete('/:ods/auth/session', { config: { access: { public: 'signing out, of whatever is left' } } }, async (request, reply) => {
    refuseOtherSites(request);
    const token = tokenOf(request);
    if (token !== undefined) await endSession(context.db, practiceOf(request), token);
    return reply.clearCookie(SESSION_COOKIE, { path: '/' }).code(204).send();
  });

  registerPasskeyRoutes(app, context);
  registerEnrolmentRoutes(app, context);
  registerOwnSessionRoutes(app, context);
  registerAccountRoutes(app, context);
}

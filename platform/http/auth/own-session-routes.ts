import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import { lockSession, readLocked, unlockWithCode } from '../../identity/lock.ts';
import { endAllSessions, endOwnSession, listOwnSessions } from '../../identity/own-sessions.ts';
import { unlockWithPasskey } from '../../identity/sign-in-with-passkey.ts';
import type { AppContext } from '../context.ts';
import { SESSION_COOKIE } from '../session.ts';
import { authenticationOf, optionalText, texts } from './body.ts';
import { browserToken, ownBrowser } from './own.ts';
import { answerSession, fromOf } from './session-answer.ts';
import { siteOf } from './site.ts';

const OWN = { config: { access: { signedIn: 'their own sessions' } } } as const;
const LOCKED = { config: { access: { public: 'a session that is locked, which no other route takes for one' } } } as const;

/** One's own sessions: the list, ending them, locking and unlocking the screen. See docs/api.md. */
export function registerOwnSessionRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context;

  app.get('/:ods/auth/sessions', OWN, async (request) => {
    const { practice, principal, token } = await ownBrowser(context, request);
    return listOwnSessions(db, practice, principal.account, token);
  });

  app.delete('/:ods/auth/sessions', OWN, async (request, reply) => {
    const { practice, principal } = await ownBrowser(context, request);
    await db.transaction(practice, (tx) => endAllSessions(tx, principal.account, 'all'));
    return reply.clearCookie(SESSION_COOKIE, { path: '/' }).code(204).send();
  });

  app.delete<{ Params: { id: string } }>('/:ods/auth/sessions/:id', OWN, async (request, reply) => {
    const { practice, principal } = await ownBrowser(context, request);
    await endOwnSession(db, practice, principal.account, request.params.id);
    return reply.code(204).send();
  });

  app.post('/:ods/auth/lock', LOCKED, async (request, reply) => {
    const { practice, token } = browserToken(request);
    if (token !== undefined) await lockSession(db, practice, token);
    return reply.code(204).send();
  });

  app.get('/:ods/auth/lock', LOCKED, async (request) => {
    const { practice, token } = browserToken(request);
    const locked = token === undefined ? undefined : await db.transaction(practice, (tx) => readLocked(tx, token));
    if (locked === undefined) throw new Problem('unauthenticated', 'The session has ended: sign in again');
    const { account: { id, name, username }, ways } = locked;
    return { user: { id, name, username }, ways };
  });

  app.post('/:ods/auth/unlock', LOCKED, async (request, reply) => {
    const { practice, token } = browserToken(request);
    if (token === undefined) throw new Problem('unauthenticated', 'The session has ended: sign in again');
    const code = optionalText(request.body, 'code');
    const session = code === undefined
      ? await unlockWithPasskey(db, practice, token, { ...texts(request.body, 'step'), response: authenticationOf(request.body), site: siteOf(context, request) })
      : await unlockWithCode(db, practice, token, code, fromOf(request).address);
    return answerSession(context, reply, practice, session);
  });
}

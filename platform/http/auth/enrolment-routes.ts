import type { FastifyInstance, FastifyRequest } from 'fastify';
import { abilitiesOf } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import { beginAuthenticator, setPasswordAndAuthenticator } from '../../identity/authenticator.ts';
import { peekChallenge } from '../../identity/challenges.ts';
import { beginEnrolment, finishEnrolment, issueEnrolmentCode } from '../../identity/enrolment.ts';
import { isFreshlyProved } from '../../identity/lock.ts';
import { openSession } from '../../identity/open-session.ts';
import { digest } from '../../identity/token.ts';
import type { AppContext } from '../context.ts';
import { practiceOf, refuseOtherSites } from '../session.ts';
import { optionalText, texts } from './body.ts';
import { ownBrowser } from './own.ts';
import { answerSession, fromOf } from './session-answer.ts';

const SETTING_UP = { config: { access: { public: 'whoever holds an enrolment code; or a session, which is asked for without one' } } } as const;

/** Setting up a way of signing in: the one-time code, and password with authenticator app. See docs/api.md. */
export function registerEnrolmentRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context;

  app.post('/:ods/auth/enrolment', SETTING_UP, async (request) => {
    refuseOtherSites(request);
    const { username, code } = texts(request.body, 'username', 'code');
    return { enrolment: await beginEnrolment(db, practiceOf(request), username, code, request.ip) };
  });

  app.post('/:ods/auth/enrolment-codes', { config: { access: { ability: 'manageApps' } } }, async (request) => {
    const { practice, principal } = await ownBrowser(context, request);
    if (!abilitiesOf(principal).manageApps) throw new Problem('forbidden', 'Your role may not issue enrolment codes');
    return { code: await issueEnrolmentCode(db, practice, texts(request.body, 'username').username, principal.account) };
  });

  app.post('/:ods/auth/authenticator/options', SETTING_UP, async (request) => {
    const { practice, account } = await accountToEnrol(context, request);
    return beginAuthenticator(db, practice, account);
  });

  app.post('/:ods/auth/authenticator', SETTING_UP, async (request, reply) => {
    const { practice, account, token } = await accountToEnrol(context, request);
    const setting = { account, ...texts(request.body, 'step', 'code', 'password'), keep: token === undefined ? '' : digest(token) };
    const enrolment = optionalText(request.body, 'enrolment');
    if (enrolment === undefined) {
      await db.transaction(practice, (tx) => setPasswordAndAuthenticator(tx, setting));
      return reply.code(204).send();
    }
    const session = await db.transaction(practice, async (tx) => {
      const { id, role } = await finishEnrolment(tx, enrolment);
      await setPasswordAndAuthenticator(tx, setting);
      return openSession(tx, { account: id, role, method: 'password-and-code', agent: fromOf(request).agent });
    });
    return answerSession(context, reply, practice, session);
  });
}

interface ToEnrol {
  practice: string;
  account: string;
  /** The session that asks, where it is one. */
  token: string | undefined;
}

/**
 * Whose way of signing in is being set up: the enrolment that the body names, or else whoever is signed in and has shown
 * it lately, so that a screen left open is not made a way in for good.
 */
export async function accountToEnrol(context: AppContext, request: FastifyRequest): Promise<ToEnrol> {
  refuseOtherSites(request);
  const enrolment = optionalText(request.body, 'enrolment');
  if (enrolment === undefined) {
    const { practice, principal, token } = await ownBrowser(context, request);
    if (!(await context.db.transaction(practice, (tx) => isFreshlyProved(tx, token)))) {
      throw new Problem('forbidden', 'Show again that it is you: lock the screen and unlock it, or sign in anew, and then set this up within ten minutes');
    }
    return { practice, account: principal.account, token };
  }
  const practice = practiceOf(request);
  const found = await context.db.transaction(practice, (tx) => peekChallenge(tx, 'enrolment', enrolment));
  if (found === undefined) throw new Problem('unauthenticated', 'Enter your enrolment code again');
  return { practice, account: found.account, token: undefined };
}

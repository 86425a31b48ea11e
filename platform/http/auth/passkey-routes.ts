import type { FastifyInstance } from 'fastify';
import { addPasskey, beginPasskey, listPasskeys, removePasskey } from '../../identity/passkeys.ts';
import { finishEnrolment } from '../../identity/enrolment.ts';
import { openSession } from '../../identity/open-session.ts';
import { beginPasskeySignIn, signInWithPasskey } from '../../identity/sign-in-with-passkey.ts';
import type { AppContext } from '../context.ts';
import { practiceOf, refuseOtherSites } from '../session.ts';
import { authenticationOf, optionalText, registrationOf, texts } from './body.ts';
import { accountToEnrol } from './enrolment-routes.ts';
import { ownBrowser } from './own.ts';
import { answerSession, fromOf } from './session-answer.ts';
import { siteOf } from './site.ts';

const SIGNING_IN = { config: { access: { public: 'signing in' } } } as const;
const SETTING_UP = { config: { access: { public: 'whoever holds an enrolment code; or a session, which is asked for without one' } } } as const;
const OWN = { config: { access: { signedIn: 'their own passkeys' } } } as const;

/** Passkeys (WebAuthn): signing in, setting one up, one's own list. See docs/api.md. */
export function registerPasskeyRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context;

  app.post('/:ods/auth/passkey-session/options', SIGNING_IN, async (request) => {
    refuseOtherSites(request);
    return beginPasskeySignIn(db, practiceOf(request), siteOf(context, request));
  });

  app.post('/:ods/auth/passkey-session', SIGNING_IN, async (request, reply) => {
    refuseOtherSites(request);
    const practice = practiceOf(request);
    const { step } = texts(request.body, 'step');
    const session = await signInWithPasskey(db, practice, { step, response: authenticationOf(request.body), site: siteOf(context, request) }, fromOf(request).agent);
    return answerSession(context, reply, practice, session);
  });

  app.post('/:ods/auth/passkeys/options', SETTING_UP, async (request) => {
    const { practice, account } = await accountToEnrol(context, request);
    return beginPasskey(db, practice, account, siteOf(context, request));
  });

  app.post('/:ods/auth/passkeys', SETTING_UP, async (request, reply) => {
    const { practice, account } = await accountToEnrol(context, request);
    const { step, name } = texts(request.body, 'step', 'name');
    const passkey = { account, step, name, response: registrationOf(request.body), site: siteOf(context, request) };
    const enrolment = optionalText(request.body, 'enrolment');
    if (enrolment === undefined) {
      await db.transaction(practice, (tx) => addPasskey(tx, passkey));
      return reply.code(204).send();
    }
    const session = await db.transaction(practice, async (tx) => {
      const { id, role } = await finishEnrolment(tx, enrolment);
      await addPasskey(tx, passkey);
      return openSession(tx, { account: id, role, method: 'passkey', agent: fromOf(request).agent });
    });
    return answerSession(context, reply, practice, session);
  });

  app.get('/:ods/auth/passkeys', OWN, async (request) => {
    const { practice, principal } = await ownBrowser(context, request);
    return listPasskeys(db, practice, principal.account);
  });

  app.delete<{ Params: { id: string } }>('/:ods/auth/passkeys/:id', OWN, async (request, reply) => {
    const { practice, principal } = await ownBrowser(context, request);
    await removePasskey(db, practice, principal.account, request.params.id);
    return reply.code(204).send();
  });
}

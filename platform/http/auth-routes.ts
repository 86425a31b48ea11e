import '@fastify/cookie';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem } from '../errors.ts';
import { abilitiesOf, type Principal } from '../access/principal.ts';
import { endSession, signIn } from '../identity/sessions.ts';
import type { AppContext } from './context.ts';
import { authenticate, practiceOf, refuseOtherSites, SESSION_COOKIE, tokenOf } from './session.ts';

/** `/{ods}/auth/session`: signing in, who is signed in, signing out. See docs/api.md. */
export function registerAuthRoutes(app: FastifyInstance, context: AppContext): void {
  app.get('/practices', async () => context.practices());

  app.post('/:ods/auth/session', async (request, reply) => {
    refuseOtherSites(request);
    const practice = practiceOf(request);
    const { username, password } = credentials(request.body);
    const { token, principal } = await signIn(context.db, practice, username, password);
    setCookie(reply, context, token, principal.expires);
    return describe(context, principal);
  });

  app.get('/:ods/auth/session', async (request) => describe(context, await authenticate(context, request)));

  app.delete('/:ods/auth/session', async (request, reply) => {
    refuseOtherSites(request);
    const token = tokenOf(request);
    if (token !== undefined) await endSession(context.db, practiceOf(request), token);
    void reply.clearCookie(SESSION_COOKIE, { path: '/' });
    return reply.code(204).send();
  });
}

function credentials(body: unknown): { username: string; password: string } {
  if (typeof body === 'object' && body !== null && 'username' in body && 'password' in body) {
    const { username, password } = body;
    if (typeof username === 'string' && typeof password === 'string' && username.length <= 100 && password.length <= 200) return { username, password };
  }
  throw new Problem('invalid', 'Send {"username","password"}');
}

function setCookie(reply: FastifyReply, context: AppContext, token: string, expires: Date): void {
  void reply.setCookie(SESSION_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'strict', secure: context.base.startsWith('https:'), expires });
}

async function describe(context: AppContext, principal: Principal) {
  const practice = (await context.practices()).find(({ ods }) => ods === principal.practice);
  return {
    practice,
    user: { id: principal.account, username: principal.username, name: principal.name, role: principal.role, reference: principal.reference },
    abilities: abilitiesOf(principal),
    expires: principal.expires.toISOString(),
  };
}

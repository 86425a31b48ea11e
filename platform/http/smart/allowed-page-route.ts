import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem } from '../../errors.ts';
import { listAllowed, withdrawConsent } from '../../smart/consents.ts';
import type { AppContext } from '../context.ts';
import { practiceOf } from '../session.ts';
import { checkId } from './check-id.ts';
import { formOf } from './form.ts';
import { sendPage } from './html.ts';
import { allowedPage, signInPage } from './pages.ts';
import { signedIn } from './signed-in.ts';

/** `/{ods}/oauth/apps`: the apps somebody has allowed, on a page that needs no script (SMART's management_endpoint). */
export function registerAllowedPage(app: FastifyInstance, context: AppContext): void {
  const config = { access: { public: 'shows a page to whoever is signed in, about themselves' } };

  app.get('/:ods/oauth/apps', { config }, async (request, reply) => {
    const practice = practiceOf(request);
    const principal = await signedIn(context, request);
    if (principal === undefined) return sendPage(reply, 200, signInPage('this page', `/${practice}/oauth/apps`));
    return show(context, reply, practice, principal.account);
  });

  app.post('/:ods/oauth/apps', { config }, async (request, reply) => {
    const practice = practiceOf(request);
    const principal = await signedIn(context, request);
    if (principal === undefined) throw new Problem('unauthenticated', 'Sign in first');
    const client = checkId(formOf(request.body).get('client') ?? '');
    await context.db.transaction(practice, (tx) => withdrawConsent(tx, principal, client));
    return show(context, reply, practice, principal.account);
  });
}

async function show(context: AppContext, reply: FastifyReply, practice: string, account: string): Promise<FastifyReply> {
  const known = (await context.practices()).find(({ ods }) => ods === practice);
  if (known === undefined) throw new Problem('not-found', 'There is no such practice here');
  const apps = await context.db.transaction(practice, (tx) => listAllowed(tx, account));
  return sendPage(reply, 200, allowedPage(known, apps, `/${practice}/oauth/apps`));
}

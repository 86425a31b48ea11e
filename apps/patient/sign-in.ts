import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiClient } from './api-client.ts';
import { text } from './json.ts';
import { goBackPage } from './pages/go-back.ts';
import { signInOutcomePage } from './pages/sign-in-outcome.ts';
import { type NhsLoginOf, signInPage, type SignInTry } from './pages/sign-in.ts';
import { keepReturn, takeReturn } from './return-address.ts';
import { readNhsLogin, readPractices, signIn, type Practice } from './session.ts';
import type { Page } from './view/document.ts';

/** Remembers the practice a patient signed in at; says nothing about who they are. */
export const PRACTICE_COOKIE = 'jenner_practice';

type Show = (reply: FastifyReply, page: Page, practice: Practice | undefined, status?: number) => FastifyReply;

const REFUSALS: Readonly<Record<'wrong' | 'too-many' | 'not-a-patient', SignInTry['errors'][number]>> = {
  'wrong': { field: 'username', text: 'Check your username, password and code and try again' },
  'too-many': { field: 'username', text: 'There were too many tries. Wait 15 minutes, or phone your surgery' },
  'not-a-patient': { field: 'username', text: 'This page is for patients. If you work here, use the staff website' },
};

/** Registers the form's target, and gives back what shows the form. */
export function registerSignIn(scope: FastifyInstance, api: ApiClient, show: Show): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  scope.post('/', async (request, reply) => {
    const practices = await readPractices(api);
    const practice = practices.length === 1 ? practices[0] : practices.find(({ ods }) => ods === text(request.body, 'practice'));
    const attempt = { practice: practice?.ods ?? '', username: text(request.body, 'username').trim() };
    const [password, code] = [text(request.body, 'password'), text(request.body, 'code').replaceAll(' ', '')];

    const errors = missing(practice, attempt.username, password, code);
    if (practice === undefined || errors.length > 0) return show(reply, signInPage(practices, await servicesOf(api, practices), { ...attempt, errors }), practice, 400);

    const result = await signIn(api, practice.ods, { username: attempt.username, password, code });
    if (result.outcome !== 'signed-in') {
      const errors = [REFUSALS[result.outcome]];
      return show(reply, signInPage(practices, await servicesOf(api, practices), { ...attempt, errors }), practice, result.outcome === 'too-many' ? 429 : 401);
    }
    for (const cookie of result.cookies) reply.header('set-cookie', cookie);
    return signedIn(request, reply, practice, show);
  });

  // Where NHS login leads back to.
  scope.get('/sign-in/:outcome', async (request, reply) => {
    const outcome = text(request.params, 'outcome');
    const practice = (await readPractices(api)).find(({ ods }) => ods === text(request.query, 'practice'));
    if (outcome === 'signed-in' && practice !== undefined) return signedIn(request, reply, practice, show);
    return show(reply, signInOutcomePage(outcome, practice?.ods), practice, outcome === 'unavailable' ? 503 : 401);
  });

  return async (request, reply) => {
    keepReturn(request, reply);
    const practices = await readPractices(api);
    const only = practices.length === 1 ? practices[0] : undefined;
    return show(reply, signInPage(practices, await servicesOf(api, practices), { errors: [], practice: '', username: '' }), only);
  };
}

function signedIn(request: FastifyRequest, reply: FastifyReply, practice: Practice, show: Show): FastifyReply {
  void reply.setCookie(PRACTICE_COOKIE, practice.ods, { path: '/my', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' });
  const back = takeReturn(request, reply, practice.ods);
  return back === undefined ? reply.redirect('/my/', 303) : show(reply, goBackPage(back), practice);
}

/** NHS login by practice, where it is connected. */
async function servicesOf(api: ApiClient, practices: readonly Practice[]): Promise<NhsLoginOf> {
  const found = await Promise.all(practices.map(async ({ ods }) => [ods, await readNhsLogin(api, ods)] as const));
  return new Map(found.flatMap(([ods, service]) => (service === undefined ? [] : [[ods, service]])));
}

function missing(practice: Practice | undefined, username: string, password: string, code: string): SignInTry['errors'] {
  const errors: SignInTry['errors'] = [];
  if (practice === undefined) errors.push({ field: 'practice', text: 'Choose your surgery' });
  if (username === '') errors.push({ field: 'username', text: 'Enter your username' });
  if (password === '') errors.push({ field: 'password', text: 'Enter your password' });
  if (code === '') errors.push({ field: 'code', text: 'Enter the code from your authenticator app' });
  return errors;
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiClient } from './api-client.ts';
import { text } from './json.ts';
import { signInPage, type SignInTry } from './pages/sign-in.ts';
import { readPractices, signIn, type Practice } from './session.ts';
import type { Page } from './view/document.ts';

/** Remembers the practice a patient signed in at; says nothing about who they are. */
export const PRACTICE_COOKIE = 'jenner_practice';

type Show = (reply: FastifyReply, page: Page, practice: Practice | undefined, status?: number) => FastifyReply;

const REFUSALS: Readonly<Record<'wrong' | 'too-many' | 'not-a-patient', SignInTry['errors'][number]>> = {
  'wrong': { field: 'username', text: 'Check your username and password and try again' },
  'too-many': { field: 'username', text: 'There were too many tries. Wait 15 minutes, or phone your surgery' },
  'not-a-patient': { field: 'username', text: 'This page is for patients. If you work here, use the staff website' },
};

/** Registers the form's target, and gives back what shows the form. */
export function registerSignIn(scope: FastifyInstance, api: ApiClient, show: Show): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  scope.post('/', async (request, reply) => {
    const practices = await readPractices(api);
    const practice = practices.length === 1 ? practices[0] : practices.find(({ ods }) => ods === text(request.body, 'practice'));
    const attempt = { practice: practice?.ods ?? '', username: text(request.body, 'username').trim() };
    const password = text(request.body, 'password');

    const errors = missing(practice, attempt.username, password);
    if (practice === undefined || errors.length > 0) return show(reply, signInPage(practices, { ...attempt, errors }), practice, 400);

    const result = await signIn(api, practice.ods, attempt.username, password);
    if (result.outcome !== 'signed-in') {
      const errors = [REFUSALS[result.outcome]];
      return show(reply, signInPage(practices, { ...attempt, errors }), practice, result.outcome === 'too-many' ? 429 : 401);
    }
    for (const cookie of result.cookies) reply.header('set-cookie', cookie);
    reply.setCookie(PRACTICE_COOKIE, practice.ods, { path: '/my', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' });
    return reply.redirect('/my/', 303);
  });

  return async (_request, reply) => {
    const practices = await readPractices(api);
    const only = practices.length === 1 ? practices[0] : undefined;
    return show(reply, signInPage(practices, { errors: [], practice: '', username: '' }), only);
  };
}

function missing(practice: Practice | undefined, username: string, password: string): SignInTry['errors'] {
  const errors: SignInTry['errors'] = [];
  if (practice === undefined) errors.push({ field: 'practice', text: 'Choose your surgery' });
  if (username === '') errors.push({ field: 'username', text: 'Enter your username' });
  if (password === '') errors.push({ field: 'password', text: 'Enter your password' });
  return errors;
}

import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readIdentity } from '../../capabilities/view-record/about-me.ts';
import type { PatientRecord } from '../../capabilities/view-record/record.ts';
import { surgeryOf } from '../../capabilities/view-record/who.ts';
import type { ApiClient } from './api-client.ts';
import { readAssets, type Assets } from './assets.ts';
import { fetchRecord } from './fetch-record.ts';
import { fetchVisits } from './fetch-visits.ts';
import { text } from './json.ts';
import { accessibilityPage } from './pages/accessibility.ts';
import { homePage } from './pages/home.ts';
import { notFoundPage, servicePage } from './pages/problems.ts';
import { signedOutPage, signOutPage } from './pages/sign-out.ts';
import { WHO_HAS_LOOKED, whoHasLookedPage } from './pages/who-has-looked.ts';
import { RECORD_PAGES } from './record-pages.ts';
import { askedReturn } from './return-address.ts';
import { secure } from './security.ts';
import { readPractices, readSession, signOut, type PatientSession } from './session.ts';
import { PRACTICE_COOKIE, registerSignIn } from './sign-in.ts';
import { renderDocument, type Page } from './view/document.ts';
import type { Reader } from './view/reader.ts';

export interface PatientAppOptions {
  /** The public API. */
  api: ApiClient;
  /** The folder that `buildPatientAssets` filled. */
  assetsDir: string;
}

/** What a request turns out to be: who is signed in, and their record. */
interface Visit {
  session: PatientSession;
  record: PatientRecord;
}

const ANYBODY: Reader = { practice: undefined, identity: undefined, phone: undefined };

/**
 * Registers the patient app under /my/: server-rendered pages in which a patient signs in and reads their record.
 * Needs @fastify/cookie and @fastify/formbody on the instance. Keeps nothing between requests.
 */
export function registerPatientApp(app: FastifyInstance, { api, assetsDir }: PatientAppOptions): void {
  const assets = readAssets(assetsDir);
  void app.register(async (scope) => {
    secure(scope);
    await scope.register(fastifyStatic, {
      root: assetsDir, prefix: '/assets/', decorateReply: false, index: false, cacheControl: false,
      setHeaders: (reply) => { reply.header('cache-control', 'public, max-age=31536000, immutable'); },
    });
    registerPages(scope, api, assets);
    registerProblems(scope, assets);
  }, { prefix: '/my' });
}

function registerPages(scope: FastifyInstance, api: ApiClient, assets: Assets): void {
  const showSignIn = registerSignIn(scope, api, (reply, page, practice, status) => send(reply, assets, page, { ...ANYBODY, practice }, status));

  scope.get('/', async (request, reply) => {
    const visit = await visitOf(api, request);
    if (visit === undefined) return showSignIn(request, reply);
    const back = askedReturn(request);
    return back === undefined ? send(reply, assets, homePage, readerOf(visit)) : reply.redirect(back, 303);
  });
  scope.get('/accessibility', async (request, reply) => {
    const visit = await visitOf(api, request);
    return send(reply, assets, accessibilityPage, visit === undefined ? await visitor(api, request) : readerOf(visit));
  });
  scope.get('/sign-out', async (request, reply) => {
    const visit = await visitOf(api, request);
    return visit === undefined ? send(reply, assets, signedOutPage, await visitor(api, request)) : send(reply, assets, signOutPage, readerOf(visit));
  });
  scope.post('/sign-out', async (request, reply) => {
    const ods = await practiceOf(api, request);
    if (ods !== undefined) for (const cookie of await signOut(api, ods, cookieOf(request))) reply.header('set-cookie', cookie);
    return reply.redirect('/my/sign-out', 303);
  });

  scope.get(WHO_HAS_LOOKED, async (request, reply) => {
    const visit = await visitOf(api, request);
    const visits = visit === undefined ? undefined : await fetchVisits(api, visit.session, cookieOf(request), text(request.query, 'after'));
    if (visit === undefined || visits === undefined) return reply.redirect('/my/', 303);
    const reader = readerOf(visit);
    return send(reply, assets, whoHasLookedPage(visits, reader.phone), reader);
  });

  for (const recordPage of RECORD_PAGES) {
    scope.get(recordPage.path, async (request, reply) => {
      const visit = await visitOf(api, request);
      if (visit === undefined) return reply.redirect('/my/', 303);
      const page = recordPage.render({ record: visit.record, id: text(request.params, 'id'), query: { page: text(request.query, 'page'), search: text(request.query, 'search') } });
      return send(reply, assets, page ?? notFoundPage, readerOf(visit), page === undefined ? 404 : 200);
    });
  }
}

function registerProblems(scope: FastifyInstance, assets: Assets): void {
  scope.setNotFoundHandler((_request, reply) => send(reply, assets, notFoundPage, ANYBODY, 404));
  scope.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : 503;
    // The message may quote what was sent, so only its kind is logged.
    if (status === 503) request.log.error({ error: error.name }, 'patient page failed');
    return send(reply, assets, servicePage, ANYBODY, status);
  });
}

/** The signed-in patient and their record; undefined where nobody is signed in. */
async function visitOf(api: ApiClient, request: FastifyRequest): Promise<Visit | undefined> {
  const cookie = cookieOf(request);
  if (cookie === '') return undefined;
  const ods = await practiceOf(api, request);
  const session = ods === undefined ? undefined : await readSession(api, ods, cookie);
  const record = session === undefined ? undefined : await fetchRecord(api, session, cookie);
  return session === undefined || record === undefined ? undefined : { session, record };
}

/** The practice remembered at sign-in; where it was forgotten, the only one there is. */
async function practiceOf(api: ApiClient, request: FastifyRequest): Promise<string | undefined> {
  const remembered = request.cookies[PRACTICE_COOKIE];
  if (remembered !== undefined && /^[A-Za-z0-9]{1,10}$/.test(remembered)) return remembered;
  const practices = await readPractices(api);
  return practices.length === 1 ? practices[0]?.ods : undefined;
}

async function visitor(api: ApiClient, request: FastifyRequest): Promise<Reader> {
  const ods = await practiceOf(api, request);
  return { ...ANYBODY, practice: (await readPractices(api)).find((practice) => practice.ods === ods) };
}

function readerOf({ session, record }: Visit): Reader {
  return { practice: session.practice, identity: readIdentity(record), phone: surgeryOf(record).phone };
}

function cookieOf({ headers }: FastifyRequest): string {
  return headers.cookie ?? '';
}

function send(reply: FastifyReply, assets: Assets, page: Page, reader: Reader, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(renderDocument(page, reader, assets));
}


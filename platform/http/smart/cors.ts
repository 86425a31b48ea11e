import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AppContext } from '../context.ts';
import { practiceOf } from '../session.ts';

const EXPOSED = 'etag, location, last-modified, retry-after, content-location, www-authenticate';
const ALLOWED = 'authorization, content-type, accept, if-match, if-none-match, if-none-exist, if-modified-since, prefer, x-request-id';
const SERVED = /^\/([A-Z0-9]{3,12})\/(?:fhir\/r4|oauth\/(?:token|revoke))(?:\/|\?|$)/;

/**
 * Lets pages of a practice's registered apps call its FHIR API and token end point from their own origin, by token and
 * never by cookie (no `Allow-Credentials`). Comes before everything that may refuse, so that a refusal can be read.
 */
export function installCors(app: FastifyInstance, context: AppContext): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin, host } = request.headers;
    const practice = SERVED.exec(request.url)?.[1];
    if (practice === undefined) return;
    void reply.header('vary', 'origin');
    if (origin === undefined || !URL.canParse(origin) || new URL(origin).host === host) return;
    if (await isRegistered(context, practice, origin)) allow(reply, origin);
  });
}

/** What a browser asks before a request that is not simple. */
export function registerPreflight(app: FastifyInstance): void {
  const access = { public: 'a browser asks, before a request, whether it may make it' };
  for (const url of ['/:ods/fhir/r4', '/:ods/fhir/r4/*', '/:ods/oauth/token', '/:ods/oauth/revoke']) {
    app.options(url, { config: { access } }, async (request, reply) => {
      practiceOf(request);
      void reply.header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE').header('access-control-allow-headers', ALLOWED).header('access-control-max-age', '600');
      return reply.code(204).send();
    });
  }
}

function allow(reply: FastifyReply, origin: string): void {
  void reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', EXPOSED);
}

async function isRegistered({ db }: AppContext, practice: string, origin: string): Promise<boolean> {
  return (await db.transaction(practice, (tx) => tx.query(`select 1 from app_origin where practice = $1 and origin = $2 limit 1`, [practice, origin]))).length > 0;
}

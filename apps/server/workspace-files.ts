import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const CSP = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The staff workspace: built files under `/workspace/`, and its one page for every address that it gives itself. */
export async function registerWorkspace(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: directory,
    prefix: '/workspace/',
    setHeaders(reply, path) {
      // Hashed names may be kept for ever; the page that names them may not.
      void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      void reply.header('content-security-policy', CSP);
    },
  });
  app.get('/workspace', (_request, reply) => reply.redirect('/workspace/'));
  for (const url of ['/workspace/patient/*', '/workspace/audit', '/workspace/access', '/workspace/alerts', '/workspace/apps', '/workspace/sign-ins']) app.get(url, (_request, reply) => reply.sendFile('index.html'));
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Everything a page needs comes from this site, and no page may be framed, kept, or told about to another site. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  // Not no-referrer: with it browsers send `Origin: null` with our own forms, which could then not be told from others'.
  'referrer-policy': 'same-origin',
  'x-robots-tag': 'noindex',
} as const;

/** Adds the security headers to every answer of the app and refuses forms that another site sends. */
export function secure(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request)) return refuse(reply);
    return undefined;
  });
  // As late as this, so that they stand over what the server gives every answer.
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(HEADERS);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}

/** A browser names the origin of every form it posts; a program that sends none carries no cookie it did not choose. */
function isSameOrigin({ headers, host }: FastifyRequest): boolean {
  const { origin } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] === undefined || headers['sec-fetch-site'] === 'same-origin';
  // A browser that keeps our address to itself still says whether the page is ours, which no page can make it say.
  if (origin === 'null') return headers['sec-fetch-site'] === 'same-origin';
  if (!URL.canParse(origin)) return false;
  const { host: sender, protocol } = new URL(origin);
  // Both through URL, so that a default port that only one of them names makes no difference.
  return URL.canParse(`${protocol}//${host}`) && new URL(`${protocol}//${host}`).host === sender;
}

function refuse(reply: FastifyReply): FastifyReply {
  return reply.code(403).type('text/plain; charset=utf-8').send('This form was sent from another website, so it was not accepted.');
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressesOf } from '../../smart/addresses.ts';
import { answerTokenRequest } from '../../smart/answer-token-request.ts';
import { authenticateClient } from '../../smart/authenticate-client.ts';
import { introspect } from '../../smart/introspect.ts';
import { OAuthError } from '../../smart/oauth-error.ts';
import { revokeToken } from '../../smart/tokens.ts';
import type { AppContext } from '../context.ts';
import { practiceOf } from '../session.ts';
import { formOf } from './form.ts';

/** `/{ods}/oauth/token`, `/introspect` (RFC 7662) and `/revoke` (RFC 7009). Errors are OAuth's, not OperationOutcomes. */
export function registerTokenRoutes(app: FastifyInstance, context: AppContext): void {
  const config = { access: { public: 'the client proves itself by its secret or signed assertion, or by the code it was given' } };

  app.post('/:ods/oauth/token', { config }, (request, reply) => oauth(reply, () =>
    answerTokenRequest(context.db, practiceOf(request), context.base, formOf(request.body), request.headers.authorization)));

  app.post('/:ods/oauth/introspect', { config }, (request, reply) => oauth(reply, async () => {
    const { practice, form, client } = await proved(context, request);
    if (client.auth === 'none') throw new OAuthError('invalid_client', 'Only a client that can prove itself may ask');
    return context.db.transaction(practice, (tx) => introspect(tx, client, form.get('token') ?? '', addressesOf(context.base, practice)));
  }));

  app.post('/:ods/oauth/revoke', { config }, (request, reply) => oauth(reply, async () => {
    const { practice, form, client } = await proved(context, request);
    await context.db.transaction(practice, (tx) => revokeToken(tx, client.id, form.get('token') ?? ''));
    return {};
  }));
}

async function proved(context: AppContext, request: FastifyRequest) {
  const practice = practiceOf(request);
  const form = formOf(request.body);
  return { practice, form, client: await authenticateClient(context.db, practice, context.base, form, request.headers.authorization) };
}

async function oauth(reply: FastifyReply, work: () => Promise<object>): Promise<FastifyReply> {
  void reply.header('cache-control', 'no-store').header('pragma', 'no-cache').type('application/json; charset=utf-8');
  try {
    return await reply.send(await work());
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const status = error.code === 'invalid_client' ? 401 : 400;
    if (status === 401) void reply.header('www-authenticate', 'Basic realm="token"');
    return reply.code(status).send({ error: error.code, error_description: error.message });
  }
}

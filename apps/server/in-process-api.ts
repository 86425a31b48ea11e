import type { FastifyInstance } from 'fastify';
import type { ApiClient } from '../patient/api-client.ts';

/** The public API without a network hop: the same routes, checks and answers that any other client gets. */
export function inProcessApi(app: FastifyInstance): ApiClient {
  return async ({ method, path, cookie, body }) => {
    const answer = await app.inject({
      method,
      url: path,
      headers: { ...(cookie === undefined ? {} : { cookie }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const json: unknown = answer.body === '' ? undefined : JSON.parse(answer.body);
    return { status: answer.statusCode, headers: flatten(answer.headers), json };
  };
}

function flatten(headers: Record<string, number | string | string[] | undefined>): Record<string, string | string[] | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]));
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import assert from 'node:assert/strict';
import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance } from 'fastify';
import { createValidator } from '../../fhir/validation/validate.ts';
import type { AppContext } from '../../http/context.ts';
import { installErrorHandler } from '../../http/errors.ts';
import { registerEventRoutes } from '../../http/event-routes.ts';
import { registerSubscriptionOperations } from '../../http/fhir/subscription-operations.ts';
import { registerSubscriptionRoutes } from '../../http/fhir/subscription-routes.ts';
import { registerSubscriptionWebsocket } from '../../http/fhir/subscription-websocket.ts';
import { installRouteAccess } from '../../http/route-access.ts';
import { digest, newToken } from '../../identity/token.ts';
import type { Database } from '../../store/database.ts';
import { NO_TERMINOLOGY } from '../../terminology/testing/no-terminology.ts';
import { openFeed } from '../feed.ts';

/** The routes of this folder on a port, with what they stand on; nothing sends yet. */
export async function serveEvents(db: Database, allowLocal = true, more: (app: FastifyInstance, context: AppContext) => void = () => undefined): Promise<{ app: FastifyInstance; base: string; context: AppContext; stop(): Promise<void> }> {
  const validator = createValidator();
  const context: AppContext = {
    db, feed: openFeed(db, () => undefined), base: 'http://127.0.0.1',
    validate: (resource) => validator.validate(resource), profiles: validator.profiles, practices: async () => [], today: () => '2026-11-22', terminology: NO_TERMINOLOGY,
  };
  const app = fastify({ logger: false });
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(['application/fhir+json', 'application/json'], { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  await app.register(cookie);
  installErrorHandler(app);
  installRouteAccess(app, context);
  registerEventRoutes(app, context);
  registerSubscriptionRoutes(app, context, { allowLocal, wake: () => undefined });
  registerSubscriptionOperations(app, context);
  await registerSubscriptionWebsocket(app, context);
  more(app, context);
  await app.listen({ port: 0, host: '127.0.0.1' });
  context.base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    app, base: context.base, context,
    async stop() {
      context.feed.close();
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** An account with a session, as which to call the API of one practice. */
export async function signedIn(owner: Database, base: string, practice: string, id: string, role: string): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const token = newToken();
  await owner.query(`insert into account (practice, id, username, name, role, reference) values ($1, $2, $2, $2, $3, 'Practitioner/x') on conflict do nothing`, [practice, id, role]);
  await owner.query(`insert into session (practice, token, kind, account, created, used, expires, method) values ($1, $2, 'browser', $3, now(), now(), now() + interval '1 hour', 'passkey')`, [practice, digest(token), id]);
  return caller(base, practice, token);
}

export function caller(base: string, practice: string, token: string): (path: string, init?: RequestInit) => Promise<Response> {
  return (path, init = {}) => fetch(`${base}/${practice}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string> | undefined) } });
}

export interface Heard {
  headers: IncomingMessage['headers'];
  text: string;
  path: string;
}

/** A receiver of notifications. `answer` says with what status, or never answers at all. */
export class Receiver {
  readonly heard: Heard[] = [];
  answer: (n: number) => number | 'never' = () => 200;
  url = '';
  #server: Server | undefined;

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        this.heard.push({ headers: request.headers, text, path: request.url ?? '' });
        const status = this.answer(this.heard.length);
        if (status !== 'never') response.writeHead(status, status === 302 ? { location: `${this.url}/elsewhere` } : {}).end();
      });
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
    return this;
  }

  /** The numbers of the events taken, in the order they came. */
  get numbers(): number[] {
    return this.heard.flatMap(({ text }) => eventsIn(text).map(({ number }) => number));
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

interface NotificationText {
  type: string;
  entry: { fullUrl: string; resource?: { resourceType: string; id: string; parameter?: { name: string; valueString?: string; valueCode?: string; part?: { name: string; valueString?: string; valueReference?: { reference: string } }[] }[] }; request: { method: string; url: string } }[];
}

export function bundleIn(text: string): NotificationText {
  return JSON.parse(text) as NotificationText;
}

export function typeIn(text: string): string {
  return bundleIn(text).entry[0]?.resource?.parameter?.find(({ name }) => name === 'type')?.valueCode ?? '';
}

export function eventsIn(text: string): { number: number; focus: string | undefined }[] {
  const parameters = bundleIn(text).entry[0]?.resource?.parameter ?? [];
  return parameters.filter(({ name }) => name === 'notificationEvent').map(({ part = [] }) => ({
    number: Number(part.find(({ name }) => name === 'eventNumber')?.valueString),
    focus: part.find(({ name }) => name === 'focus')?.valueReference?.reference.split('/r4/')[1],
  }));
}

export async function until(condition: () => boolean | Promise<boolean>, what: string, milliseconds = 10_000): Promise<void> {
  for (const end = Date.now() + milliseconds; Date.now() < end; ) {
    if (await condition()) return;
    await sleep(10);
  }
  assert.fail(`waited in vain for ${what}`);
}

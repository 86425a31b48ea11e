import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { authorise, requireAbility } from '../access/decide.ts';
import type { Principal } from '../access/principal.ts';
import type { Abilities } from '../access/roles.ts';
import type { Interaction } from '../access/scope.ts';
import { auditRefusal } from '../access/refusals.ts';
import { Problem } from '../errors.ts';
import type { AppContext } from './context.ts';
import { authenticate, type SessionUse } from './session.ts';

/**
 * Who may call a route, said where the route is: `app.get(url, { config: { access: … } }, handler)`. A route that does
 * not say does not register, so the server does not start (safety I30). The handler finds who asks by
 * `principalOf(request)`; the request has been refused before its body was read where it is not theirs to make.
 *
 * `narrowed` says that the route keeps to what scopes with search parameters reach (scope-reach.ts).
 * `type` is a FHIR type, `*` for all at once, or `:type` for the one in the address. A POST whose entries differ says
 * `checks: 'entries'` and calls `authorise` for each of them itself.
 */
export type RouteAccess =
  | { public: string } // and why
  | { signedIn: string; session?: SessionUse } // anybody who is, about themselves; and what it is
  | { interaction: Interaction; type: string; ability?: keyof Abilities; session?: SessionUse; narrowed?: true }
  | { ability: keyof Abilities; session?: SessionUse }
  | { checks: 'entries' };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
  interface FastifyRequest {
    principal: Principal | undefined;
  }
}

/** What each route of the application asks, in the order of registration: what the matrix of tests is made from. */
export interface RouteRule {
  method: string;
  url: string;
  access: RouteAccess;
}

/** The two web applications: files and pages that hold nobody's data. What they show they ask of the API, as their visitor. */
const WEB_APPS = /^\/(?:workspace|my)(?:\/|$)/;

/** Makes every route registered from here on say who may call it, and holds each request to that. Returns the rules. */
export function installRouteAccess(app: FastifyInstance, context: AppContext): readonly RouteRule[] {
  const rules: RouteRule[] = [];
  app.decorateRequest('principal', undefined);
  app.addHook('onRoute', (route: RouteOptions) => {
    const access: RouteAccess | undefined = route.config?.access ?? (WEB_APPS.test(route.url) ? { public: 'a page of the web applications' } : undefined);
    if (access === undefined) throw new Error(`The route ${String(route.method)} ${route.url} does not say who may call it`);
    for (const method of [route.method].flat()) rules.push({ method, url: route.url, access });
    const { handler } = route;
    route.handler = async function (request, reply) {
      try {
        return await handler.call(this, request, reply);
      } catch (error) {
        throw await refused(context, request, error);
      }
    };
  });
  app.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    // A public route; or no route at all, which answers not-found.
    if (access === undefined || 'public' in access) return;
    request.principal = await authenticate(context, request, 'session' in access ? access.session : 'active');
    try {
      check(request.principal, access, request);
    } catch (error) {
      throw await refused(context, request, error);
    }
  });
  return rules;
}

/** A refusal is audited before it is answered; the error goes on as it is. */
async function refused({ db }: AppContext, request: FastifyRequest, error: unknown): Promise<unknown> {
  const { principal } = request;
  if (principal !== undefined && error instanceof Problem && (error.fault === 'forbidden' || principal.belongs === 'stranger' || error.closed.length > 0 || (error.fault === 'not-found' && writes(request)))) {
    await auditRefusal(db, principal, `${request.method} ${request.routeOptions.url ?? ''}`, error.closed);
  }
  return error;
}

/** A read that finds nothing audits itself, in the statement that reads. */
function writes({ method }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function check(principal: Principal, access: Exclude<RouteAccess, { public: string }>, request: FastifyRequest): void {
  if (principal.belongs === 'stranger' && !('signedIn' in access)) throw new Problem('not-found', 'There is no such practice here');
  if ('interaction' in access) authorise(principal, access.interaction, access.type === ':type' ? ((request.params as { type?: string }).type ?? '') : access.type, access.narrowed);
  if ('ability' in access && access.ability !== undefined) requireAbility(principal, access.ability);
}

/** Who makes the request: known on every route that is not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new Problem('unauthenticated', 'Sign in first');
  return request.principal;
}

import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import { registerAllowedPage } from './allowed-page-route.ts';
import { registerAppRoutes } from './app-routes.ts';
import { registerAuthorizeRoute } from './authorize-route.ts';
import { registerPreflight } from './cors.ts';
import { registerDiscoveryRoutes } from './discovery-routes.ts';
import { registerTokenRoutes } from './token-routes.ts';

const FORM_LIMIT = 64 * 1024;

/** SMART on FHIR: everything below `/{ods}/oauth`, the register of apps, and discovery. See docs/connecting.md. */
export async function registerSmart(app: FastifyInstance, context: AppContext): Promise<void> {
  registerPreflight(app);
  registerDiscoveryRoutes(app, context);
  registerAppRoutes(app, context);
  // Forms are taken here alone: the rest of the API takes JSON.
  await app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: FORM_LIMIT });
    // With no-referrer a browser sends `Origin: null` with our own forms. The pages say it themselves too, should something on
    // the way put another policy in; and session.ts knows a form of ours that comes so all the same.
    scope.addHook('onSend', async (_request, reply) => void reply.header('referrer-policy', 'same-origin'));
    registerAuthorizeRoute(scope, context);
    registerTokenRoutes(scope, context);
    registerAllowedPage(scope, context);
  });
}

import type { FastifyInstance } from 'fastify';
import type { RelyingParty } from '../../identity/openid/relying-party.ts';
import type { AppContext } from '../context.ts';
import { practiceOf } from '../session.ts';
import { registerCis2Routes } from './cis2-routes.ts';
import { registerNhsLoginRoutes } from './nhs-login-routes.ts';

/** The national sign-in services that this installation is connected to. */
export interface SignInServices {
  cis2?: RelyingParty | undefined;
  nhsLogin?: RelyingParty | undefined;
}

/** What the national services need of routes, and which there are: `{cis2: {simulated}, nhsLogin: {simulated}}`, null for none. */
export function registerServiceRoutes(app: FastifyInstance, context: AppContext, { cis2, nhsLogin }: SignInServices): void {
  const shown = (service: RelyingParty | undefined) => (service === undefined ? null : { simulated: service.client().simulated });
  app.get('/:ods/auth/services', { config: { access: { public: 'which ways of signing in there are' } } }, async (request) => {
    practiceOf(request);
    return { cis2: shown(cis2), nhsLogin: shown(nhsLogin) };
  });
  if (cis2 !== undefined) registerCis2Routes(app, context, cis2);
  if (nhsLogin !== undefined) registerNhsLoginRoutes(app, context, nhsLogin);
}

import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import { registerDraftRoutes } from '../../capabilities/consultations/draft-routes.ts';
import { registerFindRoute } from '../../capabilities/patient-information/find-route.ts';
import { registerAuthRoutes } from '../../platform/http/auth-routes.ts';
import type { AppContext } from '../../platform/http/context.ts';
import { answerError, installErrorHandler } from '../../platform/http/errors.ts';
import { registerEventRoutes } from '../../platform/http/event-routes.ts';
import { keptTypes } from '../../platform/http/fhir/address.ts';
import { registerEverythingRoute } from '../../platform/http/fhir/everything-route.ts';
import { registerMetadataRoute } from '../../platform/http/fhir/metadata-route.ts';
import { registerReadRoutes } from '../../platform/http/fhir/read-routes.ts';
import { registerTerminologyRoute } from '../../platform/http/fhir/terminology-route.ts';
import { registerTransactionRoute } from '../../platform/http/fhir/transaction-route.ts';
import { registerWriteRoutes } from '../../platform/http/fhir/write-routes.ts';
import type { Validator } from '../../platform/fhir/validation/validate.ts';
import { registerPatientApp } from '../patient/app.ts';
import { registerLandingPage } from './landing-page.ts';
import { registerOperations } from './operations.ts';
import { inProcessApi } from './in-process-api.ts';
import { registerWorkspace } from './workspace-files.ts';

export interface AppOptions {
  context: AppContext;
  validator: Validator;
  logLevel: string;
  /** Where log lines go instead of the standard output. */
  logTo?: { write(line: string): void };
  /** Built web applications. */
  workspaceDir: string;
  patientAssetsDir: string;
}

const BODY_LIMIT = 5 * 1024 * 1024;

/** The whole server as one Fastify application, not yet listening. */
export async function buildApp({ context, validator, logLevel, logTo, workspaceDir, patientAssetsDir }: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    logger: {
      level: logLevel,
      ...(logTo === undefined ? {} : { stream: logTo }),
      // A request's address can hold what was typed in a search: only its route is logged.
      serializers: { req: (request) => ({ method: request.method, route: request.routeOptions?.url ?? '' }), res: (reply) => ({ status: reply.statusCode }) },
    },
  });
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(['application/fhir+json', 'application/json'], { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  await app.register(cookie);
  installErrorHandler(app);
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer').header('x-frame-options', 'DENY');
  });

  const types = keptTypes(validator.resourceTypes);
  registerOperations(app, context);
  registerLandingPage(app, context);
  registerAuthRoutes(app, context);
  registerEventRoutes(app, context);
  registerMetadataRoute(app, context, types);
  registerFindRoute(app, context);
  registerEverythingRoute(app, context);
  registerTerminologyRoute(app, context);
  registerTransactionRoute(app, context, types);
  registerReadRoutes(app, context, types);
  registerWriteRoutes(app, context, types);
  registerDraftRoutes(app, context);
  await registerWorkspace(app, workspaceDir);
  // Forms are the patient app's alone: the API takes JSON.
  await app.register(async (scope) => {
    await scope.register(formbody);
    registerPatientApp(scope, { api: inProcessApi(app), assetsDir: patientAssetsDir });
  });
  return app;
}

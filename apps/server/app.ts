import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import { registerDraftRoutes } from '../../capabilities/consultations/draft-routes.ts';
import { registerFindRoute } from '../../capabilities/patient-information/find-route.ts';
import { registerAccessRoutes } from '../../platform/http/access-routes.ts';
import { registerAuditRoutes } from '../../platform/http/audit-routes.ts';
import { registerAuthRoutes } from '../../platform/http/auth-routes.ts';
import type { AppContext } from '../../platform/http/context.ts';
import { answerError, installErrorHandler } from '../../platform/http/errors.ts';
import { installRouteAccess, type RouteRule } from '../../platform/http/route-access.ts';
import { boundedJson } from '../../platform/http/overload/bounded-json.ts';
import { installOverload } from '../../platform/http/overload.ts';
import { registerJobRoutes } from '../../platform/http/job-routes.ts';
import { installCors } from '../../platform/http/smart/cors.ts';
import { registerSmart } from '../../platform/http/smart/register.ts';
import { registerEventRoutes } from '../../platform/http/event-routes.ts';
import { keptTypes } from '../../platform/http/fhir/address.ts';
import { registerEverythingRoute } from '../../platform/http/fhir/everything-route.ts';
import { registerExportRoutes } from '../../platform/http/fhir/export-routes.ts';
import { registerHistoryRoutes } from '../../platform/http/fhir/history-routes.ts';
import { registerMedicationRoutes } from '../../platform/http/fhir/medication-route.ts';
import { registerMetadataRoute } from '../../platform/http/fhir/metadata-route.ts';
import { registerReadRoutes } from '../../platform/http/fhir/read-routes.ts';
import { registerSearchRoutes } from '../../platform/http/fhir/search-route.ts';
import { registerSubscriptionOperations } from '../../platform/http/fhir/subscription-operations.ts';
import { registerSubscriptionRoutes } from '../../platform/http/fhir/subscription-routes.ts';
import { registerSubscriptionWebsocket } from '../../platform/http/fhir/subscription-websocket.ts';
import { registerTerminologyRoute } from '../../platform/http/fhir/terminology-route.ts';
import { registerBundleRoute } from '../../platform/http/fhir/bundle-route.ts';
import { registerValidateRoutes } from '../../platform/http/fhir/validate-route.ts';
import { registerWriteRoutes } from '../../platform/http/fhir/write-routes.ts';
import type { Validator } from '../../platform/fhir/validation/validate.ts';
import { registerPatientApp } from '../patient/app.ts';
import type { Background } from './background.ts';
import { registerLandingPage } from './landing-page.ts';
import { registerOperations } from './operations.ts';
import { inProcessApi } from './in-process-api.ts';
import { registerWorkspace } from './workspace-files.ts';

export interface AppOptions {
  context: AppContext;
  background: Background;
  validator: Validator;
  logLevel: string;
  /** Where log lines go instead of the standard output. */
  logTo?: { write(line: string): void };
  /** Built web applications. */
  workspaceDir: string;
  patientAssetsDir: string;
  /** Whoever asks for `/metrics` must bear it; undefined: for this machine alone. */
  metricsToken?: string | undefined;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route of the API and who may call it. */
    routeRules: readonly RouteRule[];
  }
}

const BODY_LIMIT = 5 * 1024 * 1024;

/** The whole server as one Fastify application, not yet listening. */
export async function buildApp({ context, background, validator, logLevel, logTo, workspaceDir, patientAssetsDir, metricsToken }: AppOptions): Promise<FastifyInstance> {
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
  app.addContentTypeParser(['application/fhir+json', 'application/json', 'application/json-patch+json'], { parseAs: 'string' }, boundedJson(app.getDefaultJsonParser('error', 'error')));
  await app.register(cookie);
  installErrorHandler(app);
  installOverload(app, context.db);
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer').header('x-frame-options', 'DENY');
  });

  installCors(app, context);
  app.decorate('routeRules', installRouteAccess(app, context));
  const types = keptTypes(validator.resourceTypes);
  registerOperations(app, context, background, metricsToken);
  registerLandingPage(app, context);
  registerAuthRoutes(app, context);
  registerAccessRoutes(app, context);
  registerEventRoutes(app, context);
  registerSubscriptionRoutes(app, context, { allowLocal: background.allowLocal, wake: () => background.courier.wake() });
  registerSubscriptionOperations(app, context);
  await registerSubscriptionWebsocket(app, context);
  registerJobRoutes(app, context, background.jobs);
  registerAuditRoutes(app, context);
  registerMetadataRoute(app, context, types);
  registerFindRoute(app, context);
  registerEverythingRoute(app, context);
  registerTerminologyRoute(app, context);
  registerMedicationRoutes(app, context);
  registerBundleRoute(app, context, types);
  registerValidateRoutes(app, context, types);
  registerExportRoutes(app, context, background.jobs, types);
  registerReadRoutes(app, context, types);
  registerHistoryRoutes(app, context, types);
  registerSearchRoutes(app, context, types);
  registerWriteRoutes(app, context, types);
  registerDraftRoutes(app, context);
  await registerSmart(app, context);
  await registerWorkspace(app, workspaceDir);
  // Forms are the patient app's alone: the API takes JSON.
  await app.register(async (scope) => {
    await scope.register(formbody);
    registerPatientApp(scope, { api: inProcessApi(app), assetsDir: patientAssetsDir });
  });
  return app;
}

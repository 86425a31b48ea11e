import assert from 'node:assert/strict';
import { it } from 'node:test';
import { workClassOf } from './work-class.ts';

it('tells by the route what a request costs, and never holds up health checks or what stays open', () => {
  const cases: [string, string | undefined, string][] = [
    ['GET', '/healthz', 'vital'],
    ['GET', '/readyz', 'vital'],
    ['GET', undefined, 'vital'],
    ['GET', '/workspace/*', 'vital'],
    ['GET', '/:ods/events', 'vital'],
    ['POST', '/:ods/auth/session', 'sign-in'],
    ['GET', '/my/record', 'page'],
    ['GET', '/:ods/fhir/r4/:type/:id', 'read'],
    ['GET', '/:ods/fhir/r4/Patient/:id/$everything', 'read'],
    ['GET', '/:ods/find', 'read'],
    ['GET', '/:ods/fhir/r4/:type', 'expensive'],
    ['GET', '/:ods/fhir/r4', 'expensive'],
    ['POST', '/:ods/fhir/r4', 'expensive'],
    ['POST', '/:ods/fhir/r4/:type/_search', 'expensive'],
    ['POST', '/:ods/fhir/r4/:type', 'write'],
    ['PUT', '/:ods/fhir/r4/:type/:id', 'write'],
    ['DELETE', '/:ods/fhir/r4/:type/:id', 'write'],
    ['PUT', '/:ods/drafts/:patient', 'write'],
  ];
  for (const [method, route, wanted] of cases) assert.equal(workClassOf(method, route), wanted, `${method} ${route}`);
});

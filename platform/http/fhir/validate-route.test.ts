import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OperationOutcome } from '@medplum/fhirtypes';
import { startTestDatabase, type TestDatabase } from '../../../dev-env/test-database.ts';
import { serveEvents, signedIn } from '../../events/testing/serve.ts';
import { createValidator } from '../../fhir/validation/validate.ts';
import { bodyOf, type Call, issueOf, observation, send } from '../testing/fhir.ts';
import { keptTypes } from './address.ts';
import { registerValidateRoutes } from './validate-route.ts';

const validator = createValidator();
const [PROFILE = ''] = [...validator.profiles].find(([, type]) => type === 'Patient') ?? [];
let db: TestDatabase;
let server: Awaited<ReturnType<typeof serveEvents>>;
let gp: Call;

before(async () => {
  db = await startTestDatabase();
  server = await serveEvents(db.app, true, (app, context) => {
    context.validate = (resource, options) => validator.validate(resource, options);
    registerValidateRoutes(app, context, keptTypes(validator.resourceTypes));
  });
  gp = await signedIn(db.owner, server.base, 'A20047', 'dr', 'gp');
});
after(async () => {
  await server.stop();
  await db.stop();
});

/** The places of what is wrong, or `[]` and one word of information. */
async function faults(path: string, body: unknown): Promise<string[]> {
  const answer = await send(gp, 'POST', path, body);
  assert.equal(answer.status, 200);
  const { resourceType, issue } = await bodyOf<OperationOutcome>(answer);
  assert.ok(resourceType === 'OperationOutcome' && issue.length > 0);
  return issue.filter(({ severity }) => severity === 'error').map(({ code, expression }) => `${code} ${expression?.join()}`);
}

const parameters = (resource: unknown, more: object[] = []) => ({ resourceType: 'Parameters', parameter: [{ name: 'resource', resource }, ...more] });

test('E00165: $validate tells every fault with its place, or that there is none, and keeps nothing', async () => {
  const sound = observation('p', 'x');
  assert.deepEqual(await faults('/Observation/$validate', sound), []);
  assert.deepEqual(await faults('/Observation/$validate', parameters(sound)), []);
  const wrong = { ...sound, status: 'splendid', subject: { reference: 'Patient' } };
  for (const body of [wrong, parameters(wrong)]) {
    const found = await faults('/Observation/$validate', body);
    for (const place of ['code-invalid Observation.status', 'value Observation.subject.reference']) assert.ok(found.includes(place), found.join());
  }
  assert.deepEqual(await faults('/Condition/$validate', sound), ['invalid Condition']);
  assert.deepEqual(await faults('/Observation/$validate', { ...sound, subject: { display: 'Mrs W' } }), ['value Observation']);
  assert.deepEqual(await faults('/Patient/$validate', { resourceType: 'Patient', identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9434765918' }] }), ['value Patient.identifier[0].value']);
  const [row] = await db.owner.query<{ n: number }>(`select count(*)::int as n from jenner.resource`, []);
  assert.equal(row?.n, 0);
});

test('it holds a resource against a profile that is asked for, and says so of one that is not known here', async () => {
  const patient = { resourceType: 'Patient', name: [{ family: 'X' }] };
  assert.deepEqual(await faults('/Patient/$validate', parameters(patient, [{ name: 'profile', valueUri: PROFILE }])), validator.validate(patient, { profiles: [PROFILE] }).map(({ code, expression }) => `${code} ${expression}`));
  for (const path of [`/Patient/$validate?profile=${encodeURIComponent('urn:nobody:knows')}`]) assert.deepEqual(await faults(path, patient), ['not-supported Patient']);
});

test('the mode and the address are held against the id; what cannot be asked is refused', async () => {
  const own = { ...observation('p', 'x'), id: 'here' };
  assert.deepEqual(await faults('/Observation/here/$validate', parameters(own, [{ name: 'mode', valueCode: 'update' }])), []);
  assert.deepEqual(await faults('/Observation/there/$validate?mode=update', own), ['value Observation.id']);
  assert.equal(await issueOf(await send(gp, 'POST', '/Observation/$validate?mode=destroy', own)), '400 invalid');
  assert.equal(await issueOf(await send(gp, 'POST', '/Foo/$validate', own)), '404 not-supported');
  assert.equal(await issueOf(await send(gp, 'POST', '/Observation/nobody/$validate', { resourceType: 'Parameters', parameter: [{ name: 'mode', valueCode: 'profile' }] })), '404 not-found');
  const stranger: Call = (path, init) => fetch(`${server.base}/A20047${path}`, init);
  assert.equal(await issueOf(await send(stranger, 'POST', '/Observation/$validate', own)), '401 login');
});

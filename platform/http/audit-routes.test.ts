import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AuditEvent } from '@medplum/fhirtypes';
import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance } from 'fastify';
import { startTestDatabase, type TestDatabase } from '../../dev-env/test-database.ts';
import type { Role } from '../access/roles.ts';
import { createValidator } from '../fhir/validation/validate.ts';
import { saveAccount } from '../identity/accounts.ts';
import { openSession } from '../identity/open-session.ts';
import { openFeed } from '../events/feed.ts';
import { observation, patient, put, write } from '../../scripts/proofs/sample-records.ts';
import { registerAuditRoutes } from './audit-routes.ts';
import { NO_TERMINOLOGY } from '../terminology/testing/no-terminology.ts';
import type { AppContext } from './context.ts';
import { installErrorHandler } from './errors.ts';
import { installRouteAccess } from './route-access.ts';
import { SESSION_COOKIE } from './session.ts';

const PASSWORD = 'correct-horse-battery';
const STAFF: Exclude<Role, 'system' | 'patient'>[] = ['gp', 'nurse', 'receptionist', 'privacy-officer', 'caldicott-guardian', 'systems-support'];
const validator = createValidator();

let db: TestDatabase;
let app: FastifyInstance;
const cookies: Record<string, string> = {};
const accounts: Record<string, string> = {};

before(async () => {
  db = await startTestDatabase();
  await write(db.app, 'A20047', [put(patient('own')), put(patient('other')), put(patient('sealed')), put(observation('o1', 'own'))]);
  for (const role of STAFF) await saveAccount(db.app, 'A20047', { username: role, role, name: `The ${role}`, reference: `Practitioner/${role}`, password: PASSWORD });
  await saveAccount(db.app, 'A20047', { username: 'patient', role: 'patient', name: 'The patient', reference: 'Patient/own', password: PASSWORD });
  const context: AppContext = {
    db: db.app, feed: openFeed(db.app, () => undefined), base: 'http://test', validate: () => [], profiles: new Map(),
    practices: async () => [{ ods: 'A20047', name: 'Practice', synthetic: true }], today: () => '2026-11-22', terminology: NO_TERMINOLOGY,
  };
  app = fastify();
  await app.register(cookie);
  installErrorHandler(app);
  installRouteAccess(app, context);
  registerAuditRoutes(app, context);
  for (const role of [...STAFF, 'patient' as const]) {
    const { id, token } = await db.app.transaction('A20047', async (tx) => {
      const [account] = await tx.query<{ id: string }>('select id from account where practice = $1 and username = $2', ['A20047', role]);
      return { id: account?.id ?? '', ...(await openSession(tx, { account: account?.id ?? '', role, method: 'passkey', agent: '' })) };
    });
    cookies[role] = `${SESSION_COOKIE}=${token}`;
    accounts[role] = id;
  }
  context.feed.close();
});
after(async () => {
  await app.close();
  await db.stop();
});

interface Answer {
  status: number;
  events: AuditEvent[];
  next: string | undefined;
}

async function ask(who: string, query: string): Promise<Answer> {
  const answer = await app.inject({ url: `/A20047/fhir/r4/AuditEvent${query}`, headers: { cookie: cookies[who] ?? '' } });
  const body = answer.json<{ entry?: { resource: AuditEvent }[]; link?: { relation: string; url: string }[] }>();
  return { status: answer.statusCode, events: (body.entry ?? []).map(({ resource }) => resource), next: body.link?.find(({ relation }) => relation === 'next')?.url.split('AuditEvent')[1] };
}

async function seen(actor: string, patientId: string, at: string, outcome = 'success', target = 'Patient/$everything'): Promise<void> {
  await db.app.transaction('A20047', (tx) =>
    tx.query(`insert into audit (practice, at, actor, role, action, outcome, patient, target) values ($1, $2::text::timestamptz, $3, $4, 'read', $5, $6, $7)`, [
      'A20047', at, accounts[actor] ?? actor, actor in accounts ? actor : 'system', outcome, patientId, target,
    ]),
  );
}

test('I24: who saw a patient’s record is told with name, role, time and what, as sound FHIR AuditEvents', async () => {
  await seen('nurse', 'own', '2026-03-29T00:30:00Z');
  await seen('gp', 'own', '2026-03-29T10:00:00.123456Z', 'refused', 'Observation/o1');
  await seen('nurse', 'other', '2026-03-29T11:00:00Z');
  const { status, events } = await ask('gp', '?patient=Patient/own&date=2026-03-29');
  assert.equal(status, 200);
  assert.deepEqual(
    events.map(({ recorded, agent: [agent], action, outcome, entity }) => [recorded, agent?.name, agent?.role?.[0]?.text, agent?.who?.reference, action, outcome, ...(entity ?? []).map(({ what, name }) => what?.reference ?? name)]),
    [
      ['2026-03-29T10:00:00.123456Z', 'The gp', 'GP', 'Practitioner/gp', 'R', '4', 'Patient/own', 'Observation/o1'],
      ['2026-03-29T00:30:00.000000Z', 'The nurse', 'Nurse', 'Practitioner/nurse', 'R', '0', 'Patient/own', 'Patient/$everything'],
    ],
  );
  for (const event of events) assert.deepEqual(validator.validate(event), []);
  assert.deepEqual((await ask('gp', '?patient=own&date=ge2026-03-29T09:00:00Z&date=lt2026-03-30&outcome=4')).events.length, 1);
  assert.deepEqual((await ask('gp', '?patient=own&date=2026-03-29&agent=Practitioner/nurse')).events.map(({ agent }) => agent[0]?.name), ['The nurse']);
  const one = await app.inject({ url: `/A20047/fhir/r4/AuditEvent/${events[0]?.id ?? ''}`, headers: { cookie: cookies['gp'] ?? '' } });
  assert.deepEqual(one.json(), events[0]);
});

test('the whole practice’s audit is for those who keep access, a patient’s for clinicians too, and nobody else’s', async () => {
  const statuses = async (query: string) => Object.fromEntries(await Promise.all(STAFF.map(async (role) => [role, (await ask(role, query)).status])));
  assert.deepEqual(await statuses('?patient=own'), { gp: 200, nurse: 200, receptionist: 403, 'privacy-officer': 200, 'caldicott-guardian': 200, 'systems-support': 403 });
  assert.deepEqual(await statuses(''), { gp: 403, nurse: 403, receptionist: 403, 'privacy-officer': 200, 'caldicott-guardian': 200, 'systems-support': 403 });
  assert.equal((await ask('gp', '?patient=nobody')).status, 404);
  assert.equal((await ask('gp', '?name=x')).status, 400);
  assert.equal((await ask('gp', '?patient=own&date=yesterday')).status, 400);
  const writing = await app.inject({ method: 'POST', url: '/A20047/fhir/r4/AuditEvent', headers: { cookie: cookies['gp'] ?? '' }, payload: {} });
  assert.equal(writing.statusCode, 404);
});

test('who saw a guarded record is known to those who keep access, not to every clinician', async () => {
  await db.app.transaction('A20047', (tx) => tx.query(`insert into guard (practice, patient, kind, set_by, set_at) values ($1, 'sealed', 'sealed', 'x', now())`, ['A20047']));
  assert.deepEqual([(await ask('gp', '?patient=sealed')).status, (await ask('privacy-officer', '?patient=sealed')).status], [404, 200]);
});

test('asking the audit is in the audit, and so is being refused', async () => {
  await ask('nurse', '?patient=other');
  await ask('nurse', '?patient=nobody-here');
  const { events } = await ask('privacy-officer', `?agent=${accounts['nurse']}&_count=2`);
  assert.deepEqual(events.map(({ subtype, outcome, entity }) => [subtype?.[0]?.code, outcome, entity?.[0]?.what?.reference]), [
    ['search-type', '4', 'Patient/nobody-here'], ['search-type', '0', 'Patient/other'],
  ]);
});

test('pages follow one another without a gap or a repetition, many rows of one moment too', async () => {
  for (let n = 0; n < 7; n++) await seen('gp', 'other', '2025-01-01T00:00:00Z', 'success', `Observation/${n}`);
  await seen('gp', 'other', '2025-01-02T00:00:00Z', 'success', 'Observation/7');
  const found: string[] = [];
  for (let query: string | undefined = '?patient=other&date=lt2025-02&_count=3'; query !== undefined; ) {
    const { events, next } = await ask('gp', query);
    found.push(...events.map(({ entity }) => entity?.[1]?.what?.reference ?? ''));
    query = next;
  }
  assert.deepEqual([...found].sort(), Array.from({ length: 8 }, (_, n) => `Observation/${n}`));
  assert.equal(found[0], 'Observation/7');
});

test('I23 I24: a patient sees who was in their own record on which day, by name and role, and not what for', async () => {
  await seen('gp', 'own', '2026-06-30T23:10:00Z'); // 1 July in England
  await seen('gp', 'own', '2026-07-01T09:00:00Z', 'success', 'Observation/secret');
  await seen('nurse', 'own', '2026-07-01T09:30:00Z', 'refused', 'Observation/secret');
  await seen('program:x', 'own', '2026-07-02T09:30:00Z');
  const { status, events } = await ask('patient', '?date=ge2026-07-01&date=lt2026-08');
  assert.equal(status, 200);
  assert.deepEqual(events.map(({ agent: [agent], period }) => [agent?.name, agent?.role?.[0]?.text, period?.start, period?.end]), [
    ['A program', 'Computer system', '2026-07-02T09:30:00Z', '2026-07-02T09:30:00Z'],
    ['The gp', 'GP', '2026-06-30T23:10:00Z', '2026-07-01T09:00:00Z'],
  ]);
  assert.ok(!JSON.stringify(events).includes('secret'));
  for (const event of events) assert.deepEqual(validator.validate(event), []);
  const first = await ask('patient', '?date=ge2026-07-01&date=lt2026-08&_count=1');
  const second = await ask('patient', first.next ?? '');
  assert.deepEqual([[...first.events, ...second.events], second.next], [events, undefined]);
  assert.equal((await ask('patient', '?patient=other')).status, 404);
  assert.equal((await app.inject({ url: `/A20047/fhir/r4/AuditEvent/${events[0]?.id ?? ''}`, headers: { cookie: cookies['patient'] ?? '' } })).statusCode, 403);
});

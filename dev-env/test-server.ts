import type { AddressInfo } from 'node:net';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../apps/server/app.ts';
import { makeContext } from '../apps/server/make-context.ts';
import type { WebApps } from '../apps/server/build-web.ts';
import { buildPatientAssets } from '../apps/patient/build-assets.ts';
import { importRecords } from '../exchange/import/import-records.ts';
import { createValidator } from '../platform/fhir/validation/validate.ts';
import { type NewAccount, saveAccount } from '../platform/identity/accounts.ts';
import { DEMONSTRATION_PATIENT_ID, generatePopulation } from './population/generate.ts';
import { practitionerId } from './population/practice.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

/** The password of every sign-in of a test server. */
export const TEST_PASSWORD = 'correct-horse-battery';

export interface TestServer {
  base: string;
  database: TestDatabase;
  app: FastifyInstance;
  /** Signs in and answers a fetch that carries the session. Paths are below `/{ods}`. */
  as(username: string, ods?: string): Promise<(path: string, init?: RequestInit) => Promise<Response>>;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  practices?: readonly string[];
  /** Synthetic patients in each practice. */
  patients?: number;
  /** The built web applications, where the test opens them. */
  web?: WebApps;
}

/** The whole system in this process: real database, real HTTP, every role able to sign in at every practice. */
export async function startTestServer({ practices = ['A20047'], patients = 10, web }: TestServerOptions = {}): Promise<TestServer> {
  const database = await startTestDatabase(practices);
  const validator = createValidator();
  for (const ods of practices) {
    await importRecords(database.app, generatePopulation({ seed: 7, patients, practice: { ods, name: `Practice ${ods}` }, today: '2026-11-20' }), {
      practice: ods, account: 'system:test', source: 'synthetic', validate: (resource) => validator.validate(resource),
    });
    for (const account of accounts()) await saveAccount(database.app, ods, account);
  }
  const errors: unknown[] = [];
  const context = makeContext(database.app, validator, 'http://127.0.0.1', (error) => errors.push(error));
  const dirs = web ?? { workspaceDir: await mkdtemp(join(tmpdir(), 'jenner-web-')), patientAssetsDir: await patientAssets() };
  const app = await buildApp({ context, validator, logLevel: 'silent', ...dirs });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address() as AddressInfo;
  const base = `http://127.0.0.1:${address.port}`;
  context.base = base;
  return {
    base,
    database,
    app,
    as: (username, ods = practices[0] ?? 'A20047') => signIn(base, username, ods),
    async stop() {
      context.feed.close();
      app.server.closeAllConnections();
      await app.close();
      await database.stop();
      if (errors.length > 0) throw errors[0];
    },
  };
}

function accounts(): NewAccount[] {
  const staff = (username: string, role: NewAccount['role'], key: string): NewAccount => ({
    username, role, name: `Test ${username}`, reference: `Practitioner/${practitionerId(key)}`, password: TEST_PASSWORD,
  });
  return [
    staff('gp', 'gp', 'gp'),
    staff('gp2', 'gp', 'gp2'),
    staff('nurse', 'nurse', 'nurse'),
    staff('reception', 'receptionist', 'receptionist'),
    staff('manager', 'manager', 'manager'),
    { username: 'patient', role: 'patient', name: 'Test patient', reference: `Patient/${DEMONSTRATION_PATIENT_ID}`, password: TEST_PASSWORD },
  ];
}

async function patientAssets(): Promise<string> {
  const directory = join(tmpdir(), `jenner-test-assets-${process.pid}`);
  await buildPatientAssets(directory);
  return directory;
}

async function signIn(base: string, username: string, ods: string): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const answer = await fetch(`${base}/${ods}/auth/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: TEST_PASSWORD }),
  });
  if (answer.status !== 200) throw new Error(`${username} could not sign in: ${answer.status}`);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return (path, init = {}) => fetch(`${base}/${ods}${path}`, { ...init, headers: { cookie, ...(init.headers as Record<string, string> | undefined) } });
}

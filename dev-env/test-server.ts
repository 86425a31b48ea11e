import type { AddressInfo } from 'node:net';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../apps/server/app.ts';
import { connectSignInServices } from '../apps/server/cli/national-sign-in.ts';
import { type Background, startBackground } from '../apps/server/background.ts';
import { makeContext } from '../apps/server/make-context.ts';
import type { WebApps } from '../apps/server/build-web.ts';
import { buildPatientAssets } from '../apps/patient/build-assets.ts';
import { anchorPlace } from '../platform/audit/anchor-place.ts';
import { installJobs } from '../platform/jobs/install.ts';
import { importRecords } from '../exchange/import/import-records.ts';
import { createValidator } from '../platform/fhir/validation/validate.ts';
import { accountByUsername, type NewAccount, saveAccount } from '../platform/identity/accounts.ts';
import { openSession } from '../platform/identity/open-session.ts';
import { totpCode } from '../platform/identity/totp.ts';
import { SESSION_COOKIE } from '../platform/http/session.ts';
import { DEMONSTRATION_PATIENT_ID, generatePopulation } from './population/generate.ts';
import { practitionerId } from './population/practice.ts';
import { cis2UserOf } from './simulated-people.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

/** Of every sign-in of a test server: the password, and the secret of its authenticator app. */
export const TEST_PASSWORD = 'correct-horse-battery';
export const TEST_TOTP_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** What a person types to sign in. A code works once: the same person's next sign-in takes the next half minute's, up to the third. */
export function testCredentials(username: string, nth = 0): { username: string; password: string; code: string } {
  return { username, password: TEST_PASSWORD, code: totpCode(TEST_TOTP_SECRET, Date.now() + (nth - 1) * 30_000) };
}

export interface TestServer {
  base: string;
  database: TestDatabase;
  app: FastifyInstance;
  background: Background;
  /** A fetch that carries a session of this person. Paths are below `/{ods}`. */
  as(username: string, ods?: string): Promise<(path: string, init?: RequestInit) => Promise<Response>>;
  /** The token of a new session of this person, opened without the screens: the value of the cookie. */
  session(username: string, ods?: string): Promise<string>;
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
  // Before anything runs by itself: compiling the styles holds the process up for seconds, longer than a connection may take.
  const dirs = web ?? { workspaceDir: await mkdtemp(join(tmpdir(), 'jenner-web-')), patientAssetsDir: await patientAssets() };
  await installJobs(database.connections.owner);
  const background = await startBackground(
    database.app,
    { connection: database.connections.app, base: () => context.base, anchors: anchorPlace(undefined, await mkdtemp(join(tmpdir(), 'jenner-anchors-'))), allowLocal: true },
    (message) => errors.push(new Error(message)),
  );
  const context = makeContext(database.app, validator, 'http://127.0.0.1', background, (error) => errors.push(error));
  const app = await buildApp({ context, background, validator, logLevel: 'silent', ...dirs });
  await connectSignInServices(app, context, { cis2: undefined, nhsLogin: undefined }, practices[0]);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address() as AddressInfo;
  const base = `http://127.0.0.1:${address.port}`;
  context.base = base;
  return {
    base,
    database,
    app,
    background,
    async as(username, ods = practices[0] ?? 'A20047') {
      const cookie = `${SESSION_COOKIE}=${await open(database, username, ods)}`;
      return (path, init = {}) => fetch(`${base}/${ods}${path}`, { ...init, headers: { cookie, ...(init.headers as Record<string, string> | undefined) } });
    },
    session: (username, ods = practices[0] ?? 'A20047') => open(database, username, ods),
    async stop() {
      context.feed.close();
      app.server.closeAllConnections();
      await app.close();
      await background.close();
      await database.stop();
      if (errors.length > 0) throw errors[0];
    },
  };
}

function accounts(): NewAccount[] {
  const staff = (username: string, role: NewAccount['role'], key: string): NewAccount => ({
    username, role, name: `Test ${username}`, reference: `Practitioner/${practitionerId(key)}`, password: TEST_PASSWORD, totpSecret: TEST_TOTP_SECRET, cis2User: cis2UserOf(key),
  });
  return [
    staff('gp', 'gp', 'gp'),
    staff('gp2', 'gp', 'gp2'),
    staff('nurse', 'nurse', 'nurse'),
    staff('reception', 'receptionist', 'receptionist'),
    staff('manager', 'manager', 'manager'),
    { username: 'patient', role: 'patient', name: 'Test patient', reference: `Patient/${DEMONSTRATION_PATIENT_ID}`, password: TEST_PASSWORD, totpSecret: TEST_TOTP_SECRET },
  ];
}

async function patientAssets(): Promise<string> {
  const directory = join(tmpdir(), `jenner-test-assets-${process.pid}`);
  await buildPatientAssets(directory);
  return directory;
}

/** Opens a session as a sign-in does once every factor is proved. */
async function open({ app }: TestDatabase, username: string, ods: string): Promise<string> {
  return app.transaction(ods, async (tx) => {
    const account = await accountByUsername(tx, username);
    if (account === undefined) throw new Error(`There is no ${username} at ${ods}`);
    const { token } = await openSession(tx, { account: account.id, role: account.role, method: 'password-and-code', agent: 'test' });
    return token;
  });
}

import { once } from 'node:events';
import { createServer } from 'node:net';
import { createValidator } from '../../../../platform/fhir/validation/validate.ts';
import { buildApp } from '../../app.ts';
import { startBackground } from '../../background.ts';
import { buildWebApps } from '../../build-web.ts';
import { openDatabases } from '../../databases.ts';
import { type Demonstration, loadDemonstration } from '../demonstration.ts';
import { connectSignInServices, readSignInServices } from '../national-sign-in.ts';
import { makeContext } from '../../make-context.ts';
import { readSettings, type Settings } from '../../settings.ts';
import { voidSnapshotsOfOtherAddress } from '../../snapshot-address.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  summary: 'start the server (also: npm start)',
  help: `npm start

Starts everything: builds the web applications, starts the embedded PostgreSQL (or uses DATABASE_URL),
brings the database up to date, loads the demonstration the first time, and serves until Ctrl+C.
Settings come from the environment: see the table in README.md.`,
  async run() {
    const settings = readSettings(process.env);
    const services = await readSignInServices(process.env);
    const began = performance.now();
    const say = (message: string): void => console.log(`[${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s] ${message}`);
    await refuseTakenPort(settings);

    const stopping = Promise.withResolvers<void>();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.resolve());

    const building = buildWebApps(say);
    building.catch(() => undefined); // looked at below, once the database is ours to close
    const databases = await openDatabases(settings, say);
    try {
      const web = await building;
      await voidSnapshotsOfOtherAddress(databases.owner, settings.base);
      const validator = createValidator();
      const demonstration = await loadDemonstration(databases, settings, validator, say, stopping.promise);
      if (demonstration === 'stopped') return 0;
      const problem = (message: string): void => console.error(message);
      const background = await startBackground(
        databases.app,
        { connection: databases.connection, base: () => settings.base, anchors: settings.anchors, allowLocal: settings.localHooks },
        problem,
      );
      try {
        const context = makeContext(databases.app, validator, settings.base, background, (error) => problem(`change feed: ${error instanceof Error ? error.name : 'error'}`));
        const app = await buildApp({ context, background, validator, logLevel: settings.logLevel, metricsToken: settings.metricsToken, ...web });
        await connectSignInServices(app, context, services, demonstration?.ods);
        await app.listen({ port: settings.port, host: settings.host });
        say('Ready');
        console.log(screen(settings, demonstration));
        await stopping.promise;
        console.log('\nStopping…');
        context.feed.close();
        app.server.closeAllConnections();
        await app.close();
        return 0;
      } finally {
        await background.close();
      }
    } finally {
      await databases.close();
    }
  },
};

/** Before any work is done: a port in use is the commonest fault at start. */
async function refuseTakenPort({ port, host }: Settings): Promise<void> {
  const probe = createServer();
  probe.listen({ port, host });
  try {
    await once(probe, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE') throw new Error(`Port ${port} on ${host} is in use: stop what uses it, or choose another with PORT.`, { cause: error });
    if (code === 'EACCES') throw new Error(`Port ${port} may not be used by this user: choose one above 1023 with PORT.`, { cause: error });
    throw new Error(`Jenner cannot listen on ${host}: HOST must be an address of this machine.`, { cause: error });
  }
  probe.close();
  await once(probe, 'close');
}

function screen({ base, database, dataDir }: Settings, demonstration: Demonstration | undefined): string {
  const lines = [
    '',
    `  Jenner is running at          ${base}`,
    `  Staff workspace               ${base}/workspace/`,
    `  For patients                  ${base}/my/`,
  ];
  if (demonstration !== undefined) {
    lines.push(
      `  FHIR API                      ${base}/${demonstration.ods}/fhir/r4`,
      '',
      `  Demonstration practice ${demonstration.ods}, made-up people. Nothing to type:`,
      '    staff          "Sign in with simulated NHS CIS2", then choose one of',
      ...demonstration.staff.map(({ name, description }) => `                     ${name.padEnd(20)} ${description}`),
      '    patients       "Continue with simulated NHS login", then choose one',
    );
  }
  lines.push(
    '',
    '  Stop with Ctrl+C. Nothing is lost; the next start is quick.',
    database === undefined
      ? `  Data: ${dataDir}. For your own PostgreSQL 15+: DATABASE_URL=postgres://user:password@host/database npm start`
      : '  Data: the PostgreSQL in DATABASE_URL.',
    '',
  );
  return lines.join('\n');
}

import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { buildApp as build } from '../../apps/server/app.ts';
import type { makeContext as make } from '../../apps/server/make-context.ts';
import { buildPatientAssets } from '../../apps/patient/build-assets.ts';
import { createValidator } from '../../platform/fhir/validation/validate.ts';
import type { World } from './world.ts';

/** A change to one source file, of text that stands there once. */
export interface Mutation {
  file: string;
  from: string;
  to: string;
}

const ROOT = join(import.meta.dirname, '../..');
const MARK = 'mutant';
const loaded = new Map<string, readonly Mutation[]>();
let hooked = false;
let built: Promise<string> | undefined;

/**
 * The whole server built a second time from changed sources, over the same database. Every module of ours is loaded
 * anew under an address of its own, so that the server under test and this one share nothing.
 */
export async function mutatedApp({ server: { database, background } }: World, mutations: readonly Mutation[]): Promise<{ app: FastifyInstance; close(): Promise<void> }> {
  if (!hooked) hook();
  for (const { file, from } of mutations) {
    if (readFileSync(join(ROOT, file), 'utf8').split(from).length !== 2) throw new Error(`${file} does not say once: ${from}`);
  }
  const name = String(loaded.size + 1);
  loaded.set(name, mutations);
  const load = (file: string): Promise<Record<string, unknown>> => import(`${pathToFileURL(join(ROOT, file)).href}?${MARK}=${name}`) as Promise<Record<string, unknown>>;
  const { buildApp } = (await load('apps/server/app.ts')) as { buildApp: typeof build };
  const { makeContext } = (await load('apps/server/make-context.ts')) as { makeContext: typeof make };
  const validator = createValidator();
  const context = makeContext(database.app, validator, 'http://127.0.0.1', background, () => undefined);
  const app = await buildApp({ context, background, validator, logLevel: 'silent', workspaceDir: await assets(), patientAssetsDir: await assets() });
  await app.ready();
  return {
    app,
    async close() {
      context.feed.close();
      await app.close();
    },
  };
}

function assets(): Promise<string> {
  built ??= mkdtemp(join(tmpdir(), 'jenner-mutant-')).then(async (directory) => {
    await buildPatientAssets(directory);
    return directory;
  });
  return built;
}

function hook(): void {
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const name = context.parentURL === undefined ? null : new URL(context.parentURL).searchParams.get(MARK);
      if (name === null || !found.url.startsWith('file:') || found.url.includes('/node_modules/') || found.url.includes('?')) return found;
      return { ...found, url: `${found.url}?${MARK}=${name}` };
    },
    load(url, context, next) {
      const name = url.startsWith('file:') ? new URL(url).searchParams.get(MARK) : null;
      const found = next(url, context);
      const changes = loaded.get(name ?? '')?.filter(({ file }) => join(ROOT, file) === fileURLToPath(url.split('?')[0] ?? url)) ?? [];
      if (changes.length === 0) return found;
      const text = typeof found.source === 'string' ? found.source : new TextDecoder().decode(found.source);
      return { ...found, source: changes.reduce((source, { from, to }) => source.replace(from, () => to), text) };
    },
  });
}

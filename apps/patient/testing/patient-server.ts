import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyFormbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ApiClient } from '../api-client.ts';
import { registerPatientApp } from '../app.ts';
import { buildPatientAssets } from '../build-assets.ts';

let assets: Promise<string> | undefined;

/** The patient app alone, over an API, as the server would mount it. Not listening. */
export async function patientServer(api: ApiClient): Promise<FastifyInstance> {
  assets ??= mkdtemp(join(tmpdir(), 'patient-assets-')).then(async (folder) => {
    await buildPatientAssets(folder);
    return folder;
  });
  const app = Fastify();
  await app.register(fastifyCookie);
  await app.register(fastifyFormbody);
  registerPatientApp(app, { api, assetsDir: await assets });
  await app.ready();
  return app;
}

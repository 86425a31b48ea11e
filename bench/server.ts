/** Jenner itself as a process of its own, on a database that stands already. Started by bench/main.ts. */
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { buildApp } from '../apps/server/app.ts';
import { startBackground } from '../apps/server/background.ts';
import { makeContext } from '../apps/server/make-context.ts';
import { buildPatientAssets } from '../apps/patient/build-assets.ts';
import { createValidator } from '../platform/fhir/validation/validate.ts';
import { anchorPlace } from '../platform/audit/anchor-place.ts';
import { connect, type ConnectionOptions } from '../platform/store/database.ts';

const told = once(process, 'message');
process.send?.('listening for the connection');
const [connection] = (await told) as [ConnectionOptions];
const directory = await mkdtemp(join(tmpdir(), 'jenner-bench-web-'));
await buildPatientAssets(directory);
const validator = createValidator();
const db = connect(connection, { size: 12 });
const background = await startBackground(db, { connection, base: () => context.base, anchors: anchorPlace(undefined, directory), allowLocal: false }, (message) => process.stderr.write(`${message}\n`));
const context = makeContext(db, validator, 'http://127.0.0.1', background, () => undefined);
const app = await buildApp({ context, background, validator, logLevel: 'error', workspaceDir: directory, patientAssetsDir: directory });
const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.send?.(Number(new URL(address).port));

const loop = monitorEventLoopDelay({ resolution: 10 });
loop.enable();
setInterval(() => {
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ rss, heap: heapUsed, loopDelay: loop.percentile(99) / 1e6 });
  loop.reset();
}, 1000).unref();

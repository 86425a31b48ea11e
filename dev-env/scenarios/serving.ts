import { buildApp } from '../../apps/server/app.ts';
import { makeContext } from '../../apps/server/make-context.ts';
import { createValidator } from '../../platform/fhir/validation/validate.ts';
import type { Stage } from './stage.ts';

/** Ends the serving of a stage in the middle of whatever it does; its database stands. */
export async function stopServing({ server }: Stage): Promise<void> {
  server.app.server.closeAllConnections();
  const closed = server.app.close();
  server.app.server.closeAllConnections();
  await closed;
}

/** Serves the same database at the same address again. Answers how to end it. */
export async function serveAgain({ server, web }: Stage): Promise<() => Promise<void>> {
  const validator = createValidator();
  const context = makeContext(server.database.app, validator, server.base, server.background, () => undefined);
  const app = await buildApp({ context, background: server.background, validator, logLevel: 'silent', ...web });
  await app.listen({ port: Number(new URL(server.base).port), host: '127.0.0.1' });
  return async () => {
    context.feed.close();
    app.server.closeAllConnections();
    await app.close();
  };
}

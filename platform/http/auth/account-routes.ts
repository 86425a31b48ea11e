import type { FastifyInstance } from 'fastify';
import { disableAccount, enableAccount, listAccounts } from '../../identity/accounts.ts';
import type { AppContext } from '../context.ts';
import { noStore } from '../fhir/answer.ts';
import { principalOf } from '../route-access.ts';

interface OfAccount {
  Params: { ods: string; username: string };
}

const KEEPS = { config: { access: { ability: 'manageApps' } } } as const;

/** The practice's sign-ins of staff, and switching one off and on. Patients' are not listed: their names are patients' data. See docs/api.md. */
export function registerAccountRoutes(app: FastifyInstance, { db }: AppContext): void {
  app.get('/:ods/auth/accounts', KEEPS, async (request, reply) => {
    noStore(reply);
    return listAccounts(db, principalOf(request).practice, 'staff');
  });

  app.put<OfAccount>('/:ods/auth/accounts/:username/disabled', KEEPS, async (request, reply) => {
    const { practice, account } = principalOf(request);
    await disableAccount(db, practice, request.params.username, account);
    return reply.code(204).send();
  });

  app.delete<OfAccount>('/:ods/auth/accounts/:username/disabled', KEEPS, async (request, reply) => {
    const { practice, account } = principalOf(request);
    await enableAccount(db, practice, request.params.username, account);
    return reply.code(204).send();
  });
}

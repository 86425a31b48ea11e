import type { FastifyInstance } from 'fastify';
import { Problem } from '../../errors.ts';
import type { Principal } from '../../access/principal.ts';
import { addressesOf } from '../../smart/addresses.ts';
import { type Client, findClient, listClients, registerClient, withdrawClient } from '../../smart/clients.ts';
import { listAllowed, withdrawConsent } from '../../smart/consents.ts';
import { describeScopes } from '../../smart/describe-scopes.ts';
import { makeLaunch } from '../../smart/launches.ts';
import { readRegistration } from '../../smart/registration.ts';
import { recentActs } from '../../smart/recent-acts.ts';
import type { AppContext } from '../context.ts';
import { checkId } from './check-id.ts';
import { principalOf } from '../route-access.ts';
import { noStore } from '../fhir/answer.ts';
import { choice } from './choose-patient.ts';

type InPractice = { Params: { ods: string } };
type OfApp = { Params: { ods: string; client: string } };

/** `/{ods}/apps`: the practice's register of apps; what each did last; starting one from the workspace; and what a person has allowed. */
export function registerAppRoutes(app: FastifyInstance, context: AppContext): void {
  const manages = { config: { access: { ability: 'manageApps' as const } } };
  const own = { config: { access: { signedIn: 'the apps they can start or have allowed' } } };

  app.get<InPractice>('/:ods/apps', manages, async (request, reply) => {
    const { practice } = principalOf(request);
    noStore(reply);
    return (await context.db.transaction(practice, listClients)).map(describe);
  });

  app.post<InPractice>('/:ods/apps', manages, async (request, reply) => {
    const principal = person(principalOf(request));
    const registration = readRegistration(request.body);
    const { id, secret } = await context.db.transaction(principal.practice, (tx) => registerClient(tx, principal, registration));
    noStore(reply);
    return reply.code(201).send({ id, ...(secret === undefined ? {} : { secret }), fhir: addressesOf(context.base, principal.practice).fhir });
  });

  app.delete<OfApp>('/:ods/apps/:client', manages, async (request, reply) => {
    const principal = person(principalOf(request));
    await context.db.transaction(principal.practice, (tx) => withdrawClient(tx, principal, checkId(request.params.client)));
    return reply.code(204).send();
  });

  app.get<OfApp>('/:ods/apps/:client/acts', manages, async (request, reply) => {
    const { practice } = principalOf(request);
    noStore(reply);
    return context.db.transaction(practice, (tx) => recentActs(tx, checkId(request.params.client)));
  });

  app.get<InPractice>('/:ods/auth/launches', own, async (request, reply) => {
    const { practice, own: records } = person(principalOf(request));
    noStore(reply);
    if (records !== null) return [];
    const clients = await context.db.transaction(practice, listClients);
    return clients.flatMap(({ id, name, launchUrl, withdrawnAt }) => (launchUrl === undefined || withdrawnAt !== undefined ? [] : [{ client: id, name }]));
  });

  app.post<InPractice & { Body: unknown }>('/:ods/auth/launches', own, async (request, reply) => {
    const principal = person(principalOf(request));
    const { client, patient, encounter } = launchOf(request.body);
    // Read as the user, and audited as such: what they cannot open they cannot hand over.
    if ((await choice(context, principal, patient)) === undefined) throw new Problem('not-found', 'The patient is not known');
    const { practice } = principal;
    const address = await context.db.transaction(practice, async (tx) => {
      const launchUrl = (await findClient(tx, client))?.launchUrl;
      if (launchUrl === undefined) throw new Problem('not-found', 'There is no such app to start');
      const url = new URL(launchUrl);
      url.searchParams.set('iss', addressesOf(context.base, practice).fhir);
      url.searchParams.set('launch', await makeLaunch(tx, principal, client, { patient, encounter }));
      return url.href;
    });
    noStore(reply);
    return reply.code(201).send({ address });
  });

  app.get<InPractice>('/:ods/auth/allowed-apps', own, async (request, reply) => {
    const { practice, account } = person(principalOf(request));
    noStore(reply);
    const apps = await context.db.transaction(practice, (tx) => listAllowed(tx, account));
    return apps.map((allowed) => ({ ...allowed, does: describeScopes(allowed.scopes) }));
  });

  app.delete<OfApp>('/:ods/auth/allowed-apps/:client', own, async (request, reply) => {
    const principal = person(principalOf(request));
    await context.db.transaction(principal.practice, (tx) => withdrawConsent(tx, principal, checkId(request.params.client)));
    return reply.code(204).send();
  });
}

/** Somebody who has signed in themselves: a token can register, start or allow nothing. */
function person(principal: Principal): Principal {
  if (principal.scopes !== undefined) throw new Problem('forbidden', 'Only somebody who has signed in can do this, not a token');
  return principal;
}

function describe({ secret: _secret, jwks, ...client }: Client): object {
  return { ...client, keys: jwks === undefined ? undefined : 'inline', does: describeScopes(client.scopes) };
}

function launchOf(body: unknown): { client: string; patient: string; encounter: string | null } {
  if (typeof body === 'object' && body !== null && 'client' in body && 'patient' in body && typeof body.client === 'string' && typeof body.patient === 'string') {
    const encounter = 'encounter' in body && typeof body.encounter === 'string' ? checkId(body.encounter) : null;
    return { client: checkId(body.client), patient: checkId(body.patient), encounter };
  }
  throw new Problem('invalid', 'Send {"client","patient"}, and an "encounter" where there is one');
}

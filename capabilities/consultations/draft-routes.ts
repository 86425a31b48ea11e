import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../../platform/access/principal.ts';
import { Problem } from '../../platform/errors.ts';
import type { AppContext } from '../../platform/http/context.ts';
import { principalOf } from '../../platform/http/route-access.ts';
import { deleteDraft, listDrafts, readDraft, saveDraft } from './drafts.ts';

const MAX_TEXT = 200_000;
/** PostgreSQL's integer. */
const MAX_VERSION = 2 ** 31 - 1;

interface Address {
  ods: string;
  patient: string;
}

/** `/{ods}/drafts`: what a clinician has typed and not yet saved to the record. See docs/api.md. */
export function registerDraftRoutes(app: FastifyInstance, context: AppContext): void {
  const options = { config: { access: { interaction: 'c', type: 'Encounter' } } } as const;

  app.get('/:ods/drafts', options, async (request) => {
    const principal = principalOf(request);
    return (await listDrafts(context.db, principal)).filter(({ patient }) => mayOpen(principal, patient));
  });

  app.get<{ Params: Address }>('/:ods/drafts/:patient', options, async (request) => {
    const draft = await readDraft(context.db, within(request), request.params.patient);
    if (draft === undefined) throw new Problem('not-found', 'There is no draft');
    return draft;
  });

  app.put<{ Params: Address }>('/:ods/drafts/:patient', options, async (request, reply) => {
    const principal = within(request);
    const { text, version } = bodyOf(request.body);
    const saved = await saveDraft(context.db, principal, request.params.patient, text, version);
    return reply.code(saved.saved ? 200 : 409).send(saved.draft);
  });

  app.delete<{ Params: Address; Querystring: { version?: string } }>('/:ods/drafts/:patient', options, async (request, reply) => {
    const version = Number(request.query.version ?? MAX_VERSION);
    if (!Number.isInteger(version) || version < 0) throw new Problem('invalid', 'The version is a whole number');
    await deleteDraft(context.db, within(request), request.params.patient, Math.min(version, MAX_VERSION));
    return reply.code(204).send();
  });
}

/** Who asks, who may open the record that the draft is for: an app is confined to one. */
function within(request: FastifyRequest<{ Params: Address }>): Principal {
  const principal = principalOf(request);
  if (!mayOpen(principal, request.params.patient)) throw new Problem('not-found', 'The patient is not known');
  return principal;
}

function mayOpen({ own }: Principal, patient: string): boolean {
  return own === null || own.includes(patient);
}

function bodyOf(body: unknown): { text: string; version: number } {
  if (typeof body === 'object' && body !== null && 'text' in body && 'version' in body) {
    const { text, version } = body;
    if (typeof text === 'string' && text.length <= MAX_TEXT && typeof version === 'number' && Number.isInteger(version) && version >= 0 && version <= MAX_VERSION) return { text, version };
  }
  throw new Problem('invalid', 'Send {"text","version"}; the text may have 200,000 characters');
}

import type { FastifyInstance } from 'fastify';
import { authorise } from '../../platform/access/decide.ts';
import type { Principal } from '../../platform/access/principal.ts';
import { Problem } from '../../platform/errors.ts';
import type { AppContext } from '../../platform/http/context.ts';
import { authenticate } from '../../platform/http/session.ts';
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
  const author = async (request: Parameters<typeof authenticate>[1]): Promise<Principal> => {
    const principal = await authenticate(context, request);
    authorise(principal, 'c', 'Encounter');
    return principal;
  };

  app.get('/:ods/drafts', async (request) => listDrafts(context.db, await author(request)));

  app.get<{ Params: Address }>('/:ods/drafts/:patient', async (request) => {
    const draft = await readDraft(context.db, await author(request), request.params.patient);
    if (draft === undefined) throw new Problem('not-found', 'There is no draft');
    return draft;
  });

  app.put<{ Params: Address }>('/:ods/drafts/:patient', async (request, reply) => {
    const principal = await author(request);
    const { text, version } = bodyOf(request.body);
    const saved = await saveDraft(context.db, principal, request.params.patient, text, version);
    return reply.code(saved.saved ? 200 : 409).send(saved.draft);
  });

  app.delete<{ Params: Address; Querystring: { version?: string } }>('/:ods/drafts/:patient', async (request, reply) => {
    const version = Number(request.query.version ?? MAX_VERSION);
    if (!Number.isInteger(version) || version < 0) throw new Problem('invalid', 'The version is a whole number');
    await deleteDraft(context.db, await author(request), request.params.patient, Math.min(version, MAX_VERSION));
    return reply.code(204).send();
  });
}

function bodyOf(body: unknown): { text: string; version: number } {
  if (typeof body === 'object' && body !== null && 'text' in body && 'version' in body) {
    const { text, version } = body;
    if (typeof text === 'string' && text.length <= MAX_TEXT && typeof version === 'number' && Number.isInteger(version) && version >= 0 && version <= MAX_VERSION) return { text, version };
  }
  throw new Problem('invalid', 'Send {"text","version"}; the text may have 200,000 characters');
}

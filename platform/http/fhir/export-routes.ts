import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorise } from '../../access/decide.ts';
import type { Principal } from '../../access/principal.ts';
import { reachOf } from '../../access/scope.ts';
import { askForExport } from '../../bulk/ask.ts';
import { auditFetched } from '../../bulk/audit-export.ts';
import { type Export, findExport, listFiles, readFile, removeExport } from '../../bulk/export.ts';
import { type Question, readQuestion } from '../../bulk/question.ts';
import { Problem } from '../../errors.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { noStore, prefers, takesGzip } from './answer.ts';
import { groupMembers } from './group-members.ts';

interface Address {
  ods: string;
  id: string;
  file: string;
}

const unzip = promisify(gunzip);
const BASE = '/:ods/fhir/r4';
const RETRY_S = 5;

/**
 * Bulk Data Access 2 `$export` of the practice, of its patients or of a Group, for programs with `system/` scopes. People do
 * not export here: one session left open must not be a whole practice's records. Asked for with `Prefer: respond-async`,
 * made by a job, fetched by the program that asked, gone after a day.
 */
export function registerExportRoutes(app: FastifyInstance, context: AppContext, jobs: Jobs, types: ReadonlySet<string>): void {
  // No HEAD: it would ask for an export, or write down that a file was fetched.
  const checked = { exposeHeadRoute: false, config: { access: { checks: 'entries' } } } as const;
  const own = { config: { access: { signedIn: 'exports that it has asked for itself' } } } as const;

  const ask = async (request: FastifyRequest<{ Params: Address }>, reply: FastifyReply, operation: string, of: (principal: Principal) => Promise<Question['of']> | Question['of']): Promise<FastifyReply> => {
    const principal = programOf(request);
    if (!prefers(request, 'respond-async')) throw new Problem('invalid', 'An export is asked for with the header Prefer: respond-async');
    const scopes = principal.scopes ?? [];
    const known = [...types].filter((type) => reachOf(scopes, 'r', type) !== 'none');
    if (known.length === 0) throw new Problem('forbidden', 'The access token’s scope covers nothing that could be exported');
    const question = readQuestion(new URLSearchParams(request.url.split('?')[1] ?? ''), await of(principal), known, prefers(request, 'handling=lenient'));
    const url = `${context.base}${request.url}`;
    const id = await context.db.transaction(principal.practice, (tx) => askForExport(tx, jobs, principal, { url, operation }, question));
    return reply.code(202).header('content-location', `${context.base}/${principal.practice}/fhir/r4/$export/${id}`).send();
  };
  app.get<{ Params: Address }>(`${BASE}/$export`, checked, (request, reply) => ask(request, reply, '$export', () => 'all'));
  app.get<{ Params: Address }>(`${BASE}/Patient/$export`, checked, (request, reply) => ask(request, reply, 'Patient/$export', () => 'records'));
  app.get<{ Params: Address }>(`${BASE}/Group/:id/$export`, checked, (request, reply) => ask(request, reply, 'Group/$export', (principal) => {
    authorise(principal, 'r', 'Group');
    return groupMembers(context.db, principal, request.params.id);
  }));

  app.get<{ Params: Address }>(`${BASE}/$export/:id`, own, async (request, reply) => {
    const { practice, account } = programOf(request);
    const { found, files } = await context.db.transaction(practice, async (tx) => {
      const one = known(await findExport(tx, account, request.params.id));
      return { found: one, files: one.status === 'done' ? await listFiles(tx, one.id) : [] };
    });
    noStore(reply);
    if (found.status === 'failed') throw new Problem('unavailable', 'The export could not be made: ask for it again', { retryAfter: 120 });
    if (found.status !== 'done') return reply.code(202).header('retry-after', RETRY_S).header('x-progress', `${found.resources} resources`).send();
    const address = `${context.base}/${practice}/fhir/r4/$export/${found.id}`;
    return reply.header('expires', found.expires.toUTCString()).send({
      transactionTime: found.moment?.toISOString(),
      request: found.request,
      requiresAccessToken: true,
      output: files.map(({ number, type, resources }) => ({ type, url: `${address}/${number}.ndjson`, count: resources })),
      error: [],
    });
  });

  app.delete<{ Params: Address }>(`${BASE}/$export/:id`, own, async (request, reply) => {
    const { practice, account } = programOf(request);
    await context.db.transaction(practice, async (tx) => removeExport(tx, known(await findExport(tx, account, request.params.id)).id));
    return reply.code(202).send();
  });

  app.get<{ Params: Address }>(`${BASE}/$export/:id/:file`, { ...own, exposeHeadRoute: false }, async (request, reply) => {
    const principal = programOf(request);
    const number = Number(/^([1-9]\d{0,8})\.ndjson$/.exec(request.params.file)?.[1]);
    const file = await context.db.transaction(principal.practice, async (tx) => {
      const found = known(await findExport(tx, principal.account, request.params.id));
      const read = found.status === 'done' && Number.isInteger(number) ? await readFile(tx, found.id, number) : undefined;
      if (read === undefined) throw new Problem('not-found', 'The export has no such file');
      refuseNarrower(principal, found, read.type);
      await auditFetched(tx, principal.account, found.id, read);
      return read;
    });
    noStore(reply);
    void reply.type('application/fhir+ndjson').header('vary', 'accept-encoding');
    return takesGzip(request) ? reply.header('content-encoding', 'gzip').send(Buffer.from(file.body)) : reply.send(await unzip(file.body));
  });
}

/** A program by itself: neither a person, nor an app that acts for one. */
function programOf(request: FastifyRequest): Principal {
  const principal = principalOf(request);
  if (principal.belongs === 'stranger') throw new Problem('not-found', 'There is no such practice here');
  if (principal.role !== 'system' || principal.own !== null) throw new Problem('forbidden', 'Only programs with system/ scopes export');
  return principal;
}

function known(found: Export | undefined): Export {
  if (found === undefined) throw new Problem('not-found', 'There is no such export: it may have ended or expired');
  return found;
}

/** A token of the same program that may do less than the one it asked with does not get what that one would have got. */
function refuseNarrower({ scopes = [] }: Principal, { scope }: Export, type: string): void {
  const now = reachOf(scopes, 'r', type);
  if (now !== 'all' && JSON.stringify(now) !== JSON.stringify(reachOf(scope.split(' '), 'r', type))) throw new Problem('forbidden', `The access token's scope does not cover this on ${type}`);
}

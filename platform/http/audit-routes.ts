import type { AuditEvent } from '@medplum/fhirtypes';
import type { FastifyInstance } from 'fastify';
import { requireAbility } from '../access/decide.ts';
import { abilitiesOf, type Principal } from '../access/principal.ts';
import { auditEvent, entryId, readEntryId, readVisitId, visitEvent, visitId } from '../audit/audit-event.ts';
import { auditAsking, mayKnow, readAudit, readEntry } from '../audit/read-audit.ts';
import { visitsTo } from '../audit/who-saw.ts';
import { Problem } from '../errors.ts';
import { parseAuditQuery, type AuditRequest } from './audit-query.ts';
import type { AppContext } from './context.ts';
import { FHIR_JSON, noStore } from './fhir/answer.ts';
import { principalOf } from './route-access.ts';

const ROUTE = '/:ods/fhir/r4/AuditEvent';
const access = { interaction: 's', type: 'AuditEvent' } as const;

interface Page {
  events: AuditEvent[];
  /** Where the next page begins; undefined on the last. */
  next: string | undefined;
}

/**
 * `GET /{ods}/fhir/r4/AuditEvent?patient=…&date=…&agent=…&outcome=…`: who did what, newest first, made from the audit
 * itself; nobody writes an AuditEvent. Clinicians ask about one patient, those who also keep access about the whole
 * practice. A patient is told who was in their record on which day. Asking is itself audited, and so is being refused.
 */
export function registerAuditRoutes(app: FastifyInstance, context: AppContext): void {
  app.get(ROUTE, { config: { access } }, async (request, reply) => {
    const principal = principalOf(request);
    const query = new URLSearchParams(request.url.split('?')[1] ?? '');
    const asked = parseAuditQuery(query);
    const { events, next } = principal.role === 'patient' ? await forPatient(context, principal, asked) : await forStaff(context, principal, asked);
    const address = `${context.base}/${principal.practice}/fhir/r4/AuditEvent`;
    const link = [{ relation: 'self', url: `${address}?${query.toString()}` }];
    if (next !== undefined) {
      query.set('_after', next);
      link.push({ relation: 'next', url: `${address}?${query.toString()}` });
    }
    noStore(reply);
    const entry = events.map((resource) => ({ fullUrl: `${address}/${resource.id ?? ''}`, resource, search: { mode: 'match' } }));
    return reply.type(FHIR_JSON).send(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', link, entry }));
  });

  app.get<{ Params: { id: string } }>(`${ROUTE}/:id`, { config: { access: { interaction: 'r', type: 'AuditEvent', ability: 'readAudit' } } }, async (request, reply) => {
    const principal = principalOf(request);
    const place = readEntryId(request.params.id);
    const found = place === undefined ? undefined : await context.db.transaction(principal.practice, async (tx) => {
      const entry = await readEntry(tx, place);
      const known = entry !== undefined && (entry.patient === '' ? abilitiesOf(principal).manageAccess : await mayKnow(tx, principal, entry.patient));
      await auditAsking(tx, principal, 'read', entry?.patient ?? '', `AuditEvent/${request.params.id}`, known);
      return known ? entry : undefined;
    });
    if (found === undefined) throw new Problem('not-found', 'There is no such entry in the audit');
    noStore(reply);
    return reply.type(FHIR_JSON).send(JSON.stringify(auditEvent(principal.practice, found)));
  });
}

async function forStaff({ db }: AppContext, principal: Principal, { after, ...asked }: AuditRequest): Promise<Page> {
  const { practice } = principal;
  requireAbility(principal, 'readAudit');
  if (asked.patient === '') requireAbility(principal, 'manageAccess');
  const place = after === '' ? undefined : readEntryId(after);
  if (after !== '' && place === undefined) throw new Problem('invalid', '_after is not a place that this server gave');
  const rows = await db.transaction(practice, async (tx) => {
    const known = asked.patient === '' || (await mayKnow(tx, principal, asked.patient));
    await auditAsking(tx, principal, 'search', asked.patient, 'AuditEvent', known);
    return known ? readAudit(tx, { ...asked, after: place }) : undefined;
  });
  if (rows === undefined) throw new Problem('not-found', 'The patient is not known');
  const shown = rows.slice(0, asked.count);
  const last = shown.at(-1);
  return { events: shown.map((entry) => auditEvent(practice, entry)), next: rows.length > asked.count && last !== undefined ? entryId(last) : undefined };
}

async function forPatient({ db }: AppContext, principal: Principal, { patient, from, until, count, after }: AuditRequest): Promise<Page> {
  const { practice, own } = principal;
  const asked = patient === '' && own?.length === 1 ? (own[0] ?? '') : patient;
  const rows = await db.transaction(practice, async (tx) => {
    const known = own?.includes(asked) === true;
    await auditAsking(tx, principal, 'search', asked, 'AuditEvent', known);
    return known ? visitsTo(tx, asked, { from, until }, count, readVisitId(after)) : undefined;
  });
  if (rows === undefined) throw new Problem('not-found', 'The patient is not known');
  const shown = rows.slice(0, count);
  const last = shown.at(-1);
  return { events: shown.map((visit) => visitEvent(practice, asked, visit)), next: rows.length > count && last !== undefined ? visitId(last) : undefined };
}

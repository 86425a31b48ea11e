import { randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { authorise } from '../../../access/decide.ts';
import { Problem } from '../../../errors.ts';
import type { StoredResource } from '../../../fhir/resource.ts';
import type { Change } from '../../../store/write/step.ts';
import { conditionalCreate } from '../../../store/write/conditional-create.ts';
import { acceptResource } from '../accept-resource.ts';
import type { Asked } from './asked.ts';
import { matching, waitForOthers } from './matching.ts';
import { patched } from './patched.ts';
import { standing, whyNotStanding } from './standing.ts';
import type { Writer } from './writer.ts';

/** A write made ready: where it goes, and what is to be done there. */
export interface Planned {
  type: string;
  id: string;
  /** undefined where there is nothing to do: a conditional create that found its resource, a conditional delete that found none. */
  change: Change | undefined;
  existed: boolean;
}

/** Makes one write ready, in its transaction and before anything is written. Throws Problem as the interactions do (docs/api.md). */
export async function planWrite(writer: Writer, asked: Asked): Promise<Planned> {
  switch (asked.method) {
    case 'POST':
      return planCreate(writer, asked);
    case 'PUT':
      return planUpdate(writer, asked);
    case 'PATCH':
      return planPatch(writer, asked);
    case 'DELETE':
      return planDelete(writer, asked);
  }
}

async function planCreate(writer: Writer, asked: Asked): Promise<Planned> {
  const { type, ifNoneExist } = asked;
  authorise(writer.principal, 'c', type);
  const id = randomUUID();
  if (ifNoneExist !== undefined) {
    // The answer may be a resource that stands already.
    authorise(writer.principal, 's', type);
    const existing = await existingFor(writer, type, ifNoneExist, id);
    if (existing !== undefined) return { type, id: existing, change: undefined, existed: true };
  }
  return { type, id, change: put(writer, asked, id, 'absent'), existed: false };
}

/** An identifier is claimed in a table of its own, by its key; any other condition is searched for. */
async function existingFor(writer: Writer, type: string, condition: string, id: string): Promise<string | undefined> {
  const isIdentifier = /^\??identifier=[^|&,]+\|[^&,]+$/.test(decodeURIComponent(condition));
  if (!isIdentifier) return matching(writer, type, condition);
  await waitForOthers(writer.tx, type, condition);
  const existing = await conditionalCreate(writer.tx, type, condition.replace(/^\?/, ''), id);
  // An identifier is claimed whoever may see its bearer: the answer must not say which that is.
  if (existing !== undefined) await standing(writer.tx, writer.principal, type, existing).catch(taken);
  return existing;
}

function taken(error: unknown): never {
  throw error instanceof Problem && error.fault === 'not-found' ? new Problem('duplicate', 'That id or identifier is taken', { closed: error.closed }) : error;
}

async function planUpdate(writer: Writer, asked: Asked): Promise<Planned> {
  const { type, ifMatch, query } = asked;
  authorise(writer.principal, 'u', type);
  if (query === undefined) {
    const id = asked.id ?? '';
    const known = await standing(writer.tx, writer.principal, type, id);
    if (known !== undefined && ifMatch === undefined) throw new Problem('precondition-required', 'An update must say which version it changes: send If-Match', { issues: issueAt(asked, '.request.ifMatch', 'required', 'must say in ifMatch which version it changes') });
    return { type, id, change: put(writer, asked, id, ifMatch ?? 'absent'), existed: known !== undefined };
  }
  authorise(writer.principal, 's', type);
  const found = await matching(writer, type, query);
  const own = idIn(asked.body);
  if (found === undefined) {
    const id = own ?? randomUUID();
    return { type, id, change: put(writer, asked, id, 'absent'), existed: false };
  }
  if (own !== undefined && own !== found) throw wrongId(asked, 'The id in the resource is not that of the resource that meets the condition');
  const known = await standing(writer.tx, writer.principal, type, found);
  return { type, id: found, change: put(writer, asked, found, ifMatch ?? known?.version ?? 'absent'), existed: true };
}

async function planPatch(writer: Writer, asked: Asked): Promise<Planned> {
  const { type } = asked;
  authorise(writer.principal, 'u', type);
  authorise(writer.principal, 'r', type);
  if (asked.query === undefined && asked.ifMatch === undefined) throw new Problem('precondition-required', 'A patch must say which version it changes: send If-Match', { issues: issueAt(asked, '.request.ifMatch', 'required', 'must say in ifMatch which version it changes') });
  const id = asked.query === undefined ? (asked.id ?? '') : await matching(writer, type, asked.query);
  if (id === undefined) throw new Problem('not-found', `No ${type} meets the condition`);
  const known = await standing(writer.tx, writer.principal, type, id);
  if (known === undefined) throw await whyNotStanding(writer.tx, writer.principal, type, id);
  if (asked.ifMatch !== undefined && asked.ifMatch !== known.version) throw new Problem('version-conflict', `${type}/${id} is at version ${known.version}, not ${asked.ifMatch}`);
  const body = patched(known.resource, asked.body, asked.place);
  return { type, id, change: put(writer, { ...asked, body, isSound: false }, id, known.version), existed: true };
}

async function planDelete(writer: Writer, { type, id, query, ifMatch }: Asked): Promise<Planned> {
  authorise(writer.principal, 'd', type);
  if (query !== undefined) authorise(writer.principal, 's', type);
  const target = query === undefined ? (id ?? '') : await matching(writer, type, query);
  if (target === undefined) return { type, id: '', change: undefined, existed: false };
  const known = await standing(writer.tx, writer.principal, type, target);
  if (known === undefined) throw await whyNotStanding(writer.tx, writer.principal, type, target);
  return { type, id: target, change: { op: 'delete', type, id: target, patient: known.patient, expect: ifMatch ?? 'any' }, existed: true };
}

function put({ context }: Writer, asked: Asked, id: string, expect: number | 'absent'): Change {
  const { body, isSound, type, method, id: inAddress } = asked;
  const accepted = isSound ? (body as Resource) : acceptResource(context, body, type);
  if (method === 'PUT' && inAddress !== undefined && accepted.id !== id) throw wrongId(asked, 'The id in the resource is not the id in the address');
  const resource: StoredResource = { ...accepted, id };
  return { op: 'put', resource, expect };
}

function idIn(body: unknown): string | undefined {
  return typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string' ? body.id : undefined;
}

function wrongId(asked: Asked, message: string): Problem {
  return new Problem('invalid', message, { issues: issueAt(asked, '', 'value', message) });
}

/** In a Bundle an error says which entry; alone there is only the one. */
function issueAt({ place }: Asked, part: string, code: string, message: string): { code: string; expression: string; message: string }[] {
  return place.startsWith('Bundle.') ? [{ code, expression: place.replace(/\.resource$/, part), message }] : [];
}

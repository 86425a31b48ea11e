import type { ConceptMap, Resource, ValueSet } from '@medplum/fhirtypes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Principal, readerOf } from '../../access/principal.ts';
import { Problem } from '../../errors.ts';
import { readResource } from '../../store/read/read-resource.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { FHIR_JSON, noStore } from './answer.ts';
import { lookUp, subsumes } from './terminology/code-system-operations.ts';
import { expand } from './terminology/expand.ts';
import { type Asked, askedBy } from './terminology/parameters.ts';
import { translate } from './terminology/translate.ts';
import { validateInSystem, validateInValueSet } from './terminology/validate-code.ts';

type TerminologyType = 'CodeSystem' | 'ValueSet' | 'ConceptMap';
type Operation = (context: AppContext, principal: Principal, asked: Asked, own: Resource | undefined) => Promise<object> | object;

/** The FHIR terminology service: each operation by GET with parameters in the address, and by POST with a Parameters. */
const OPERATIONS: readonly { type: TerminologyType; name: string; ofOne: boolean; run: Operation }[] = [
  { type: 'CodeSystem', name: '$lookup', ofOne: false, run: (context, _principal, asked) => lookUp(context, asked) },
  { type: 'CodeSystem', name: '$validate-code', ofOne: false, run: (context, _principal, asked) => validateInSystem(context, asked) },
  { type: 'CodeSystem', name: '$subsumes', ofOne: false, run: (context, _principal, asked) => subsumes(context, asked) },
  { type: 'ValueSet', name: '$expand', ofOne: true, run: (context, principal, asked, own) => expand(context, principal, asked, own as ValueSet | undefined) },
  { type: 'ValueSet', name: '$validate-code', ofOne: true, run: (context, principal, asked, own) => validateInValueSet(context, principal, asked, own as ValueSet | undefined) },
  { type: 'ConceptMap', name: '$translate', ofOne: true, run: (context, principal, asked, own) => translate(context, principal, asked, own as ConceptMap | undefined) },
];

interface Address {
  ods: string;
  id: string;
}

/**
 * FHIR R4, "Terminology Service". Terminology is the same for everybody and is no patient's; the value sets and maps
 * that a practice keeps are read as its other resources are.
 */
export function registerTerminologyRoute(app: FastifyInstance, context: AppContext): void {
  for (const { type, name, ofOne, run } of OPERATIONS) {
    const access = { config: { access: { interaction: 'r', type } } } as const;
    const answer = async (request: FastifyRequest<{ Params: Address }>, reply: FastifyReply): Promise<FastifyReply> => {
      const principal = principalOf(request);
      const own = request.params.id === undefined ? undefined : await stored(context, principal, type, request.params.id);
      noStore(reply);
      return reply.type(FHIR_JSON).send(await run(context, principal, askedBy(request), own));
    };
    const places = ofOne ? [`/:ods/fhir/r4/${type}/${name}`, `/:ods/fhir/r4/${type}/:id/${name}`] : [`/:ods/fhir/r4/${type}/${name}`];
    for (const place of places) {
      app.get<{ Params: Address }>(place, access, answer);
      app.post<{ Params: Address }>(place, access, answer);
    }
  }
}

async function stored({ db }: AppContext, principal: Principal, type: TerminologyType, id: string): Promise<Resource> {
  const { content } = await readResource(db, principal.practice, type, id, readerOf(principal));
  if (content === null) throw new Problem('deleted', `${type}/${id} has been deleted`);
  return JSON.parse(content) as Resource;
}

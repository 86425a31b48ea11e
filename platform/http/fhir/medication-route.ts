import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem } from '../../errors.ts';
import { termUsesOf } from '../../store/find/term-uses.ts';
import { searchDrugs } from '../../terminology/dmd/search/search-drugs.ts';
import { type Drugs, drugsOf } from '../../terminology/terminology.ts';
import type { AppContext } from '../context.ts';
import { principalOf } from '../route-access.ts';
import { FHIR_JSON, noStore } from './answer.ts';
import { drugsChosenBy } from './terminology/chosen-by.ts';
import { aboveProduct, belowProduct } from './terminology/drug-lookup.ts';
import { medicationOf } from './terminology/medication-of.ts';
import { askedBy } from './terminology/parameters.ts';

const MOST = 200;

/**
 * Medicines of dm+d, which are nobody's data. `Medication/$find?text=amox 500`: as somebody types, in any order, what may
 * be prescribed first; `packs=true` packs too, `discontinued=true` also what may not be prescribed, each saying why.
 * `Medication/$product?code=…`: one product with its generic, brands and packs.
 */
export function registerMedicationRoutes(app: FastifyInstance, context: AppContext): void {
  const access = { config: { access: { interaction: 'r', type: 'Medication' } } } as const;
  app.get('/:ods/fhir/r4/Medication/$find', access, async (request, reply) => {
    const [principal, asked, drugs] = [principalOf(request), askedBy(request), drugsOf(context.terminology)];
    const uses = await termUsesOf(context.db, principal.practice, principal.account);
    const { hits, total } = searchDrugs(drugs.index, (asked.text('text') ?? '').slice(0, 200), {
      limit: asked.count('_count', MOST) ?? 10, packs: asked.flag('packs') === true, unavailable: asked.flag('discontinued') === true,
      boosts: drugsChosenBy(drugs, uses),
    });
    return send(reply, drugs, total, hits.flatMap((hit) => { const product = drugs.dmd.product(hit.id); return product === undefined ? [] : [medicationOf(drugs, product, hit)]; }));
  });
  app.get('/:ods/fhir/r4/Medication/$product', access, async (request, reply) => {
    const drugs = drugsOf(context.terminology);
    const { dmd } = drugs;
    const asked = askedBy(request).text('code') ?? '';
    const code = dmd.level(asked) === undefined ? (dmd.successorOf(asked) ?? asked) : asked;
    if (dmd.level(code) === undefined) throw new Problem('not-found', 'dm+d as it is in use here has no such product');
    const found = [...new Set([code, ...aboveProduct(dmd, code), ...belowProduct(dmd, code)])].slice(0, 1000).flatMap((id) => dmd.product(id) ?? []);
    return send(reply, drugs, found.length, found.map((product) => medicationOf(drugs, product)));
  });
}

function send(reply: FastifyReply, { release }: Drugs, total: number, medications: readonly object[]): FastifyReply {
  noStore(reply);
  return reply.type(FHIR_JSON).send({
    resourceType: 'Bundle', type: 'searchset', total,
    meta: { extension: [{ url: 'urn:jenner:dmd:release', valueString: release.title }, { url: 'urn:jenner:dmd:demonstration', valueBoolean: release.demonstration }] },
    entry: medications.map((resource) => ({ resource, search: { mode: 'match' } })),
  });
}

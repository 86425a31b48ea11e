import type { ConceptMap, Coding, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import type { Principal } from '../../../access/principal.ts';
import { Problem } from '../../../errors.ts';
import type { Edition, Refset } from '../../../terminology/edition.ts';
import { codedConcept, DMD, SNOMED_CT } from '../../../terminology/fhir/coded.ts';
import { membersOf, rowsOf } from '../../../terminology/refset-rows.ts';
import { type Association, associationOf, replacementsOf } from '../../../terminology/replacements.ts';
import { drugsOf, snomedOf } from '../../../terminology/terminology.ts';
import type { AppContext } from '../../context.ts';
import { codingsAsked } from './code-asked.ts';
import { byDrugLevel } from './drug-lookup.ts';
import type { Asked } from './parameters.ts';
import { keptByUrl } from './sources.ts';

type Equivalence = 'equivalent' | 'equal' | 'wider' | 'narrower' | 'relatedto' | 'inexact' | 'unmatched';

interface Match {
  equivalence: Equivalence;
  concept: Coding;
}

/** How near each historical association comes. FHIR R4, "Using SNOMED CT with FHIR", 4.3.1.0.11 "Implicit concept maps". */
const EQUIVALENCE: Record<Association, Equivalence> = {
  'SAME AS': 'equal', 'REPLACED BY': 'equivalent', 'POSSIBLY EQUIVALENT TO': 'inexact', 'POSSIBLY REPLACED BY': 'inexact',
  'PARTIALLY EQUIVALENT TO': 'inexact', 'WAS A': 'wider', ALTERNATIVE: 'inexact', 'MOVED TO': 'relatedto',
};
const IMPLICIT = /^http:\/\/snomed\.info\/sct(?:\/\d+(?:\/version\/\d{8})?)?\?fhir_cm=(\d+)$/;
/** Codes of other systems that map reference sets of SNOMED CT lead to: CTV3 simple map. */
const MAPPED: Readonly<Record<string, string>> = { '900000000000497000': 'http://read.info/ctv3', '447562003': 'http://hl7.org/fhir/sid/icd-10' };

/**
 * FHIR R4 ConceptMap/$translate: by SNOMED CT's own reference sets (`?fhir_cm=<reference set>`: what replaces an inactive
 * concept, maps to and with `reverse` from other systems), by dm+d's levels, or by a ConceptMap that the practice keeps.
 * Without a map: what stands for an inactive concept of SNOMED CT.
 */
export async function translate(context: AppContext, principal: Principal, asked: Asked, own: ConceptMap | undefined): Promise<Parameters> {
  const [coding] = codingsAsked(asked, undefined);
  if (coding === undefined) throw new Problem('invalid', 'Say which code');
  const [url, reverse] = [asked.text('url'), asked.flag('reverse') === true];
  const refset = url === undefined ? undefined : IMPLICIT.exec(url)?.[1];
  const matches = own !== undefined ? byMap(own, coding, reverse)
    : url?.startsWith(`${DMD}?`) === true ? byDrugLevel(drugsOf(context.terminology), url, coding)
    : url === undefined ? byHistory(context, coding) : refset !== undefined ? byRefset(context, refset, coding, reverse) : byMap(await kept(context, principal, url), coding, reverse);
  const isFound = matches.some(({ equivalence }) => equivalence !== 'unmatched');
  const match = matches.map(({ equivalence, concept }): ParametersParameter => ({ name: 'match', part: [{ name: 'equivalence', valueCode: equivalence }, { name: 'concept', valueCoding: concept }, ...(url === undefined ? [] : [{ name: 'source', valueUri: url }])] }));
  return { resourceType: 'Parameters', parameter: [{ name: 'result', valueBoolean: isFound }, ...(isFound ? [] : [{ name: 'message', valueString: 'Nothing stands for the code' }]), ...match] };
}

function byHistory(context: AppContext, { system, code = '' }: Coding): Match[] {
  if (system !== SNOMED_CT) throw new Problem('invalid', 'Say by which map: url');
  const { edition } = snomedOf(context.terminology);
  const concept = edition.ordinalOf(code);
  return concept < 0 ? [] : replacementsOf(edition, concept).map(({ association, concept: target }) => ({ equivalence: EQUIVALENCE[association], concept: codedConcept(edition, target) }));
}

function byRefset(context: AppContext, code: string, coding: Coding, reverse: boolean): Match[] {
  const { edition } = snomedOf(context.terminology);
  const refsets = edition.refsets.filter((each) => each.code === code);
  if (refsets.length === 0) throw new Problem('not-found', 'SNOMED CT as it is in use here has no such reference set');
  return refsets.flatMap((refset) => (reverse ? mappedFrom(edition, refset, coding.code ?? '') : mappedTo(edition, refset, coding.code ?? '')));
}

function mappedTo(edition: Edition, refset: Refset, code: string): Match[] {
  const concept = edition.ordinalOf(code);
  const members = membersOf(edition, refset);
  const target = refset.fields.findIndex(({ name }) => name.startsWith('targetComponent') || name === 'mapTarget');
  const association = associationOf(refset.code);
  const { from, to } = rowsOf(members, concept);
  return rowsFrom(from, to).filter((row) => concept >= 0 && members.active[row] === 1 && target >= 0).flatMap((row): Match[] => {
    const found = members.conceptAt(row, target);
    if (found >= 0) return [{ equivalence: association === undefined ? 'relatedto' : EQUIVALENCE[association], concept: codedConcept(edition, found) }];
    const mapped = members.fieldAt(row, target);
    return mapped === '' ? [] : [{ equivalence: 'relatedto', concept: { ...(MAPPED[refset.code] === undefined ? {} : { system: MAPPED[refset.code] }), code: mapped } }];
  });
}

function mappedFrom(edition: Edition, refset: Refset, code: string): Match[] {
  const members = membersOf(edition, refset);
  const target = refset.fields.findIndex(({ name }) => name.startsWith('targetComponent') || name === 'mapTarget');
  return rowsFrom(members.from, members.to).filter((row) => members.active[row] === 1 && members.fieldAt(row, target) === code).flatMap((row): Match[] => {
    const concept = edition.ordinalOf(members.componentIdAt(row));
    return concept < 0 ? [] : [{ equivalence: 'relatedto', concept: codedConcept(edition, concept) }];
  });
}

const rowsFrom = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

async function kept(context: AppContext, principal: Principal, url: string): Promise<ConceptMap> {
  const [base = '', version] = url.split('|');
  const [found] = await keptByUrl(context, principal, 'ConceptMap', base, version);
  if (found === undefined) throw new Problem('not-found', 'There is no such concept map here');
  return found as ConceptMap;
}

function byMap({ group = [] }: ConceptMap, { system, code }: Coding, reverse: boolean): Match[] {
  return group.flatMap(({ source, target, element }) => {
    if (system !== undefined && system !== (reverse ? target : source)) return [];
    return element.flatMap((one) => (one.target ?? []).flatMap((to): Match[] => {
      if ((reverse ? to.code : one.code) !== code) return [];
      const [inSystem, found, display] = reverse ? [source, one.code, one.display] : [target, to.code, to.display];
      const equivalence = to.equivalence as Equivalence;
      return [{ equivalence: reverse ? turned(equivalence) : equivalence, concept: { ...(inSystem === undefined ? {} : { system: inSystem }), ...(found === undefined ? {} : { code: found }), ...(display === undefined ? {} : { display }) } }];
    }));
  });
}

function turned(equivalence: Equivalence): Equivalence {
  return equivalence === 'wider' ? 'narrower' : equivalence === 'narrower' ? 'wider' : equivalence;
}

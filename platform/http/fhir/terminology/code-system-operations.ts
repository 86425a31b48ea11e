import type { Parameters } from '@medplum/fhirtypes';
import { Problem } from '../../../errors.ts';
import { DMD, SNOMED_CT } from '../../../terminology/fhir/coded.ts';
import { listedAbove, listedCode } from '../../../terminology/fhir/listed-codes.ts';
import { lookUpConcept, lookUpListed } from '../../../terminology/fhir/lookup.ts';
import { published } from '../../../terminology/published/published.ts';
import { drugsOf, snomedOf } from '../../../terminology/terminology.ts';
import type { AppContext } from '../../context.ts';
import { codingsAsked } from './code-asked.ts';
import { lookUpDrug } from './drug-lookup.ts';
import type { Asked } from './parameters.ts';

/** FHIR R4 CodeSystem/$lookup: what a code is called and what is said of it. Problem `not-found` for one that is not there. */
export function lookUp(context: AppContext, asked: Asked): Parameters {
  const [{ system, code = '', version } = {}] = codingsAsked(asked, undefined);
  const wanted = asked.texts('property');
  if (system === SNOMED_CT) {
    const snomed = snomedOf(context.terminology);
    if (version !== undefined && version !== snomed.release.version) throw new Problem('not-found', 'That version of SNOMED CT is not in use here');
    const concept = snomed.edition.ordinalOf(code);
    if (concept < 0) throw notFound();
    return { resourceType: 'Parameters', parameter: lookUpConcept(snomed, concept, wanted) };
  }
  if (system === DMD) return { resourceType: 'Parameters', parameter: lookUpDrug(drugsOf(context.terminology), code, wanted) ?? fail() };
  const listed = published().codeSystems.get(system ?? '');
  if (listed === undefined) throw new Problem('not-found', 'The code system is not known here');
  return { resourceType: 'Parameters', parameter: lookUpListed(listed, code) ?? fail() };
}

/** FHIR R4 CodeSystem/$subsumes: how two codes of one system stand to each other. */
export function subsumes(context: AppContext, asked: Asked): Parameters {
  const [a, b] = [asked.text('codeA') ?? asked.coding('codingA')?.code, asked.text('codeB') ?? asked.coding('codingB')?.code];
  const system = asked.text('system') ?? asked.coding('codingA')?.system;
  if (a === undefined || b === undefined || system === undefined) throw new Problem('invalid', 'Say which codes of which system: codeA, codeB and system, or codingA and codingB');
  const isAbove = system === SNOMED_CT ? inSnomed(context) : inListed(system);
  const outcome = a === b && isAbove(a, b) ? 'equivalent' : isAbove(a, b) ? 'subsumes' : isAbove(b, a) ? 'subsumed-by' : 'not-subsumed';
  return { resourceType: 'Parameters', parameter: [{ name: 'outcome', valueCode: outcome }] };
}

function inSnomed(context: AppContext): (above: string, below: string) => boolean {
  const { edition } = snomedOf(context.terminology);
  return (above, below) => {
    const [a, b] = [edition.ordinalOf(above), edition.ordinalOf(below)];
    if (a < 0 || b < 0) throw notFound();
    return a === b || edition.subsumes(a, b);
  };
}

function inListed(url: string): (above: string, below: string) => boolean {
  const system = published().codeSystems.get(url);
  if (system === undefined) throw new Problem('not-found', 'The code system is not known here');
  return (above, below) => {
    if (listedCode(system, above) === undefined || listedCode(system, below) === undefined) throw notFound();
    return above === below || listedAbove(system, below).includes(above);
  };
}

function fail(): never {
  throw notFound();
}

function notFound(): Problem {
  return new Problem('not-found', 'The code system has no such code', { issues: [{ code: 'not-found', message: 'The code system has no such code', expression: 'code' }] });
}

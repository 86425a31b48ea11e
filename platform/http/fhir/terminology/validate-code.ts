import type { Coding, Parameters, ParametersParameter, ValueSet } from '@medplum/fhirtypes';
import type { Principal } from '../../../access/principal.ts';
import { Problem } from '../../../errors.ts';
import { codedConcept, DMD, SNOMED_CT } from '../../../terminology/fhir/coded.ts';
import { type Contents, contentsOf, contentsOfDefinition, holds } from '../../../terminology/fhir/contents.ts';
import { definedBy } from '../../../terminology/fhir/defined-by.ts';
import { drugCode, drugKindOf } from '../../../terminology/fhir/drug-codes.ts';
import { listedCode } from '../../../terminology/fhir/listed-codes.ts';
import { isCalled } from '../../../terminology/fhir/lookup.ts';
import { published } from '../../../terminology/published/published.ts';
import { drugsOf, snomedOf } from '../../../terminology/terminology.ts';
import type { AppContext } from '../../context.ts';
import { codingsAsked } from './code-asked.ts';
import type { Asked } from './parameters.ts';
import { sourcesFor } from './sources.ts';

/** What is found of one coding. */
interface Verdict {
  display?: string;
  inactive?: boolean;
  /** Why it is not valid; undefined where it is. */
  fault?: string;
}

/** FHIR R4 CodeSystem/$validate-code: whether a code is one of the system, and is called what it is said to be. */
export function validateInSystem(context: AppContext, asked: Asked): Parameters {
  const url = asked.text('url') ?? asked.text('system');
  const codings = codingsAsked(asked, url);
  return answer(codings.map((coding) => inSystem(context, { ...coding, ...(coding.system === undefined && url !== undefined ? { system: url } : {}) })), codings);
}

/** FHIR R4 ValueSet/$validate-code: whether a code is in a value set. Of a codeableConcept, one coding in it is enough. */
export async function validateInValueSet(context: AppContext, principal: Principal, asked: Asked, own: ValueSet | undefined): Promise<Parameters> {
  const sources = sourcesFor(context, principal);
  const [given, url] = [own ?? (asked.resource('valueSet') as ValueSet | undefined), asked.text('url')];
  if (given === undefined && url === undefined) throw new Problem('invalid', 'Say which value set: url or valueSet');
  const contents = given === undefined ? await contentsOf(sources, url ?? '') : await contentsOfDefinition(sources, definedBy(given));
  const codings = codingsAsked(asked, undefined);
  return answer(codings.map((coding) => inContents(context, contents, coding)), codings);
}

function inContents(context: AppContext, contents: Contents, coding: Coding): Verdict {
  // A code alone is meant in whichever system of the set has it.
  const system = coding.system ?? contents.listed.find(({ code }) => code === coding.code)?.system ?? (contents.concepts === undefined ? undefined : SNOMED_CT);
  if (system === undefined) return { fault: `The value set has no code ${quoted(coding.code)}` };
  const known = inSystem(context, { ...coding, system });
  const concept = system === SNOMED_CT ? (context.terminology.snomed()?.edition.ordinalOf(coding.code ?? '') ?? -1) : -1;
  const own = contents.listed.find((one) => one.system === system && one.code === coding.code);
  const drugs = system === DMD ? context.terminology.drugs() : undefined;
  const drug = drugs === undefined ? undefined : drugKindOf(drugs.dmd, coding.code ?? '');
  if (!holds(contents, system, coding.code ?? '', concept, drug)) return { ...known, fault: known.fault ?? `The code ${quoted(coding.code)} is not in the value set` };
  // The set itself names it: whether the system is listed here does not matter.
  return own === undefined ? known : { display: own.display, ...(known.inactive === true ? { inactive: true } : {}), ...(displayFault(coding, [own.display, known.display ?? own.display]) ?? (known.fault?.startsWith('The display') === true ? { fault: known.fault } : {})) };
}

function inSystem(context: AppContext, { system, code = '', display }: Coding): Verdict {
  if (system === SNOMED_CT) {
    const { edition } = snomedOf(context.terminology);
    const concept = edition.ordinalOf(code);
    if (concept < 0) return { fault: `SNOMED CT as it is in use here has no concept ${quoted(code)}` };
    const { display: own, inactive = false } = codedConcept(edition, concept);
    return { display: own, inactive, ...(display === undefined || isCalled(edition, concept, display) ? {} : { fault: wrongDisplay(own) }) };
  }
  if (system === DMD) {
    const { dmd } = drugsOf(context.terminology);
    const found = drugCode(dmd, code);
    if (found === undefined) return { fault: `dm+d as it is in use here has no product or ingredient ${quoted(code)}` };
    return { display: found.display, inactive: found.inactive === true, ...displayFault({ display }, [found.display, dmd.product(code)?.name ?? found.display]) };
  }
  const listed = published().codeSystems.get(system ?? '');
  if (listed === undefined) return { fault: 'The code system is not known here' };
  const found = listedCode(listed, code);
  if (found === undefined) return { fault: `The code system has no code ${quoted(code)}` };
  return { display: found.display, ...displayFault({ display }, [found.display]) };
}

function displayFault({ display }: { display?: string | undefined }, right: readonly string[]): { fault: string } | undefined {
  if (display === undefined || right.some((one) => one.trim().toLowerCase() === display.trim().toLowerCase())) return undefined;
  return { fault: wrongDisplay(right[0] ?? '') };
}

const wrongDisplay = (right: string): string => `The display is not one of the code's: it is called “${right}”`;
const quoted = (code: string | undefined): string => `“${(code ?? '').slice(0, 40)}”`;

function answer(verdicts: readonly Verdict[], codings: readonly Coding[]): Parameters {
  const at = Math.max(verdicts.findIndex(({ fault }) => fault === undefined), 0);
  const verdict = verdicts[at] ?? { fault: 'There is no code' };
  const coding = codings[at];
  const parameter: ParametersParameter[] = [{ name: 'result', valueBoolean: verdict.fault === undefined }];
  if (verdict.fault !== undefined) parameter.push({ name: 'message', valueString: verdict.fault });
  if (verdict.display !== undefined) parameter.push({ name: 'display', valueString: verdict.display });
  if (coding?.code !== undefined) parameter.push({ name: 'code', valueCode: coding.code });
  if (coding?.system !== undefined) parameter.push({ name: 'system', valueUri: coding.system });
  if (verdict.inactive === true) parameter.push({ name: 'inactive', valueBoolean: true });
  return { resourceType: 'Parameters', parameter };
}

import type { Principal } from '../../../access/principal.ts';
import { badParameter } from '../../../fhir/search/fault.ts';
import { splitEscaped } from '../../../fhir/search/escapes.ts';
import { readToken } from '../../../fhir/search/token.ts';
import { codesInUse } from '../../../store/find/codes-in-use.ts';
import { isCodedParameter } from '../../../store/search/coded-parameters.ts';
import { SNOMED_CT } from '../../../terminology/fhir/coded.ts';
import { conceptsOf, contentsOf } from '../../../terminology/fhir/contents.ts';
import { snomedOf } from '../../../terminology/terminology.ts';
import type { AppContext } from '../../context.ts';
import { sourcesFor } from './sources.ts';

const MODIFIER = /^([a-z-]+):(below|above|in|not-in)$/;
/** More codes than these in one search would be held against every entry it reads. */
const MOST_CODES = 1_500;
/** No code: what is asked for where none of the codes meant is in use here. */
const NOTHING = `${SNOMED_CT}|0`;

/**
 * Searches by meaning: `code:below=http://snomed.info/sct|73211009` (that concept and all below it), `:above`, `:in` and
 * `:not-in` of a value set. FHIR R4, 3.1.1.4.10 "token". Each becomes a search for those of the codes meant that the
 * practice's entries carry now, so what is asked of the database stays small however much the terminology holds.
 */
export async function resolveTermModifiers(context: AppContext, principal: Principal, type: string, parameters: URLSearchParams): Promise<URLSearchParams> {
  const given = [...parameters];
  if (!given.some(([key]) => MODIFIER.test(key))) return parameters;
  const inUse = await codesInUse(context.db, principal.practice);
  const resolved = new URLSearchParams();
  for (const [key, value] of given) {
    const [, name = '', modifier] = MODIFIER.exec(key) ?? [];
    if (modifier === undefined || !isCodedParameter(type, name)) resolved.append(key, value);
    else resolved.append(modifier === 'not-in' ? `${name}:not` : name, await codesMeant(context, principal, key, modifier, value, inUse));
  }
  return resolved;
}

async function codesMeant(context: AppContext, principal: Principal, key: string, modifier: string, value: string, inUse: readonly string[]): Promise<string> {
  const { edition } = snomedOf(context.terminology);
  const isMeant = modifier === 'below' || modifier === 'above' ? byHierarchy(context, key, modifier, value) : await byValueSet(context, principal, value);
  const codes = inUse.filter((code) => isMeant(edition.ordinalOf(code), code));
  if (codes.length > MOST_CODES) throw badParameter(key, `means more than ${MOST_CODES} of the codes that are in use here: ask for something narrower`);
  const listed = codes.map((code) => `${SNOMED_CT}|${code}`);
  return listed.length === 0 ? NOTHING : listed.join(',');
}

type Meant = (concept: number, code: string) => boolean;

function byHierarchy({ terminology }: AppContext, key: string, modifier: string, value: string): Meant {
  const { edition } = snomedOf(terminology);
  const wanted = splitEscaped(value, ',').map((one) => {
    const { system, code } = readToken(one);
    if (code === undefined || (system !== undefined && system !== SNOMED_CT)) throw badParameter(key, 'is by the hierarchy of SNOMED CT: http://snomed.info/sct|code');
    return { code, concept: edition.ordinalOf(code) };
  });
  return (concept, own) => wanted.some(({ code, concept: asked }) =>
    own === code || (concept >= 0 && asked >= 0 && (modifier === 'below' ? edition.subsumes(asked, concept) : edition.subsumes(concept, asked))));
}

async function byValueSet(context: AppContext, principal: Principal, url: string): Promise<Meant> {
  const contents = await contentsOf(sourcesFor(context, principal), url);
  const concepts = conceptsOf(contents, snomedOf(context.terminology));
  const listed = new Set(contents.listed.filter(({ system }) => system === SNOMED_CT).map(({ code }) => code));
  return (concept, code) => listed.has(code) || (concept >= 0 && concepts.has(concept));
}

import type { ValueSet, ValueSetExpansionContains } from '@medplum/fhirtypes';
import { abilitiesOf, type Principal } from '../../../access/principal.ts';
import { Problem } from '../../../errors.ts';
import { startsAlike, wordsOf } from '../../../fhir/search/text.ts';
import { findTerms } from '../../../store/find/find-terms.ts';
import { termUsesOf } from '../../../store/find/term-uses.ts';
import type { ConceptSet } from '../../../terminology/ecl/concept-set.ts';
import { type Coded, codedConcept, DMD, SNOMED_CT } from '../../../terminology/fhir/coded.ts';
import { type Contents, conceptsOf, contentsOf, contentsOfDefinition } from '../../../terminology/fhir/contents.ts';
import { definedBy } from '../../../terminology/fhir/defined-by.ts';
import { designationsOf } from '../../../terminology/fhir/designations.ts';
import type { UsedConcepts } from '../../../terminology/search/used.ts';
import { drugsOf, type Snomed } from '../../../terminology/terminology.ts';
import type { AppContext } from '../../context.ts';
import { chosenBy, drugsChosenBy } from './chosen-by.ts';
import { drugsInSet } from './drugs-in-set.ts';
import { inTurn, type Part, partOf } from './in-turn.ts';
import type { Asked } from './parameters.ts';
import { sourcesFor } from './sources.ts';

/** Codes in one answer; more are asked for by `offset`. */
const MOST = 1_000;
const FILTER_LENGTH = 200;
const EVERYTHING = `${SNOMED_CT}?fhir_vs`;
/** FHIR R5's ValueSet.expansion.contains.property would say it; R4 has the extension of the same meaning. */
const MATCHED = 'urn:jenner:extension:matched-term';

/**
 * FHIR R4 ValueSet/$expand. By `url` (SNOMED CT's implicit value sets, the practice's own, R4's, UK Core's), by `valueSet` or
 * of a kept one. `filter` is what somebody types: words in any order, the best first, those that this practice and this
 * person choose often before others. Without a value set: all of SNOMED CT, or the practice's own terms where none is in use.
 */
export async function expand(context: AppContext, principal: Principal, asked: Asked, own: ValueSet | undefined): Promise<ValueSet> {
  const given = own ?? (asked.resource('valueSet') as ValueSet | undefined);
  const [url, filter] = [asked.text('url'), (asked.text('filter') ?? '').slice(0, FILTER_LENGTH)];
  const [count, offset] = [asked.count('count', MOST) ?? MOST, asked.count('offset', 10_000_000) ?? 0];
  if (given === undefined && url === undefined && context.terminology.snomed() === undefined) return ofThePractice(context, principal, filter, Math.min(count, 200));
  const sources = sourcesFor(context, principal);
  const contents = given === undefined ? await contentsOf(sources, url ?? EVERYTHING) : await contentsOfDefinition(sources, definedBy(given));
  const { total, page } = inTurn(filter === '' ? everythingIn(contents, sources.snomed, asked) : await foundIn(context, principal, contents, filter, asked), offset, count);
  const releases = [
    ...(usesSnomed(contents) ? [{ system: SNOMED_CT, ...sources.snomed().release }] : []),
    ...(contents.drugs.size === 0 ? [] : [{ system: DMD, ...drugsOf(context.terminology).release }]),
  ];
  return {
    resourceType: 'ValueSet',
    status: given?.status ?? 'active',
    ...((given?.url ?? url) === undefined ? {} : { url: given?.url ?? url ?? '' }),
    ...(releases.length === 0 ? {} : { copyright: releases.map(({ notice }) => notice).join(' '), description: releases.map(({ title }) => title).join('; ') }),
    expansion: {
      timestamp: new Date().toISOString(),
      total, offset,
      parameter: [
        ...releases.flatMap(({ system, version }) => [{ name: 'used-codesystem', valueUri: `${system}|${version}` }, { name: 'version', valueUri: `${system}|${version}` }]),
        ...(releases.some(({ demonstration }) => demonstration) ? [{ name: 'demonstration-subset', valueBoolean: true }] : []),
        ...(filter === '' ? [] : [{ name: 'filter', valueString: filter }]),
        { name: 'count', valueInteger: count },
      ],
      contains: page,
    },
  };
}

type Contained = Part<ValueSetExpansionContains>;

const usesSnomed = ({ concepts, listed }: Contents): boolean => concepts !== undefined || listed.some(({ system }) => system === SNOMED_CT);

/** All that the set holds. Of dm+d that is more than an answer holds. */
function everythingIn({ concepts, listed, drugs }: Contents, snomed: () => Snomed, asked: Asked): Contained[] {
  if (drugs.size > 0) throw new Problem('invalid', 'The value set holds the products of dm+d: say which by filter', { issues: [{ code: 'too-costly', message: 'Say which products by filter', expression: 'filter' }] });
  const codes = asked.flag('activeOnly') === true ? listed.filter(({ inactive }) => inactive !== true) : listed;
  return [partOf(codes, contained), ...(concepts === undefined ? [] : [conceptsIn(concepts, snomed(), asked)])];
}

function conceptsIn(concepts: ConceptSet, snomed: Snomed, asked: Asked): Contained {
  return (offset, limit) => {
    const page: ValueSetExpansionContains[] = [];
    let at = 0;
    for (const concept of concepts) {
      if (page.length === limit) break;
      if (at++ >= offset) page.push(containedConcept(snomed, concept, undefined, asked));
    }
    return { total: concepts.size, page };
  };
}

/** What the set holds of what is typed: of listed codes, of dm+d, of SNOMED CT. */
async function foundIn(context: AppContext, principal: Principal, contents: Contents, filter: string, asked: Asked): Promise<Contained[]> {
  const wanted = wordsOf(filter);
  const listed = contents.listed.filter(({ system, display, code }) => system !== SNOMED_CT && startsAlike(wordsOf(`${display} ${code}`), wanted));
  const snomed = usesSnomed(contents) ? context.terminology.snomed() : undefined;
  const drugs = contents.drugs.size > 0 ? drugsOf(context.terminology) : undefined;
  const uses = await termUsesOf(context.db, principal.practice, principal.account);
  const inactive = asked.flag('activeOnly') === false;
  return [
    partOf(listed, contained),
    ...(drugs === undefined ? [] : drugsInSet(drugs, contents.drugs, { filter, inactive, chosen: drugsChosenBy(drugs, uses) })),
    ...(snomed === undefined ? [] : [termsIn(snomed, contents, chosenBy(snomed, uses), filter, inactive, asked)]),
  ];
}

function termsIn(snomed: Snomed, contents: Contents, used: UsedConcepts, filter: string, inactive: boolean, asked: Asked): Contained {
  const isAll = contents.listed.length === 0 && contents.concepts?.size === snomed.edition.active;
  const within = isAll ? undefined : conceptsOf(contents, snomed).words;
  return (offset, limit) => {
    const { total, hits } = snomed.terms.search(filter, { offset, limit, inactive, used, ...(within === undefined ? {} : { within }) });
    return { total, page: hits.map(({ concept, term }) => containedConcept(snomed, concept, term, asked)) };
  };
}

function contained({ version: _version, ...code }: Coded): ValueSetExpansionContains {
  return code;
}

function containedConcept({ edition }: Snomed, concept: number, term: string | undefined, asked: Asked): ValueSetExpansionContains {
  const code = contained(codedConcept(edition, concept));
  return {
    ...code,
    ...(term === undefined || term === code.display ? {} : { extension: [{ url: MATCHED, valueString: term }] }),
    ...(asked.flag('includeDesignations') === true ? { designation: designationsOf(edition, concept) } : {}),
  };
}

/** Where no terminology is in use: the terms that the practice's records hold. For those who read them. */
async function ofThePractice(context: AppContext, principal: Principal, filter: string, count: number): Promise<ValueSet> {
  const { readClinical, findPatients } = abilitiesOf(principal);
  if (!readClinical || !findPatients || principal.own !== null) throw new Problem('forbidden', 'Only clinical staff may search the practice’s terms');
  const terms = await findTerms(context.db, principal.practice, filter, count);
  return { resourceType: 'ValueSet', status: 'active', description: 'Terms that the records of this practice use: no release of SNOMED CT is in use', expansion: { timestamp: new Date().toISOString(), total: terms.length, contains: terms } };
}

import type { ValueSet, ValueSetExpansionContains } from '@medplum/fhirtypes';
import { abilitiesOf, type Principal } from '../../../access/principal.ts';
import { Problem } from '../../../errors.ts';
import { findTerms } from '../../../store/find/find-terms.ts';
import { termUsesOf } from '../../../store/find/term-uses.ts';
import { wordsOf } from '../../../fhir/search/text.ts';
import { type Coded, codedConcept, DMD, SNOMED_CT } from '../../../terminology/fhir/coded.ts';
import { type Contents, conceptsOf, contentsOf, contentsOfDefinition } from '../../../terminology/fhir/contents.ts';
import { definedBy } from '../../../terminology/fhir/defined-by.ts';
import { designationsOf } from '../../../terminology/fhir/designations.ts';
import type { Level } from '../../../terminology/dmd/product.ts';
import { searchDrugs } from '../../../terminology/dmd/search/search-drugs.ts';
import { drugsOf, type Snomed } from '../../../terminology/terminology.ts';
import type { AppContext } from '../../context.ts';
import type { Asked } from './parameters.ts';
import { chosenBy } from './chosen-by.ts';
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
  if (contents.levels.size > 0) return ofDrugs(context, contents.levels, given?.url ?? url, filter, count);
  const { total, page } = filter === '' ? listed(contents, sources.snomed, offset, count, asked) : await found(context, principal, contents, filter, offset, count, asked);
  const snomed = usesSnomed(contents) ? sources.snomed() : undefined;
  return {
    resourceType: 'ValueSet',
    status: given?.status ?? 'active',
    ...((given?.url ?? url) === undefined ? {} : { url: given?.url ?? url ?? '' }),
    ...(snomed === undefined ? {} : { copyright: snomed.release.notice, description: snomed.release.title }),
    expansion: {
      timestamp: new Date().toISOString(),
      total, offset,
      parameter: [
        ...(snomed === undefined ? [] : [{ name: 'used-codesystem', valueUri: `${SNOMED_CT}|${snomed.release.version}` }, { name: 'version', valueUri: `${SNOMED_CT}|${snomed.release.version}` }]),
        ...(snomed?.release.demonstration === true ? [{ name: 'demonstration-subset', valueBoolean: true }] : []),
        ...(filter === '' ? [] : [{ name: 'filter', valueString: filter }]),
        { name: 'count', valueInteger: count },
      ],
      contains: page,
    },
  };
}

interface Page {
  total: number;
  page: ValueSetExpansionContains[];
}

const usesSnomed = ({ concepts, listed: codes }: Contents): boolean => concepts !== undefined || codes.some(({ system }) => system === SNOMED_CT);

function listed({ concepts, listed: codes }: Contents, snomed: () => Snomed, offset: number, count: number, asked: Asked): Page {
  const all = asked.flag('activeOnly') === true ? codes.filter(({ inactive }) => inactive !== true) : codes;
  const page = all.slice(offset, offset + count);
  const total = all.length + (concepts?.size ?? 0);
  if (concepts === undefined || page.length === count) return { total, page: page.map((code) => contained(code, undefined, asked)) };
  const { edition } = snomed();
  const from = Math.max(offset - all.length, 0);
  const rest = partOf(concepts, from, count - page.length).map((concept) => contained(codedConcept(edition, concept), { snomed: snomed(), concept }, asked));
  return { total, page: [...page.map((code) => contained(code, undefined, asked)), ...rest] };
}

function partOf(concepts: Iterable<number>, from: number, count: number): number[] {
  const part: number[] = [];
  let at = 0;
  for (const concept of concepts) {
    if (part.length === count) break;
    if (at++ >= from) part.push(concept);
  }
  return part;
}

async function found(context: AppContext, principal: Principal, contents: Contents, filter: string, offset: number, count: number, asked: Asked): Promise<Page> {
  const wanted = wordsOf(filter);
  const others = contents.listed.filter(({ system, display, code }) => system !== SNOMED_CT && wanted.every((word) => wordsOf(`${display} ${code}`).some((own) => own.startsWith(word))));
  const page = others.slice(offset, offset + count).map((code) => contained(code, undefined, asked));
  const snomed = usesSnomed(contents) ? context.terminology.snomed() : undefined;
  if (snomed === undefined) return { total: others.length, page };
  const { edition, terms } = snomed;
  const within = contents.listed.length === 0 && contents.concepts?.size === edition.active ? undefined : conceptsOf(contents, snomed).words;
  const from = Math.max(offset - others.length, 0);
  const { total, hits } = terms.search(filter, {
    offset: from, limit: count - page.length, inactive: asked.flag('activeOnly') === false,
    used: chosenBy(snomed, await termUsesOf(context.db, principal.practice, principal.account)),
    ...(within === undefined ? {} : { within }),
  });
  return { total: others.length + total, page: [...page, ...hits.map(({ concept, term }) => contained(codedConcept(edition, concept), { snomed, concept, term }, asked))] };
}

function contained(coded: Coded, known: { snomed: Snomed; concept: number; term?: string } | undefined, asked: Asked): ValueSetExpansionContains {
  const { version: _version, ...code } = coded;
  return {
    ...code,
    ...(known?.term === undefined || known.term === coded.display ? {} : { extension: [{ url: MATCHED, valueString: known.term }] }),
    ...(known !== undefined && asked.flag('includeDesignations') === true ? { designation: designationsOf(known.snomed.edition, known.concept) } : {}),
  };
}

/** Products of dm+d for what is typed. All of them at once are more than an answer holds. */
function ofDrugs(context: AppContext, levels: ReadonlySet<Level>, url: string | undefined, filter: string, count: number): ValueSet {
  const { release, index } = drugsOf(context.terminology);
  if (filter === '') throw new Problem('invalid', 'The value set holds the products of dm+d: say which by filter', { issues: [{ code: 'too-costly', message: 'Say which products by filter', expression: 'filter' }] });
  const { hits } = searchDrugs(index, filter, { limit: count, packs: levels.has('VMPP') || levels.has('AMPP') });
  const contains = hits.filter(({ level }) => levels.has(level)).map(({ id, description }) => ({ system: DMD, code: id, display: description }));
  return { resourceType: 'ValueSet', status: 'active', ...(url === undefined ? {} : { url }), description: release.title, copyright: release.notice, expansion: { timestamp: new Date().toISOString(), total: contains.length, parameter: [{ name: 'used-codesystem', valueUri: `${DMD}|${release.version}` }, { name: 'filter', valueString: filter }], contains } };
}

/** Where no terminology is in use: the terms that the practice's records hold. For those who read them. */
async function ofThePractice(context: AppContext, principal: Principal, filter: string, count: number): Promise<ValueSet> {
  const { readClinical, findPatients } = abilitiesOf(principal);
  if (!readClinical || !findPatients || principal.own !== null) throw new Problem('forbidden', 'Only clinical staff may search the practice’s terms');
  const terms = await findTerms(context.db, principal.practice, filter, count);
  return { resourceType: 'ValueSet', status: 'active', description: 'Terms that the records of this practice use: no release of SNOMED CT is in use', expansion: { timestamp: new Date().toISOString(), total: terms.length, contains: terms } };
}

import { Problem } from '../../errors.ts';
import { ConceptSet } from '../ecl/concept-set.ts';
import type { EclAnswer } from '../ecl/evaluate-ecl.ts';
import { EclFault } from '../ecl/fault.ts';
import { evaluateEclCached } from '../ecl/ecl-cache.ts';
import type { DefinedValueSet, Include } from '../published/published.ts';
import { published } from '../published/published.ts';
import type { Snomed } from '../terminology.ts';
import { type Coded, codedConcept, DMD, SNOMED_CT } from './coded.ts';
import { DRUG_KINDS, type DrugKind } from './drug-codes.ts';
import { allCodes, filteredCodes, listedCode } from './listed-codes.ts';
import { eclOfFilters, eclOfImplicit, versionOfImplicit } from './snomed-filter.ts';

/** What a value set holds: concepts of SNOMED CT, codes that are listed one by one, and whole kinds of dm+d's codes. */
export interface Contents {
  concepts: ConceptSet | undefined;
  listed: readonly Coded[];
  /** Of dm+d, all of whose codes of that kind are in it. */
  drugs: ReadonlySet<DrugKind>;
}

/** What value sets are worked out from. */
export interface Sources {
  /** Problem `unavailable` where no release is in use. */
  snomed: () => Snomed;
  /** A value set by its URL that this practice keeps; undefined where it keeps none such. */
  kept: (url: string, version: string | undefined) => Promise<DefinedValueSet | undefined>;
}

const NOTHING: Contents = { concepts: undefined, listed: [], drugs: new Set() };
/** Value sets may stand on others this deep. */
const DEEPEST = 8;

/** What the value set of a URL holds (`url|version` where one is wanted). Problem `not-found` where nobody knows it. */
export async function contentsOf(sources: Sources, canonical: string, depth = 0): Promise<Contents> {
  const ecl = eclOfImplicit(canonical);
  if (ecl !== undefined) {
    const version = versionOfImplicit(canonical);
    if (version !== undefined && version !== sources.snomed().release.version) throw new Problem('not-found', 'That version of SNOMED CT is not in use here');
    return { ...NOTHING, concepts: askWhole(sources.snomed(), ecl) };
  }
  const [url = '', version] = canonical.split('|');
  const defined = (await sources.kept(url, version)) ?? published().valueSets.get(url);
  if (defined === undefined || (version !== undefined && defined.version !== version)) throw new Problem('not-found', 'There is no such value set here', { issues: [{ code: 'not-found', message: 'There is no such value set here', expression: 'url' }] });
  return contentsOfDefinition(sources, defined, depth);
}

/** What a value set holds by its definition: everything included, less what is excluded. */
export async function contentsOfDefinition(sources: Sources, { include, exclude = [] }: DefinedValueSet, depth = 0): Promise<Contents> {
  if (depth > DEEPEST) throw new Problem('invalid', 'The value set stands on itself, or on too many others');
  let all: Contents = NOTHING;
  for (const part of include) all = union(all, await contentsOfInclude(sources, part, depth));
  for (const part of exclude) all = minus(sources, all, await contentsOfInclude(sources, part, depth));
  return all;
}

/** UK Core names the kinds of dm+d's codes by the filter `parent = VMP`. */
function drugKindsOf(filter: NonNullable<Include['filter']>): ReadonlySet<DrugKind> {
  const kinds = filter.map(({ property, op, value }) => (property === 'parent' && op === '=' ? DRUG_KINDS.find((kind) => kind === value) : undefined));
  if (kinds.some((kind) => kind === undefined)) throw notUnderstood();
  return new Set(filter.length === 0 ? DRUG_KINDS : kinds.flatMap((kind) => kind ?? []));
}

/** A code of any system is in the contents; `concept` is its ordinal where it is one of SNOMED CT, `drug` what kind of dm+d's it is. */
export function holds({ concepts, listed, drugs }: Contents, system: string, code: string, concept: number, drug?: DrugKind): boolean {
  return (drug !== undefined && drugs.has(drug)) || (system === SNOMED_CT && concept >= 0 && concepts?.has(concept) === true) || listed.some((each) => each.system === system && each.code === code);
}

async function contentsOfInclude(sources: Sources, include: Include, depth: number): Promise<Contents> {
  let found = include.system === undefined ? undefined : contentsOfSystem(sources, include, include.system);
  for (const url of include.valueSet ?? []) {
    const other = await contentsOf(sources, url, depth + 1);
    found = found === undefined ? other : intersection(sources, found, other);
  }
  return found ?? NOTHING;
}

function contentsOfSystem(sources: Sources, { concept, filter = [] }: Include, system: string): Contents {
  if (concept !== undefined) return { ...NOTHING, listed: concept.map(({ code, display }) => describe(sources, system, code, display)) };
  if (system === SNOMED_CT) {
    const ecl = eclOfFilters(filter);
    if (ecl === undefined) throw notUnderstood();
    return { ...NOTHING, concepts: ask(sources.snomed(), ecl).concepts };
  }
  if (system === DMD) return { ...NOTHING, drugs: drugKindsOf(filter) };
  const listed = published().codeSystems.get(system);
  if (listed === undefined) throw new Problem('not-supported', 'The value set takes codes of a code system that is not listed here: it can be asked about single codes only where it names them', { issues: [{ code: 'not-supported', message: 'The code system is not listed here' }] });
  const sets = filter.map((each) => filteredCodes(listed, each));
  if (sets.some((set) => set === undefined)) throw notUnderstood();
  const [first = allCodes(listed), ...others] = sets.map((set) => set ?? []);
  return { ...NOTHING, listed: first.filter(({ code }) => others.every((set) => set.some((one) => one.code === code))) };
}

/** A code that a value set names: by the set's own words, else by the system's, else by itself. */
function describe(sources: Sources, system: string, code: string, display: string | undefined): Coded {
  if (system === SNOMED_CT) {
    const { edition } = sources.snomed();
    const concept = edition.ordinalOf(code);
    if (concept >= 0) return { ...codedConcept(edition, concept), ...(display === undefined ? {} : { display }) };
  }
  const known = published().codeSystems.get(system);
  const own = known === undefined ? undefined : listedCode(known, code);
  return { ...own, system, code, display: display ?? own?.display ?? code };
}

/** Asks SNOMED CT what somebody has put into the URL: a code that the release has not is a slip, not an empty set. */
function askWhole(snomed: Snomed, ecl: string): ConceptSet {
  const { concepts, unknown } = ask(snomed, ecl);
  if (unknown.length > 0) throw new Problem('invalid', `SNOMED CT as it is in use here has no ${unknown.slice(0, 5).join(', ').slice(0, 200)}`);
  return concepts;
}

/** Asks SNOMED CT; what is wrong with the expression is told by its place. */
function ask({ edition }: Snomed, ecl: string): EclAnswer {
  try {
    return evaluateEclCached(edition, ecl);
  } catch (error) {
    if (!(error instanceof EclFault)) throw error;
    throw new Problem('invalid', `The expression constraint cannot be asked: ${error.message}`);
  }
}

function union(a: Contents, b: Contents): Contents {
  const held = new Set(a.listed.map(keyOf));
  return {
    concepts: a.concepts === undefined ? b.concepts : b.concepts === undefined ? a.concepts : a.concepts.union(b.concepts),
    listed: [...a.listed, ...b.listed.filter((one) => !held.has(keyOf(one)))],
    drugs: new Set([...a.drugs, ...b.drugs]),
  };
}

function minus(sources: Sources, a: Contents, b: Contents): Contents {
  const gone = new Set(b.listed.map(keyOf));
  const concepts = a.concepts === undefined || (b.concepts === undefined && b.listed.length === 0) ? a.concepts : a.concepts.minus(conceptsOf(b, sources.snomed()));
  const left = (one: Coded): boolean => !gone.has(keyOf(one)) && (b.concepts === undefined || one.system !== SNOMED_CT || !b.concepts.has(sources.snomed().edition.ordinalOf(one.code)));
  return { concepts, listed: a.listed.filter(left), drugs: new Set([...a.drugs].filter((kind) => !b.drugs.has(kind))) };
}

function intersection(sources: Sources, a: Contents, b: Contents): Contents {
  const ordinal = ({ system, code }: Coded): number => (system === SNOMED_CT ? sources.snomed().edition.ordinalOf(code) : -1);
  const listed = a.listed.filter((one) => holds(b, one.system, one.code, ordinal(one)));
  const more = b.listed.filter((one) => a.concepts !== undefined && holds({ ...NOTHING, concepts: a.concepts }, one.system, one.code, ordinal(one)));
  return { concepts: a.concepts !== undefined && b.concepts !== undefined ? a.concepts.intersect(b.concepts) : undefined, listed: [...listed, ...more], drugs: new Set([...a.drugs].filter((kind) => b.drugs.has(kind))) };
}

/** The concepts of SNOMED CT that the contents hold, listed ones too: what a search is kept within. */
export function conceptsOf({ concepts, listed }: Contents, { edition }: Snomed): ConceptSet {
  if (concepts !== undefined && listed.length === 0) return concepts;
  const set = new ConceptSet(edition.size);
  if (concepts !== undefined) set.addAll(concepts);
  for (const { system, code } of listed) {
    const concept = system === SNOMED_CT ? edition.ordinalOf(code) : -1;
    if (concept >= 0) set.add(concept);
  }
  return set;
}

function keyOf({ system, code }: Coded): string {
  return `${system}|${code}`;
}

function notUnderstood(): Problem {
  return new Problem('not-supported', 'The value set has a filter that is not understood here', { issues: [{ code: 'not-supported', message: 'The value set has a filter that is not understood here' }] });
}

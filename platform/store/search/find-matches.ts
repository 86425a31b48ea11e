import type { Chain, Condition, Criterion, Has } from '../../fhir/search/criterion.ts';
import type { ParameterShape } from '../../fhir/search/definitions.ts';
import { extractorOf } from '../../fhir/search/extract.ts';
import { addressOf } from '../../fhir/search/reference.ts';
import { type Batch, bestLookup, type Plan, planOf, recordsReferredTo, WALK } from './plan.ts';
import type { Lookup } from './lookups.ts';
import { type Found, type Reading, readByIds } from './reading.ts';

/** A look-up this good is used first, and what chains ask is decided of what it brings. */
const NARROW = 5;

export interface Matches {
  /** The matches after an id in the order of their ids, a batch at a time: small ones first where few are `wanted`. Throws too-costly beyond the reading's budget. */
  batches: (after: string, wanted?: number) => AsyncGenerator<Batch>;
}

/**
 * What a reader finds of one type: an index brings candidates, the resource as they may see it decides. So do the
 * resources that a chain or `_has` goes through, which are only ever those that they may see (safety I29).
 */
export async function findMatches(reading: Reading, type: string, criteria: readonly Criterion[]): Promise<Matches> {
  const own = bestLookup(reading, type, criteria);
  const { criteria: decided, lookup } = own !== undefined && own.rank <= NARROW ? { criteria, lookup: own } : await fromTheOtherEnd(reading, type, criteria, own);
  const plan: Plan = await planOf(reading, type, lookup);
  return {
    async *batches(after, wanted) {
      for await (const { found, isLast } of plan.batches(after, wanted)) yield { found: await decide(reading, found, decided), isLast };
    },
  };
}

/** All of them, in the order of their ids. */
export async function allMatches(reading: Reading, type: string, criteria: readonly Criterion[]): Promise<Found[]> {
  const found: Found[] = [];
  for await (const batch of (await findMatches(reading, type, criteria)).batches('')) found.push(...batch.found);
  return found;
}

async function decide(reading: Reading, candidates: readonly Found[], criteria: readonly Criterion[]): Promise<Found[]> {
  let left = candidates.filter(({ resource }) => criteria.every((criterion) => criterion.kind !== 'condition' || criterion.test(resource)));
  for (const criterion of criteria) {
    if (left.length === 0 || criterion.kind === 'condition') continue;
    left = criterion.kind === 'chain' ? await throughReferences(reading, left, criterion) : await referredToBy(reading, left, criterion);
  }
  return left;
}

/** Keeps those whose reference leads to something that meets the rest of the chain. */
async function throughReferences(reading: Reading, candidates: readonly Found[], { shape, targets }: Chain): Promise<Found[]> {
  const leadsTo = candidates.map((found) => new Set(localReferences(reading, found, shape)));
  const good = new Set<string>();
  for (const { type, criterion } of targets) {
    const ids = new Set(leadsTo.flatMap((all) => [...all]).filter((target) => target.startsWith(`${type}/`)).map((target) => target.slice(type.length + 1)));
    for (const { id } of await decide(reading, await readByIds(reading, type, [...ids]), [criterion])) good.add(`${type}/${id}`);
  }
  return candidates.filter((_, i) => [...(leadsTo[i] ?? [])].some((target) => good.has(target)));
}

/** Keeps those that something refers to that meets the criterion. */
async function referredToBy(reading: Reading, candidates: readonly Found[], { type, name, shape, criterion }: Has): Promise<Found[]> {
  const referrers = await findReferrers(reading, type, name, shape, candidates, [criterion]);
  const good = new Set(referrers.flatMap((found) => localReferences(reading, found, shape)));
  return candidates.filter((found) => good.has(`${found.type}/${found.id}`));
}

/** What of a type refers to any of the resources by a parameter, and meets the criteria besides. */
export async function findReferrers(reading: Reading, type: string, name: string, shape: ParameterShape, targets: readonly Found[], criteria: readonly Criterion[]): Promise<Found[]> {
  const references = leadingTo(reading, name, shape, new Set(targets.map((found) => `${found.type}/${found.id}`)));
  const lookup = await lookupWith(reading, type, references, criteria);
  const plan = await planOf(reading, type, lookup);
  const found: Found[] = [];
  for await (const batch of plan.batches('')) found.push(...(await decide(reading, batch.found, [references, ...criteria])));
  return found;
}

async function lookupWith(reading: Reading, type: string, references: Condition, criteria: readonly Criterion[]): Promise<Lookup | undefined> {
  const best = bestLookup(reading, type, [references, ...criteria]);
  if (best !== undefined && best.rank < NARROW) return best;
  const records = await recordsReferredTo(reading, references);
  return records !== undefined && records.rank < (best?.rank ?? WALK) ? records : best;
}

/** The condition that a reference parameter leads to one of some resources. */
function leadingTo(reading: Reading, name: string, shape: ParameterShape, targets: ReadonlySet<string>): Condition {
  const extract = extractorOf(shape.paths);
  const test = (resource: unknown): boolean => extract(resource).some((found) => targets.has(addressOf(found, reading.settings.base) ?? ''));
  return { kind: 'condition', name, modifier: '', values: [...targets], shape, test };
}

/**
 * Where the type's own parameters do not narrow but what a chain or `_has` asks of another type does: that is looked up
 * first, and what it finds takes the criterion's place.
 */
async function fromTheOtherEnd(reading: Reading, type: string, criteria: readonly Criterion[], own: Lookup | undefined): Promise<{ criteria: readonly Criterion[]; lookup: Lookup | undefined }> {
  const ends = criteria.map((criterion) => (criterion.kind === 'condition' ? WALK : endRank(reading, criterion)));
  const best = Math.min(...ends, WALK);
  const criterion = criteria[ends.indexOf(best)];
  if (criterion === undefined || criterion.kind === 'condition' || best >= Math.min(own?.rank ?? WALK, WALK)) {
    const [only] = criteria.filter((one) => one.kind === 'condition' && one.shape.type === 'reference' && one.modifier !== 'missing');
    return { criteria, lookup: own ?? (only?.kind === 'condition' ? await byRecord(reading, only) : undefined) };
  }
  const found = criterion.kind === 'chain' ? await endOfChain(reading, criterion) : idsReferredTo(reading, type, criterion, await allMatches(reading, criterion.type, [criterion.criterion]));
  const rest = criteria.with(criteria.indexOf(criterion), found);
  return { criteria: rest, lookup: bestLookup(reading, type, rest) ?? (await byRecord(reading, found)) };
}

/** The records of what a reference names, where every value says what it is. */
async function byRecord(reading: Reading, condition: Condition): Promise<Lookup | undefined> {
  const isPlain = condition.shape.type === 'reference' && condition.modifier === '' && condition.values.every((value) => /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(value));
  return isPlain ? recordsReferredTo(reading, condition) : undefined;
}

function endRank(reading: Reading, criterion: Chain | Has): number {
  const ends = criterion.kind === 'has' ? [criterion] : criterion.targets;
  return Math.max(...ends.map(({ type, criterion: inner }) => (inner.kind === 'condition' ? (bestLookup(reading, type, [inner])?.rank ?? WALK) : endRank(reading, inner))));
}

async function endOfChain(reading: Reading, { name, shape, targets }: Chain): Promise<Condition> {
  const good = new Set<string>();
  for (const { type, criterion } of targets) for (const { id } of await allMatches(reading, type, [criterion])) good.add(`${type}/${id}`);
  return leadingTo(reading, name, shape, good);
}

function idsReferredTo(reading: Reading, type: string, { shape }: Has, referrers: readonly Found[]): Condition {
  const ids = new Set(referrers.flatMap((found) => localReferences(reading, found, shape)).filter((target) => target.startsWith(`${type}/`)).map((target) => target.slice(type.length + 1)));
  return { kind: 'condition', name: '_id', modifier: '', values: [...ids], shape: { type: 'token', paths: [['id', 'id']], url: '' }, test: (resource) => ids.has((resource as { id: string }).id) };
}

/** `Type/id` of each reference of a parameter that leads to what is kept here. */
export function localReferences({ settings }: Reading, { resource }: Found, shape: ParameterShape): string[] {
  return extractorOf(shape.paths)(resource).flatMap((found) => addressOf(found, settings.base) ?? []).filter((address) => /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(address));
}

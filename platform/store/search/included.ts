import type { Include } from '../../fhir/search/include.ts';
import { findReferrers, localReferences } from './find-matches.ts';
import { type Found, type Reading, readByIds } from './reading.ts';
import { tooCostly } from './too-costly.ts';

/** More than this would no longer be something beside the matches: a smaller page is asked for. */
const MOST = 5_000;
/** How often `:iterate` goes on from what it has brought. */
const ROUNDS = 5;

/**
 * What `_include` and `_revinclude` bring beside a page of matches: each once, none that is a match, and only what the
 * reader may see by themselves.
 */
export async function includedWith(reading: Reading, matches: readonly Found[], includes: readonly Include[], revIncludes: readonly Include[]): Promise<Found[]> {
  const seen = new Set(matches.map(nameOf));
  const included: Found[] = [];
  let from = matches;
  for (let round = 0; round < ROUNDS && from.length > 0; round++) {
    const applies = ({ iterate }: Include): boolean => round === 0 || iterate;
    const found = [...(await forwards(reading, from, includes.filter(applies), seen)), ...(await backwards(reading, from, revIncludes.filter(applies)))];
    const fresh = found.filter((one) => !seen.has(nameOf(one)) && seen.add(nameOf(one)));
    included.push(...fresh);
    if (included.length > MOST) throw tooCostly();
    from = fresh;
  }
  return included;
}

async function forwards(reading: Reading, from: readonly Found[], includes: readonly Include[], seen: ReadonlySet<string>): Promise<Found[]> {
  const wanted = new Set<string>();
  for (const { type, shape, target } of includes) {
    for (const found of from) {
      if (found.type !== type) continue;
      for (const address of localReferences(reading, found, shape)) if ((target === undefined || address.startsWith(`${target}/`)) && !seen.has(address)) wanted.add(address);
    }
  }
  const byType = Map.groupBy(wanted, (address) => address.slice(0, address.indexOf('/')));
  const found: Found[] = [];
  for (const [type, addresses] of byType) found.push(...(await readByIds(reading, type, addresses.map((address) => address.slice(type.length + 1)))));
  return found;
}

async function backwards(reading: Reading, from: readonly Found[], includes: readonly Include[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const { type, name, shape, target } of includes) {
    const targets = from.filter((one) => (target === undefined || one.type === target) && shape.targets?.includes(one.type) !== false);
    if (targets.length > 0 && reading.reach(type) !== undefined) found.push(...(await findReferrers(reading, type, name, shape, targets, [])));
  }
  return found;
}

function nameOf({ type, id }: Found): string {
  return `${type}/${id}`;
}

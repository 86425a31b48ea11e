import type { TermUses } from '../../../store/find/term-uses.ts';
import { fromCodeKey } from '../../../store/rows/code-key.ts';
import { SNOMED_CT } from '../../../terminology/fhir/coded.ts';
import type { UsedConcepts } from '../../../terminology/search/used.ts';
import type { Snomed } from '../../../terminology/terminology.ts';
import { boostOf } from '../../../terminology/use/boost.ts';

const made = new WeakMap<TermUses, { snomed: Snomed; used: UsedConcepts }>();

/** What rises for somebody because they, and their practice, choose it often. Worked out once for each time the uses are read. */
export function chosenBy(snomed: Snomed, uses: TermUses): UsedConcepts {
  const standing = made.get(uses);
  if (standing?.snomed === snomed) return standing.used;
  const now = Date.now();
  const boosts: [number, number][] = [];
  for (const [key, all] of uses.practice) {
    const { system, code } = fromCodeKey(key);
    const concept = system === SNOMED_CT ? snomed.edition.ordinalOf(code) : -1;
    if (concept >= 0) boosts.push([concept, boostOf(uses.account.get(key), all, now)]);
  }
  const used = snomed.terms.used(boosts);
  made.set(uses, { snomed, used });
  return used;
}

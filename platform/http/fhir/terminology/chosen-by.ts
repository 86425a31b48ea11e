import type { TermUses } from '../../../store/find/term-uses.ts';
import { fromCodeKey } from '../../../store/rows/code-key.ts';
import { DMD, SNOMED_CT } from '../../../terminology/fhir/coded.ts';
import type { UsedConcepts } from '../../../terminology/search/used.ts';
import type { Drugs, Snomed } from '../../../terminology/terminology.ts';
import { boostOf } from '../../../terminology/use/boost.ts';

/** What rises for somebody in search because they, and their practice, choose it often. */
export const chosenBy = eachOnce((snomed: Snomed, uses): UsedConcepts =>
  snomed.terms.used(boosts(uses, ({ system, code }) => (system === SNOMED_CT ? snomed.edition.ordinalOf(code) : -1), (concept) => concept >= 0)));

/** The products of dm+d that rise: coded by dm+d, or in records from other systems by SNOMED CT, of which dm+d is part. */
export const drugsChosenBy = eachOnce(({ dmd }: Drugs, uses): ReadonlyMap<string, number> =>
  new Map(boosts(uses, ({ system, code }) => (system === DMD || system === SNOMED_CT ? code : ''), (code) => dmd.level(code) !== undefined)));

function boosts<T>({ practice, account }: TermUses, meant: (code: { system: string; code: string }) => T, known: (meant: T) => boolean): [T, number][] {
  const now = Date.now();
  return [...practice].flatMap(([key, all]): [T, number][] => {
    const one = meant(fromCodeKey(key));
    return known(one) ? [[one, boostOf(account.get(key), all, now)]] : [];
  });
}

/** Worked out once for each time the uses are read, not for each key that is pressed. */
function eachOnce<R extends object, T>(make: (release: R, uses: TermUses) => T): (release: R, uses: TermUses) => T {
  const made = new WeakMap<TermUses, { release: R; of: T }>();
  return (release, uses) => {
    const standing = made.get(uses);
    if (standing?.release === release) return standing.of;
    const of = make(release, uses);
    made.set(uses, { release, of });
    return of;
  };
}

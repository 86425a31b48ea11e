import type { History, Profile } from '../ast.ts';
import { ConceptSet } from '../concept-set.ts';
import type { Context } from './context.ts';
import { columnsOf, fieldOf } from './member-fields.ts';

/** Association reference sets of each profile: ECL 6.11. MAX has all there are, below 900000000000522004. */
const PROFILES: Record<Exclude<Profile, 'MAX'>, readonly string[]> = {
  MIN: ['900000000000527005'],
  MOD: ['900000000000527005', '900000000000526001', '900000000000528000', '1186924009'],
};
const ASSOCIATION = '900000000000522004';

/** ECL 6.11: the set, and the inactive concepts that a historical association leads from into the set. */
export function addHistory(context: Context, set: ConceptSet, history: History): ConceptSet {
  const { edition, work } = context;
  const associations = associationsOf(context, history);
  const found = new ConceptSet(set.of, set.words.slice());
  const has = (concept: number): boolean => concept >= 0 && set.has(concept);
  for (const refset of edition.refsets) {
    if (!associations.has(refset.refset)) continue;
    const target = fieldOf(edition, refset, 'targetComponentId') ?? fieldOf(edition, refset, 'targetComponent');
    if (target?.kind !== 'component') continue;
    const { active, component } = columnsOf(edition, refset);
    work.spend(refset.to - refset.from);
    for (let row = refset.from; row < refset.to; row++) {
      const concept = component[row] ?? 0;
      if (active[row] === 1 && concept < edition.size && has(target.conceptAt(row))) found.add(concept);
    }
  }
  return found;
}

function associationsOf({ edition, evaluate }: Context, { profile, associations }: History): ConceptSet {
  if (associations !== undefined) return evaluate(associations);
  if (profile === undefined || profile === 'MAX') return evaluate({ kind: 'sub', operator: '<', focus: { kind: 'concept', code: ASSOCIATION }, filters: [] });
  const found = new ConceptSet(edition.size);
  for (const code of PROFILES[profile]) {
    const concept = edition.ordinalOf(code);
    if (concept >= 0) found.add(concept);
  }
  return found;
}

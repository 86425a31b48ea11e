import type { Operator } from '../ast.ts';
import { ConceptSet } from '../concept-set.ts';
import type { Context } from './context.ts';

/** ECL 6.1, 6.7 and 6.12: what an operator makes of a set. Each concept is passed once, however the set lies. */
export function applyOperator(context: Context, operator: Operator, set: ConceptSet): ConceptSet {
  switch (operator) {
    case '<<': return below(context, set).union(set);
    case '<': return below(context, set);
    case '<!': return neighbours(context, set, 'down');
    case '<<!': return neighbours(context, set, 'down').union(set);
    case '>>': return reach(context, set, 'up').union(set);
    case '>': return reach(context, set, 'up');
    case '>!': return neighbours(context, set, 'up');
    case '>>!': return neighbours(context, set, 'up').union(set);
    case '!!>': return set.minus(reach(context, set, 'down'));
    case '!!<': return set.minus(reach(context, set, 'up'));
  }
}

/** Everything below at least one of the set. What is below a concept already met has been met. */
function below({ edition, work }: Context, set: ConceptSet): ConceptSet {
  const found = new ConceptSet(set.of);
  set.each((concept) => {
    if (found.has(concept)) return;
    const runs = edition.runsOf(concept);
    work.spend(1 + runs.length);
    for (let i = 0; i < runs.length; i += 2) found.addRun(runs[i] ?? 0, runs[i + 1] ?? 0);
    found.delete(concept);
  });
  return found;
}

type Way = 'up' | 'down';

function neighbours({ edition, work }: Context, set: ConceptSet, way: Way): ConceptSet {
  const found = new ConceptSet(set.of);
  set.each((concept) => {
    const next = way === 'up' ? edition.parentsOf(concept) : edition.childrenOf(concept);
    work.spend(1 + next.length);
    for (const each of next) found.add(each);
  });
  return found;
}

function reach({ edition, work }: Context, set: ConceptSet, way: Way): ConceptSet {
  const found = new ConceptSet(set.of);
  const open: number[] = [];
  const step = (concept: number): void => {
    const next = way === 'up' ? edition.parentsOf(concept) : edition.childrenOf(concept);
    work.spend(1 + next.length);
    for (const each of next) {
      if (found.has(each)) continue;
      found.add(each);
      open.push(each);
    }
  };
  set.each(step);
  for (let concept = open.pop(); concept !== undefined; concept = open.pop()) step(concept);
  return found;
}

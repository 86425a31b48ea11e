/** Sorts the items of an element into the slices of a profile, and checks each slice's count and contents. */
import type { ObjectCheck } from '../validation/check.ts';
import type { Fault } from '../validation/findings.ts';
import { type Compiling, itemCheck } from './item.ts';
import { occurrenceCheck } from './occurrence.ts';
import type { Slicing } from './profile-shape.ts';
import { sliceMatcher } from './slice-matcher.ts';

export function slicingCheck(name: string, { by, closed, ordered, slices }: Slicing, type: string, compiling: Compiling): ObjectCheck {
  const outside: Fault = { code: 'structure', message: `must be one of the slices ${Object.keys(slices).join(', ')} (${compiling.label})` };
  const disordered: Fault = { code: 'structure', message: `must stand in the order of the slices ${Object.keys(slices).join(', ')} (${compiling.label})` };
  const compiled = Object.entries(slices).map(([slice, rule]) => {
    const label = compiling.label.includes(', slice ') ? `${compiling.label}/${slice}` : `${compiling.label}, slice ${slice}`;
    return { matches: sliceMatcher(by, rule, compiling.membership, label), occurs: occurrenceCheck(rule, label), check: itemCheck(rule, type, { ...compiling, label }) };
  });
  return (owner, findings) => {
    const value = owner[name];
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    const counts = compiled.map(() => 0);
    if (!findings.enter(name)) return;
    let furthest = 0;
    for (let i = 0; i < items.length && !findings.full; i++) {
      findings.at(i);
      const index = compiled.findIndex((slice) => slice.matches(items[i]));
      if (index === -1) {
        if (closed) findings.report(outside);
        continue;
      }
      if (ordered && index < furthest) findings.report(disordered);
      furthest = Math.max(furthest, index);
      counts[index] = (counts[index] ?? 0) + 1;
      compiled[index]?.check?.(items[i], undefined, findings);
    }
    findings.leave();
    compiled.forEach((slice, index) => slice.occurs?.(counts[index] ?? 0, name, findings));
  };
}

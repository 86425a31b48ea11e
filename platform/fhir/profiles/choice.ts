/** A choice (`value[x]`) in a profile: how often, of which types, and what each type must hold. */
import type { ObjectCheck } from '../validation/check.ts';
import type { Fault } from '../validation/findings.ts';
import { type Compiling, type ItemCheck, itemCheck } from './item.ts';
import { occurrenceCheck } from './occurrence.ts';
import type { ElementRule } from './profile-shape.ts';

export function choiceCheck(name: string, rule: ElementRule, types: readonly string[], compiling: Compiling): ObjectCheck {
  const { label } = compiling;
  const stem = name.slice(0, -3);
  const occurs = occurrenceCheck(rule, label);
  const allowed = (rule.types ?? types).filter((type) => rule.typed?.[type]?.max !== 0);
  const wrong: Fault = { code: 'structure', message: allowed.length === 0 ? `must not stand here (${label})` : `must be of type ${allowed.join(' or ')} (${label})` };
  const byKey = new Map<string, ItemCheck | 'wrong' | undefined>(types.map((type) => [
    stem + type.charAt(0).toUpperCase() + type.slice(1),
    allowed.includes(type) ? both(itemCheck(rule, type, compiling), rule.typed?.[type], type, compiling) : 'wrong',
  ]));
  return (owner, findings) => {
    let count = 0;
    let place = name;
    for (const key in owner) {
      const isExtension = key.startsWith('_');
      const bare = isExtension ? key.slice(1) : key;
      if (!byKey.has(bare) || (isExtension && owner[bare] !== undefined)) continue;
      count++;
      place = bare;
      const check = byKey.get(bare);
      if (check === 'wrong') {
        if (rule.max !== 0) findings.report(wrong, bare);
      } else if (check !== undefined && findings.enter(bare)) {
        check(owner[bare], owner[`_${bare}`], findings);
        findings.leave();
      }
    }
    occurs?.(count, place, findings);
  };
}

function both(general: ItemCheck | undefined, rule: ElementRule | undefined, type: string, compiling: Compiling): ItemCheck | undefined {
  const own = rule === undefined ? undefined : itemCheck(rule, type, compiling);
  if (own === undefined || general === undefined) return own ?? general;
  return (value, extended, findings) => {
    general(value, extended, findings);
    own(value, extended, findings);
  };
}

/**
 * Turns a profile into one closure that follows the check of base R4 and looks only at what the profile is stricter in.
 * Any JSON may stand where an element should: that is base R4's to report.
 */
import type { ObjectCheck } from '../validation/check.ts';
import { type JsonObject } from '../validation/json.ts';
import { choiceCheck } from './choice.ts';
import { type Compiling, type ItemCheck, itemCheck, type ProfileContext } from './item.ts';
import { occurrenceCheck, placesOf } from './occurrence.ts';
import type { ElementRule, ProfileShape } from './profile-shape.ts';
import { slicingCheck } from './slicing.ts';

export function compileProfile({ url, type, rule }: ProfileShape, context: ProfileContext): ObjectCheck {
  const check = itemCheck(rule, type, { ...context, label: url, children: compileChildren });
  return (value, findings) => check?.(value, undefined, findings);
}

function compileChildren(rules: Readonly<Record<string, ElementRule>>, type: string, compiling: Compiling): ObjectCheck {
  const checks = Object.entries(rules).map(([name, rule]) => {
    const types = compiling.types[type]?.elements[name]?.types ?? (name === 'extension' ? ['Extension'] : []);
    return name.endsWith('[x]') ? choiceCheck(name, rule, types, compiling) : elementCheck(name, rule, types[0] ?? '', compiling);
  });
  return (value, findings) => {
    for (const check of checks) check(value, findings);
  };
}

function elementCheck(name: string, rule: ElementRule, type: string, compiling: Compiling): ObjectCheck {
  const occurs = occurrenceCheck(rule, compiling.label);
  const slices = rule.slicing === undefined ? undefined : slicingCheck(name, rule.slicing, type, compiling);
  const each = itemCheck(rule, type, compiling);
  return (owner, findings) => {
    const count = placesOf(owner, name);
    occurs?.(count, name, findings);
    if (count > 0 && each !== undefined) checkItems(owner, name, count, each, findings);
    slices?.(owner, findings);
  };
}

/** Checks each item where it stands; an extension of a primitive item stands beside it, in `_name`. */
function checkItems(owner: JsonObject, name: string, count: number, check: ItemCheck, findings: Parameters<ObjectCheck>[1]): void {
  const value = owner[name];
  const extended = owner[`_${name}`];
  if (!findings.enter(name)) return;
  if (!Array.isArray(value) && !Array.isArray(extended)) check(value, extended, findings);
  else
    for (let i = 0; i < count && !findings.full; i++) {
      findings.at(i);
      check(Array.isArray(value) ? value[i] : undefined, Array.isArray(extended) ? extended[i] : undefined, findings);
    }
  findings.leave();
}

/**
 * Checks every extension whose definition is known: the type and code of its value, and what it nests.
 * Where it may stand is advice: one at a neighbouring element is neither lost nor misread, and real records have such.
 */
import type { ObjectCheck } from '../validation/check.ts';
import type { Fault } from '../validation/findings.ts';
import { compileProfile } from './compile-profile.ts';
import { contextsAt } from './extension-contexts.ts';
import type { ProfileContext } from './item.ts';
import type { ProfileShape } from './profile-shape.ts';

export function extensionCheck(definitions: readonly ProfileShape[], context: ProfileContext): ObjectCheck {
  const known = new Map<unknown, ObjectCheck>(definitions.map((definition) => [definition.url, knownCheck(definition, context)]));
  return (value, findings) => known.get(value['url'])?.(value, findings);
}

function knownCheck(definition: ProfileShape, context: ProfileContext): ObjectCheck {
  const check = compileProfile(definition, context);
  const { contexts } = definition;
  if (contexts === undefined) return check;
  const misplaced: Fault = { code: 'structure', message: `may stand only at ${contexts.join(', ')} (${definition.url})`, severity: 'warning' };
  return (value, findings) => {
    check(value, findings);
    if (findings.advice === undefined) return;
    const names = contextsAt(findings.resourceType, findings.path.slice(0, -1), context.types);
    if (!contexts.some((one) => names.has(one))) findings.report(misplaced);
  };
}

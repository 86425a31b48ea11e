import type { Definitions } from '../validation/definitions.ts';
import type { ValuePath } from './definitions.ts';

type Types = Definitions['types'];
interface Place {
  path: string;
  type: string;
  valueSet?: string | undefined;
}

/**
 * The JSON paths that a search parameter's FHIRPath expression stands for, seen from one type. Knows the part of
 * FHIRPath that the official parameters use: members, `ofType`, `where(a='b')`, `where(resolve() is T)`, unions.
 * Throws on anything else, so that a new version of the definitions cannot be half understood.
 */
export function resolveExpression(definitions: Definitions, root: string, expression: string): ValuePath[] {
  const found = new Map<string, ValuePath>();
  for (const term of expression.split('|')) {
    const steps = stepsOf(term);
    const [first = ''] = steps;
    if (/^[A-Z]/.test(first)) {
      if (first !== root.split('.')[0] && first !== 'Resource' && first !== 'DomainResource') continue;
      steps.shift();
    }
    let places: Place[] = [{ path: '', type: first === 'Resource' || first === 'DomainResource' ? 'Patient' : root }];
    for (const step of steps) places = places.flatMap((place) => take(definitions.types, place, step));
    for (const { path, type, valueSet } of places) {
      const systems = type === 'code' && valueSet !== undefined ? Object.keys(definitions.valueSets[valueSet] ?? {}) : [];
      found.set(`${path}:${type}`, [path, type, ...systems]);
    }
  }
  return [...found.values()];
}

/** `(Observation.value.ofType(Quantity))` as its steps; brackets that only group are dropped. */
function stepsOf(term: string): string[] {
  const bare = term.trim().replace(/(?<![A-Za-z])\(((?:[^()]|\([^()]*\))*)\)/g, '$1');
  return bare.match(/where\(resolve\(\) is \w+\)|where\([^()]*\)|ofType\(\w+\)|[A-Za-z]\w*|\[\d+\]|[^.\s]/g) ?? [];
}

function take(types: Types, { path, type, valueSet }: Place, step: string): Place[] {
  const choice = /^ofType\((\w+)\)$/.exec(step)?.[1];
  if (choice !== undefined) return type.toLowerCase() === choice.toLowerCase() ? [{ path, type, valueSet }] : [];
  const target = /^where\(resolve\(\) is (\w+)\)$/.exec(step)?.[1];
  if (target !== undefined) return [{ path: `${path}->${target}`, type }];
  const where = /^where\((\w+)='([\w-]+)'\)$/.exec(step);
  if (where !== null) return [{ path: `${path}[${where[1]}=${where[2]}]`, type }];
  if (!/^[a-z]\w*$/.test(step)) throw new Error(`${type}: the step ${step} is not understood`);
  const elements = types[type]?.elements ?? {};
  const below = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const single = elements[step];
  if (single !== undefined) return single.types.map((one) => ({ path: below(step), type: one, valueSet: single.valueSet }));
  const open = elements[`${step}[x]`];
  if (open === undefined) throw new Error(`${type} has no element ${step}`);
  return open.types.map((one) => ({ path: below(step + one.slice(0, 1).toUpperCase() + one.slice(1)), type: one, valueSet: open.valueSet }));
}

import { conditionTest, type ResourceTest, type SearchSettings } from './condition.ts';
import type { ParameterShape } from './definitions.ts';
import { splitEscaped } from './escapes.ts';
import { badParameter } from './fault.ts';
import { parameterOf } from './parameters.ts';

/** One parameter of the resource itself. */
export interface Condition {
  kind: 'condition';
  name: string;
  modifier: string;
  /** The alternatives, with their escapes. */
  values: readonly string[];
  shape: ParameterShape;
  test: ResourceTest;
}

/** `subject:Patient.name=…`: the reference leads to a resource that meets one of these. */
export interface Chain {
  kind: 'chain';
  name: string;
  shape: ParameterShape;
  targets: readonly { type: string; criterion: Criterion }[];
}

/** `_has:Observation:patient:code=…`: a resource of that type refers here, and meets the criterion. */
export interface Has {
  kind: 'has';
  name: string;
  type: string;
  shape: ParameterShape;
  criterion: Criterion;
}

export type Criterion = Condition | Chain | Has;

/** How deep chains and `_has` may go. */
const DEEPEST = 4;

/** Reads one parameter and its value. Undefined where the type has no such parameter. Throws Problem `invalid` on what it cannot mean. */
export function parseCriterion(type: string, key: string, value: string, settings: SearchSettings, depth = 0): Criterion | undefined {
  if (value === '') throw badParameter(key, 'has no value');
  if (depth > DEEPEST) throw badParameter(key, 'goes through too many resources');
  if (key.startsWith('_has:')) return parseHas(type, key, value, settings, depth);
  const [, name = '', modifier = '', rest] = /^([^:.]+)(?::([^.]*))?(?:\.(.+))?$/s.exec(key) ?? [];
  const shape = parameterOf(type, name);
  if (shape === undefined) return undefined;
  if (rest !== undefined) return parseChain(key, name, shape, modifier, rest, value, settings, depth);
  const values = splitEscaped(value, ',');
  if (values.some((one) => one === '')) throw badParameter(key, 'has an empty value');
  return { kind: 'condition', name, modifier, values, shape, test: conditionTest(key, shape, modifier, values, settings) };
}

function parseChain(key: string, name: string, shape: ParameterShape, modifier: string, rest: string, value: string, settings: SearchSettings, depth: number): Criterion {
  if (shape.type !== 'reference') throw badParameter(key, 'chains from what is not a reference');
  if (modifier === '' && shape.targets === undefined) throw badParameter(key, `must name a type: ${name}:Type.parameter`);
  if (modifier !== '' && shape.targets?.includes(modifier) === false) throw badParameter(key, 'chains to a type that the reference does not lead to');
  const types = modifier === '' ? (shape.targets ?? []) : [modifier];
  const targets = types.flatMap((type) => {
    const criterion = parseCriterion(type, rest, value, settings, depth + 1);
    return criterion === undefined ? [] : [{ type, criterion }];
  });
  if (targets.length === 0) throw badParameter(key, 'chains to a parameter that is not known there');
  return { kind: 'chain', name, shape, targets };
}

function parseHas(type: string, key: string, value: string, settings: SearchSettings, depth: number): Criterion {
  const [, from = '', reference = '', rest = ''] = /^_has:([A-Za-z]+):([^:]+):(.+)$/s.exec(key) ?? [];
  const shape = parameterOf(from, reference);
  if (shape?.type !== 'reference' || shape.targets?.includes(type) === false) throw badParameter(key, 'must be _has:Type:reference to here:parameter');
  const criterion = parseCriterion(from, rest, value, settings, depth + 1);
  if (criterion === undefined) throw badParameter(key, 'asks for a parameter that is not known there');
  return { kind: 'has', name: reference, type: from, shape, criterion };
}

/** Every resource type that must be read to decide the criteria, besides the one searched. */
export function typesBehind(criteria: readonly Criterion[]): Set<string> {
  const types = new Set<string>();
  const add = (criterion: Criterion): void => {
    if (criterion.kind === 'condition') return;
    const behind = criterion.kind === 'has' ? [criterion] : criterion.targets;
    for (const { type, criterion: inner } of behind) {
      types.add(type);
      add(inner);
    }
  };
  criteria.forEach(add);
  return types;
}

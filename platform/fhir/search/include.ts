import type { ParameterShape } from './definitions.ts';
import { badParameter } from './fault.ts';
import { parameterOf, searchParametersOf } from './parameters.ts';

/** `_include=Observation:encounter:Encounter`: what the references of a parameter lead to; or the other way round. */
export interface Include {
  /** The type that refers. */
  type: string;
  name: string;
  shape: ParameterShape;
  /** Only references to this type. */
  target: string | undefined;
  /** Also for what has been included already. */
  iterate: boolean;
}

/** Reads `_include` and `_revinclude`. `*` stands for every reference parameter of the type. */
export function parseInclude(key: string, value: string): Include[] {
  const [, modifier] = /^_(?:rev)?include(?::(.+))?$/.exec(key) ?? [];
  if (modifier !== undefined && modifier !== 'iterate' && modifier !== 'recurse') throw badParameter(key, 'has a modifier that is not supported on it');
  const [type = '', name = '', target, ...rest] = value.split(':');
  const iterate = modifier !== undefined;
  if (rest.length > 0 || name === '') throw badParameter(key, 'must be Type:parameter or Type:parameter:Target');
  if (name === '*') {
    const shapes = searchParametersOf(type).flatMap((parameter) => (parameter.type === 'reference' ? [{ name: parameter.name, shape: parameterOf(type, parameter.name) }] : []));
    if (shapes.length === 0) throw badParameter(key, 'names a type without references');
    return shapes.flatMap((found) => (found.shape === undefined ? [] : [{ type, name: found.name, shape: found.shape, target, iterate }]));
  }
  const shape = parameterOf(type, name);
  if (shape?.type !== 'reference' || (target !== undefined && shape.targets?.includes(target) === false)) throw badParameter(key, 'names no reference parameter');
  return [{ type, name, shape, target, iterate }];
}

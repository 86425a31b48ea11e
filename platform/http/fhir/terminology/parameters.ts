import type { Coding, CodeableConcept, ParametersParameter } from '@medplum/fhirtypes';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../../errors.ts';

/** What an operation is asked: from the address, or from a Parameters in the body. */
export interface Asked {
  /** The text of a primitive parameter, whatever its type; undefined where it is not given. */
  text(name: string): string | undefined;
  texts(name: string): string[];
  flag(name: string): boolean | undefined;
  /** A whole number from 0 to `most`; Problem `invalid` for any other. */
  count(name: string, most: number): number | undefined;
  coding(name: string): Coding | undefined;
  concept(name: string): CodeableConcept | undefined;
  resource(name: string): unknown;
}

export function askedBy(request: FastifyRequest): Asked {
  const query = new URLSearchParams(request.url.split('?')[1] ?? '');
  const parameters = parametersOf(request.body);
  const named = (name: string): ParametersParameter[] => parameters.filter((one) => one.name === name);
  const texts = (name: string): string[] => [...named(name).flatMap(primitiveOf), ...query.getAll(name)];
  const text = (name: string): string | undefined => texts(name)[0];
  return {
    text,
    texts,
    flag(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (value !== 'true' && value !== 'false') throw new Problem('invalid', `${name} must be true or false`);
      return value === 'true';
    },
    count(name, most) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (!/^\d{1,9}$/.test(value)) throw new Problem('invalid', `${name} must be a whole number`);
      return Math.min(Number(value), most);
    },
    coding: (name) => named(name)[0]?.valueCoding,
    concept: (name) => named(name)[0]?.valueCodeableConcept,
    resource: (name) => named(name)[0]?.resource,
  };
}

function parametersOf(body: unknown): ParametersParameter[] {
  if (body === undefined || body === null) return [];
  if (typeof body !== 'object' || !('resourceType' in body) || body.resourceType !== 'Parameters') throw new Problem('invalid', 'The body must be a Parameters resource');
  const list: unknown = 'parameter' in body ? body.parameter : [];
  if (!Array.isArray(list)) throw new Problem('invalid', 'Parameters.parameter must be a list');
  return list.filter((one: unknown): one is ParametersParameter => typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string');
}

function primitiveOf(parameter: ParametersParameter): string[] {
  const value = Object.entries(parameter).find(([key]) => key.startsWith('value'))?.[1] as unknown;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}

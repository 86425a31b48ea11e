import type { ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';
import { Problem } from '../../errors.ts';
import type { DefinedValueSet, Include } from '../published/published.ts';

/** What a ValueSet resource defines. One that is only an expansion lists its codes. Problem `invalid` for one that says nothing. */
export function definedBy({ url, version, title, name, compose, expansion }: ValueSet): DefinedValueSet {
  const include = compose?.include.map(includeOf) ?? listedBy(expansion?.contains ?? []);
  if (compose === undefined && expansion === undefined) throw new Problem('invalid', 'The value set does not say what it holds: it has no compose and no expansion');
  return {
    url: url ?? '',
    ...(version === undefined ? {} : { version }),
    name: title ?? name ?? url ?? 'Value set',
    include,
    ...(compose?.exclude === undefined ? {} : { exclude: compose.exclude.map(includeOf) }),
  };
}

function includeOf({ system, concept, filter, valueSet }: ValueSetComposeInclude): Include {
  return {
    ...(system === undefined ? {} : { system }),
    ...(concept === undefined ? {} : { concept: concept.map(({ code, display }) => ({ code, ...(display === undefined ? {} : { display }) })) }),
    ...(filter === undefined ? {} : { filter: filter.map(({ property, op, value }) => ({ property, op, value })) }),
    ...(valueSet === undefined ? {} : { valueSet }),
  };
}

function listedBy(contains: NonNullable<NonNullable<ValueSet['expansion']>['contains']>): Include[] {
  const flat = contains.flatMap(function all(one): typeof contains { return [one, ...(one.contains ?? []).flatMap(all)]; });
  const bySystem = Map.groupBy(flat.filter(({ system, code }) => system !== undefined && code !== undefined), ({ system }) => system ?? '');
  return [...bySystem].map(([system, codes]) => ({ system, concept: codes.map(({ code = '', display }) => ({ code, ...(display === undefined ? {} : { display }) })) }));
}

import { rangeOf } from './date.ts';
import { extractorOf, type Found, member } from './extract.ts';
import { numberOf } from './quantity.ts';
import type { SortKey } from './query.ts';
import { addressOf } from './reference.ts';
import { textsOf, wordsOf } from './text.ts';
import { tokensOf } from './token.ts';

type Key = string | number | undefined;

/** What a resource sorts by, one value a key: of several, the lowest going up and the highest going down. */
export function sortValues(resource: unknown, keys: readonly SortKey[]): Key[] {
  return keys.map(({ shape, descending }) => {
    const values = extractorOf(shape.paths)(resource).map((found) => valueOf(found, shape.type, descending)).filter((value) => value !== undefined);
    return values.reduce<Key>((best, value) => (best === undefined || value < best !== descending ? value : best), undefined);
  });
}

/** Orders by each key in turn, then by id so that the order is total. Who lacks a value comes last, either way. */
export function compareSorted(keys: readonly SortKey[], a: { values: readonly Key[]; id: string }, b: { values: readonly Key[]; id: string }): number {
  for (const [i, { descending }] of keys.entries()) {
    const [one, other] = [a.values[i], b.values[i]];
    if (one === other) continue;
    if (one === undefined) return 1;
    if (other === undefined) return -1;
    return one < other === descending ? 1 : -1;
  }
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

function valueOf(found: Found, type: string, descending: boolean): Key {
  switch (type) {
    case 'date': {
      const range = rangeOf(found);
      return descending ? range?.high : range?.low;
    }
    case 'quantity':
    case 'number':
      return numberOf(found);
    case 'token': {
      const [token] = tokensOf(found);
      return token?.code ?? textOf(member(found.value, 'text'));
    }
    case 'reference':
      return addressOf(found, '');
    default:
      return textsOf(found).flatMap(wordsOf).join(' ');
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

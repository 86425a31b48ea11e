import type { SubExpression, ValueTest } from '../ast.ts';
import { BOOLEAN, CONCRETE, NUMBER, STRING } from '../../build/attributes.ts';
import type { Edition } from '../../edition.ts';
import { compares } from './comparison.ts';
import type { Context } from './context.ts';
import { termTest } from './terms.ts';

/** Whether the value of an attribute row is one that is meant. */
export type RowTest = (row: number) => boolean;

/** Nothing but `*`: any value, concrete ones as well. */
export function isAnything({ operator, memberOf, focus, filters, history }: SubExpression): boolean {
  return focus.kind === 'any' && operator === undefined && memberOf === undefined && filters.length === 0 && history === undefined;
}

/** A value of another kind than the one asked for matches neither `=` nor `!=`. */
export function valueTest(context: Context, test: ValueTest): RowTest {
  const { edition } = context;
  const { attributeValue } = edition;
  switch (test.kind) {
    case 'concept': {
      if (isAnything(test.value)) return () => !test.not;
      const values = context.evaluate(test.value);
      return test.not ? (row) => (attributeValue[row] ?? 0) < CONCRETE && !values.has(attributeValue[row] ?? 0) : (row) => values.has(attributeValue[row] ?? 0);
    }
    case 'number': {
      const wanted = Number(test.value);
      const numbers = edition.sections.f64('concreteNumber');
      return concrete(edition, NUMBER, (at) => compares(test.comparison, numbers[at] ?? 0, wanted));
    }
    case 'text': {
      const matches = termTest(test.terms, true);
      const [ends, text] = [edition.sections.u32('concreteTextAt'), edition.sections.u8('concreteText')];
      return concrete(edition, STRING, (at) => matches(text, ends[at] ?? 0, ends[at + 1] ?? 0) !== test.not);
    }
    case 'boolean': {
      const numbers = edition.sections.f64('concreteNumber');
      return concrete(edition, BOOLEAN, (at) => (numbers[at] === 1) === (test.value !== test.not));
    }
  }
}

function concrete({ attributeValue, sections }: Edition, kind: number, test: (at: number) => boolean): RowTest {
  const kinds = sections.u8('concreteKind');
  return (row) => {
    const value = attributeValue[row] ?? 0;
    return value >= CONCRETE && kinds[value - CONCRETE] === kind && test(value - CONCRETE);
  };
}

import type { MemberCriterion, ValueTest } from '../ast.ts';
import { compares, idTest, timeTest } from './comparison.ts';
import type { Context } from './context.ts';
import { fieldText, type MemberField } from './member-fields.ts';
import { termTest } from './terms.ts';
import { isAnything } from './values.ts';

type FieldCriterion = Extract<MemberCriterion, { on: 'field' }>['test'];

/** ECL 6.10: what a field's value has to be. Made once for all reference sets. A value of another kind does not match. */
export function fieldTest(context: Context, test: FieldCriterion): (field: MemberField, row: number) => boolean {
  switch (test.kind) {
    case 'concept': return componentTest(context, test);
    case 'number': {
      const wanted = Number(test.value);
      return (field, row) => {
        const value = numberAt(field, row);
        return value !== undefined && compares(test.comparison, value, wanted);
      };
    }
    case 'text': return textTest(test);
    case 'boolean': {
      const wanted = test.value !== test.not ? ['1', 'true'] : ['0', 'false'];
      return (field, row) => field.kind !== 'component' && wanted.includes(fieldText(field, row).toLowerCase());
    }
    case 'time': {
      const matches = timeTest(test.comparison, test.times);
      return (field, row) => {
        const value = numberAt(field, row);
        return value !== undefined && matches(value);
      };
    }
  }
}

function numberAt(field: MemberField, row: number): number | undefined {
  if (field.kind === 'number') return field.rows[row];
  const text = field.kind === 'string' ? fieldText(field, row) : '';
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function textTest({ terms, not }: Extract<ValueTest, { kind: 'text' }>): (field: MemberField, row: number) => boolean {
  const matches = termTest(terms, true);
  return (field, row) => {
    if (field.kind === 'component') return false;
    if (field.kind === 'string') return matches(field.bytes, field.at[row] ?? 0, field.at[row + 1] ?? 0) !== not;
    const text = Buffer.from(String(field.rows[row]));
    return matches(text, 0, text.length) !== not;
  };
}

/** Components are compared by identifier: one that names a description or nothing in the release can be meant too. */
function componentTest(context: Context, test: Extract<ValueTest, { kind: 'concept' }>): (field: MemberField, row: number) => boolean {
  const matches = isAnything(test.value) ? () => !test.not : idTest(context, [test.value], test.not);
  return (field, row) => field.kind === 'component' && matches(field.hi(row), field.lo(row));
}

import { GrowingTexts, orderOf, textAt, u32 } from '../columns.ts';
import type { RelationshipRows } from '../components.ts';
import { groupRows, reordered } from '../group-rows.ts';
import type { Section } from '../sections.ts';

/** Set on a value that is concrete: the rest is its row among the concrete values. */
export const CONCRETE = 0x80000000;
/** What a concrete value is. */
export const NUMBER = 0;
export const STRING = 1;
export const BOOLEAN = 2;

/**
 * The attribute relationships of each concept, ordered by group. `source`, `type` and `destination` are ordinals of the
 * rows named in `rows`; a row whose `destination` does not count has a concrete value.
 */
export function placeAttributes(relationships: RelationshipRows, rows: Uint32Array, source: Uint32Array, type: Uint32Array, destination: Uint32Array, size: number): Record<string, Section> {
  const byGroup = orderOf(new Uint32Array(rows.length), rows.map((row) => relationships.group[row] ?? 0));
  const inOrder = (column: Uint32Array): Uint32Array => reordered(column, byGroup, u32);
  const { at, rows: placed } = groupRows(inOrder(source), size);
  const final = reordered(byGroup, placed, u32);
  const kinds: number[] = [];
  const numbers: number[] = [];
  const texts = new GrowingTexts();
  const value = new Uint32Array(final.length);
  const group = new Uint16Array(final.length);
  final.forEach((link, i) => {
    const row = rows[link] ?? 0;
    group[i] = relationships.group[row] ?? 0;
    if (relationships.value.at[row] === relationships.value.at[row + 1]) {
      value[i] = destination[link] ?? 0;
      return;
    }
    const written = textAt(relationships.value, row);
    value[i] = (CONCRETE | kinds.length) >>> 0;
    const kind = written.startsWith('#') ? NUMBER : written.startsWith('"') ? STRING : BOOLEAN;
    kinds.push(kind);
    numbers.push(kind === NUMBER ? Number(written.slice(1)) : written === 'true' ? 1 : 0);
    texts.pushText(kind === NUMBER ? written.slice(1) : kind === STRING ? written.slice(1, -1) : written);
  });
  const text = texts.done();
  return {
    attributesAt: at, attributeGroup: group, attributeType: reordered(type, final, u32), attributeValue: value,
    concreteKind: Uint8Array.from(kinds), concreteNumber: Float64Array.from(numbers), concreteTextAt: text.at, concreteText: text.bytes,
  };
}

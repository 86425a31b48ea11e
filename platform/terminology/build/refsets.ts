import { type IdColumn, orderOf, type TextColumn, i32, u8, u32 } from '../columns.ts';
import type { RefsetField, RefsetRows } from '../components.ts';
import { NOWHERE, reordered } from '../group-rows.ts';
import type { Section } from '../sections.ts';

/** Set on a referenced component that is a description: the rest is its place. NOWHERE: something else, known by its id alone. */
export const DESCRIPTION = 0x80000000;

export interface PlacedRefset {
  /** Ordinal of the concept that names it. */
  refset: number;
  /** Its rows are `from` to `to` of table `table`. */
  table: number;
  from: number;
  to: number;
}

export interface PlacedTable {
  fields: { name: string; kind: RefsetField['kind'] }[];
}

export interface Resolvers {
  concept: (hi: number, lo: number) => number;
  description: (hi: number, lo: number) => number;
}

/**
 * Reference sets one after the other, each in the order of what its members refer to. Sections `r<table>…`. Members of
 * a set whose concept is not in the release are left out.
 */
export function placeRefsets(tables: readonly RefsetRows[], resolve: Resolvers): { refsets: PlacedRefset[]; tables: PlacedTable[]; sections: Record<string, Section> } {
  const refsets: PlacedRefset[] = [];
  const placed: PlacedTable[] = [];
  const sections: Record<string, Section> = {};
  for (const table of tables) {
    const n = placed.length;
    const refset = ordinals(table.refset, resolve.concept);
    const component = components(table.component, resolve);
    // NOWHERE is larger than any ordinal: what is left out stands at the end.
    const kept = orderOf(refset, component).subarray(0, refset.reduce((sum, each) => (each === NOWHERE ? sum : sum + 1), 0));
    for (let from = 0; from < kept.length; ) {
      let to = from;
      const own = refset[kept[from] ?? 0] ?? 0;
      while (to < kept.length && refset[kept[to] ?? 0] === own) to++;
      refsets.push({ refset: own, table: n, from, to });
      from = to;
    }
    const inOrder = (column: Uint32Array): Uint32Array => reordered(column, kept, u32);
    sections[`r${n}component`] = inOrder(component);
    sections[`r${n}componentHi`] = inOrder(table.component.hi);
    sections[`r${n}componentLo`] = inOrder(table.component.lo);
    sections[`r${n}active`] = reordered(table.active, kept, u8);
    sections[`r${n}time`] = inOrder(table.time);
    sections[`r${n}moduleHi`] = inOrder(table.module.hi);
    sections[`r${n}moduleLo`] = inOrder(table.module.lo);
    table.fields.forEach((field, f) => Object.assign(sections, placeField(`r${n}f${f}`, field, kept, resolve)));
    placed.push({ fields: table.fields.map(({ name, kind }) => ({ name, kind })) });
  }
  return { refsets: refsets.sort((a, b) => a.refset - b.refset || a.table - b.table), tables: placed, sections };
}

function placeField(name: string, field: RefsetField, kept: Uint32Array, resolve: Resolvers): Record<string, Section> {
  switch (field.kind) {
    case 'integer':
      return { [name]: reordered(field.rows, kept, i32) };
    case 'component': {
      const hi = reordered(field.rows.hi, kept, u32);
      const lo = reordered(field.rows.lo, kept, u32);
      return { [name]: components({ hi, lo }, resolve), [`${name}Hi`]: hi, [`${name}Lo`]: lo };
    }
    case 'string':
      return placeTexts(name, field.rows, kept);
  }
}

function placeTexts(name: string, { at, bytes }: TextColumn, kept: Uint32Array): Record<string, Section> {
  const ends = new Uint32Array(kept.length + 1);
  kept.forEach((row, i) => (ends[i + 1] = (ends[i] ?? 0) + (at[row + 1] ?? 0) - (at[row] ?? 0)));
  const text = new Uint8Array(ends[kept.length] ?? 0);
  kept.forEach((row, i) => text.set(bytes.subarray(at[row] ?? 0, at[row + 1] ?? 0), ends[i] ?? 0));
  return { [`${name}At`]: ends, [`${name}Text`]: text };
}

function components({ hi, lo }: IdColumn, resolve: Resolvers): Uint32Array {
  const found = new Uint32Array(hi.length);
  for (let row = 0; row < found.length; row++) found[row] = componentOf(hi[row] ?? 0, lo[row] ?? 0, resolve);
  return found;
}

function componentOf(hi: number, lo: number, { concept, description }: Resolvers): number {
  const partition = Math.floor(lo / 10) % 10;
  if (partition === 0) {
    const ordinal = concept(hi, lo);
    return ordinal < 0 ? NOWHERE : ordinal;
  }
  const place = partition === 1 ? description(hi, lo) : -1;
  return place < 0 ? NOWHERE : (DESCRIPTION | place) >>> 0;
}

function ordinals({ hi, lo }: IdColumn, concept: Resolvers['concept']): Uint32Array {
  const found = new Uint32Array(hi.length);
  for (let row = 0; row < hi.length; row++) {
    // Members of one set mostly stand together.
    if (row > 0 && hi[row] === hi[row - 1] && lo[row] === lo[row - 1]) found[row] = found[row - 1] ?? NOWHERE;
    else {
      const ordinal = concept(hi[row] ?? 0, lo[row] ?? 0);
      found[row] = ordinal < 0 ? NOWHERE : ordinal;
    }
  }
  return found;
}

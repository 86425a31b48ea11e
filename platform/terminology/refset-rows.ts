import { textAt } from './columns.ts';
import { DESCRIPTION } from './build/refsets.ts';
import { NOWHERE } from './group-rows.ts';
import type { Edition, Refset } from './edition.ts';
import { codeOfHalves } from './sctid.ts';

/** The members of one reference set: rows `from` to `to`. Columns are public for loops over many. */
export interface RefsetMembers {
  from: number;
  to: number;
  active: Uint8Array;
  time: Uint32Array;
  /** Ordinal of the concept; DESCRIPTION | row of a description; NOWHERE for anything else. */
  component: Uint32Array;
  moduleAt(row: number): string;
  componentIdAt(row: number): string;
  /** The value of a field as text: a component's id, an integer, a string. */
  fieldAt(row: number, field: number): string;
  /** The concept a component field names, by ordinal; -1 where it names none. */
  conceptAt(row: number, field: number): number;
}

export function membersOf({ sections }: Edition, { table, from, to, fields }: Refset): RefsetMembers {
  const { u8, u32, i32 } = sections;
  const name = (part: string): string => `r${table}${part}`;
  const code = (column: string, row: number): string => codeOfHalves(u32(`${column}Hi`)[row] ?? 0, u32(`${column}Lo`)[row] ?? 0);
  return {
    from, to,
    active: u8(name('active')),
    time: u32(name('time')),
    component: u32(name('component')),
    moduleAt: (row) => code(name('module'), row),
    componentIdAt: (row) => code(name('component'), row),
    fieldAt(row, field) {
      const section = name(`f${field}`);
      switch (fields[field]?.kind) {
        case 'integer': return String(i32(section)[row] ?? 0);
        case 'component': return code(section, row);
        case 'string': return textAt({ at: u32(`${section}At`), bytes: u8(`${section}Text`) }, row);
        default: return '';
      }
    },
    conceptAt(row, field) {
      const concept = fields[field]?.kind === 'component' ? (u32(name(`f${field}`))[row] ?? NOWHERE) : NOWHERE;
      return concept < DESCRIPTION ? concept : -1;
    },
  };
}

/** The rows of a reference set whose component is this concept or description row: they stand together. */
export function rowsOf({ component, from, to }: RefsetMembers, wanted: number): { from: number; to: number } {
  const bound = (less: (value: number) => boolean): number => {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (less(component[middle] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { from: bound((value) => value < wanted), to: bound((value) => value <= wanted) };
}

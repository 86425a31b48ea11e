import { packSections, type Section, type Sections, unpackSections } from '../sections.ts';
import type { Column, Table } from './table.ts';

type Kinds = [name: string, kind: Column['kind']][];

/** A column's arrays under names of their own, to be packed with others. */
function columnSections(name: string, column: Column): Record<string, Section> {
  switch (column.kind) {
    case 'ids': return { [`${name}.hi`]: column.rows.hi, [`${name}.lo`]: column.rows.lo };
    case 'texts': return { [`${name}.at`]: column.rows.at, [`${name}.bytes`]: column.rows.bytes };
    default: return { [name]: column.rows };
  }
}

function columnOf({ u8, u16, u32, i32 }: Sections, name: string, kind: Column['kind']): Column {
  switch (kind) {
    case 'u8': return { kind, rows: u8(name) };
    case 'uuids': return { kind, rows: u8(name) };
    case 'u16': return { kind, rows: u16(name) };
    case 'u32': return { kind, rows: u32(name) };
    case 'i32': return { kind, rows: i32(name) };
    case 'ids': return { kind, rows: { hi: u32(`${name}.hi`), lo: u32(`${name}.lo`) } };
    case 'texts': return { kind, rows: { at: u32(`${name}.at`), bytes: u8(`${name}.bytes`) } };
  }
}

/** What was read of one file, to be kept. `about` goes with it. */
export function packTable(about: string, { count, columns, lines }: Table): Uint8Array {
  const kinds: Kinds = [...columns].map(([name, { kind }]) => [name, kind]);
  return packSections({ about, count, kinds }, Object.assign({ '#lines': lines }, ...[...columns].map(([name, column]) => columnSections(name, column))) as Record<string, Section>);
}

export function unpackTable(packed: Uint8Array): { about: string; table: Table } {
  const sections = unpackSections(packed.byteOffset % 8 === 0 ? packed : packed.slice());
  const { about, count, kinds } = sections.about as { about: string; count: number; kinds: Kinds };
  return { about, table: { count, lines: sections.u32('#lines'), columns: new Map(kinds.map(([name, kind]) => [name, columnOf(sections, name, kind)])) } };
}

import type { Edition, Refset } from '../../edition.ts';
import { codeOfHalves } from '../../sctid.ts';

/** The columns that every reference set has, for loops over its rows. */
export interface MemberColumns {
  active: Uint8Array;
  time: Uint32Array;
  moduleHi: Uint32Array;
  moduleLo: Uint32Array;
  /** An ordinal where it is less than the edition's size. */
  component: Uint32Array;
}

export function columnsOf({ sections }: Edition, { table }: Refset): MemberColumns {
  const name = (part: string): string => `r${table}${part}`;
  return { active: sections.u8(name('active')), time: sections.u32(name('time')), moduleHi: sections.u32(name('moduleHi')), moduleLo: sections.u32(name('moduleLo')), component: sections.u32(name('component')) };
}

/** A field of a reference set as its rows hold it. */
export type MemberField =
  | { kind: 'component'; hi: (row: number) => number; lo: (row: number) => number; /** Ordinal, or -1. */ conceptAt: (row: number) => number }
  | { kind: 'number'; rows: Uint8Array | Uint32Array | Int32Array }
  | { kind: 'string'; at: Uint32Array; bytes: Uint8Array };

/** Fields that every reference set has, then its own; by name, whatever its case. `id` is not kept. */
export function fieldOf(edition: Edition, refset: Refset, name: string): MemberField | undefined {
  const { sections } = edition;
  const { active, time, moduleHi, moduleLo } = columnsOf(edition, refset);
  const component = (column: string): MemberField => {
    const [ordinal, hi, lo] = [sections.u32(column), sections.u32(`${column}Hi`), sections.u32(`${column}Lo`)];
    return { kind: 'component', hi: (row) => hi[row] ?? 0, lo: (row) => lo[row] ?? 0, conceptAt: (row) => ((ordinal[row] ?? edition.size) < edition.size ? (ordinal[row] ?? -1) : -1) };
  };
  switch (name.toLowerCase()) {
    case 'referencedcomponentid': return component(`r${refset.table}component`);
    case 'refsetid': return { kind: 'component', hi: () => edition.conceptHi[refset.refset] ?? 0, lo: () => edition.conceptLo[refset.refset] ?? 0, conceptAt: () => refset.refset };
    case 'moduleid': return { kind: 'component', hi: (row) => moduleHi[row] ?? 0, lo: (row) => moduleLo[row] ?? 0, conceptAt: (row) => edition.ordinalOf(codeOfHalves(moduleHi[row] ?? 0, moduleLo[row] ?? 0)) };
    case 'effectivetime': return { kind: 'number', rows: time };
    case 'active': return { kind: 'number', rows: active };
    default: {
      const field = refset.fields.findIndex((each) => each.name.toLowerCase() === name.toLowerCase());
      const column = `r${refset.table}f${field}`;
      switch (refset.fields[field]?.kind) {
        case undefined: return undefined;
        case 'component': return component(column);
        case 'integer': return { kind: 'number', rows: sections.i32(column) };
        case 'string': return { kind: 'string', at: sections.u32(`${column}At`), bytes: sections.u8(`${column}Text`) };
      }
    }
  }
}

const decoder = new TextDecoder();

/** The value of a field as a release file has it. */
export function fieldText(field: MemberField, row: number): string {
  switch (field.kind) {
    case 'component': return codeOfHalves(field.hi(row), field.lo(row));
    case 'number': return String(field.rows[row]);
    case 'string': return decoder.decode(field.bytes.subarray(field.at[row] ?? 0, field.at[row + 1] ?? 0));
  }
}

/** The names of the fields of a reference set, as its header has them. */
export const fieldNames = (refset: Refset): string[] => ['effectiveTime', 'active', 'moduleId', 'refsetId', 'referencedComponentId', ...refset.fields.map(({ name }) => name)];

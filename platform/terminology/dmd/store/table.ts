/** One table of a release once it is read: rows are numbers, a value is looked up when it is wanted. */
import type { Sections } from '../../sections.ts';
import { type Grouped, groupRows } from '../../group-rows.ts';
import { IdIndex } from '../../id-index.ts';
import { codeOfHalves, halvesOf } from '../../sctid.ts';
import type { TableLayout } from '../layout.ts';
import type { TextPool } from './text-pool.ts';

export class Table {
  readonly layout: TableLayout;
  readonly length: number;
  readonly #sections: Sections;
  readonly #pool: TextPool;
  readonly #owned = new Map<string, Grouped>();
  #index: IdIndex | undefined;

  constructor(layout: TableLayout, length: number, sections: Sections, pool: TextPool) {
    this.layout = layout;
    this.length = length;
    this.#sections = sections;
    this.#pool = pool;
  }

  /** The row of an identifier, or -1. */
  rowOf(id: string): number {
    const { id: field = '' } = this.layout;
    this.#index ??= new IdIndex({ hi: this.#sections.u32(`${this.#name(field)}.hi`), lo: this.#sections.u32(`${this.#name(field)}.lo`) });
    const [hi, lo] = halvesOf(id);
    return hi === 0 && lo === 0 ? -1 : this.#index.rowOf(hi, lo);
  }

  /** The identifier of a row, or what another field of it holds; '' where it holds none. */
  id(row: number, field = this.layout.id ?? ''): string {
    const code = codeOfHalves(this.#sections.u32(`${this.#name(field)}.hi`)[row] ?? 0, this.#sections.u32(`${this.#name(field)}.lo`)[row] ?? 0);
    return code === '0' ? '' : code;
  }

  /** '' where there is none. */
  text(row: number, field: string): string {
    return this.#pool.text(this.#sections.u32(this.#name(field))[row] ?? 0);
  }

  /** CCYY-MM-DD. */
  date(row: number, field: string): string | undefined {
    const date = String(this.#sections.u32(this.#name(field))[row] ?? 0);
    return date === '0' ? undefined : `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  }

  flag(row: number, field: string): boolean {
    return this.#sections.u8(this.#name(field))[row] === 1;
  }

  number(row: number, field: string): number | undefined {
    const value = this.#sections.f64(this.#name(field))[row] ?? Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  }

  /** The row of another table that a field names, or -1. */
  row(row: number, field: string): number {
    return this.#sections.i32(this.#name(field))[row] ?? -1;
  }

  /** The rows whose field names that row of another table, in the order of the file. */
  rowsOf(field: string, owner: number, owners: number): Uint32Array {
    let owned = this.#owned.get(field);
    if (owned === undefined) {
      const rows = this.#sections.i32(this.#name(field));
      // -1, none, is NOWHERE where the sign is not looked at.
      owned = groupRows(new Uint32Array(rows.buffer, rows.byteOffset, rows.length), owners);
      this.#owned.set(field, owned);
    }
    return owned.rows.subarray(owned.at[owner] ?? 0, owned.at[owner + 1] ?? 0);
  }

  #name(field: string): string {
    return `${this.layout.name}.${field}`;
  }
}

/** One table of a release once it is read: rows are numbers, a value is looked up when it is wanted. */
import type { Sections } from '../../sections.ts';
import { IdIndex } from '../../id-index.ts';
import { codeOfHalves, halvesOf } from '../../sctid.ts';
import type { TableLayout } from '../layout.ts';
import type { TextPool } from './text-pool.ts';

/** The rows that name each row of another table in a field. */
export interface Owned {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

export class Table {
  readonly layout: TableLayout;
  readonly length: number;
  readonly #sections: Sections;
  readonly #pool: TextPool;
  readonly #owned = new Map<string, Owned>();
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
      owned = ownedBy(this.#sections.i32(this.#name(field)), owners);
      this.#owned.set(field, owned);
    }
    return owned.rows.subarray(owned.starts[owner] ?? 0, owned.starts[owner + 1] ?? 0);
  }

  #name(field: string): string {
    return `${this.layout.name}.${field}`;
  }
}

function ownedBy(owner: Int32Array, owners: number): Owned {
  const starts = new Uint32Array(owners + 1);
  for (const of of owner) if (of >= 0) starts[of + 1] = (starts[of + 1] ?? 0) + 1;
  for (let at = 0; at < owners; at++) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
  const next = starts.slice();
  const rows = new Uint32Array(starts[owners] ?? 0);
  for (const [row, of] of owner.entries()) {
    if (of < 0) continue;
    rows[next[of] ?? 0] = row;
    next[of] = (next[of] ?? 0) + 1;
  }
  return { starts, rows };
}

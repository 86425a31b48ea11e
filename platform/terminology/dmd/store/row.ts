/** One row of a release, read as what it says: texts, codes with their descriptions, the rows that belong to it. */
import type { Coded, Named, Quantity } from '../product.ts';
import type { Table } from './table.ts';

export class Row {
  readonly #table: Table;
  readonly #row: number;
  readonly #tables: (name: string) => Table;

  constructor(table: Table, row: number, tables: (name: string) => Table) {
    this.#table = table;
    this.#row = row;
    this.#tables = tables;
  }

  id(field?: string): string | undefined {
    return this.#table.id(this.#row, field) || undefined;
  }

  text(field: string): string | undefined {
    return this.#table.text(this.#row, field) || undefined;
  }

  /** DESC of an AMP, NM of the others. */
  description(): string {
    return this.text('DESC' in this.#table.layout.fields ? 'DESC' : 'NM') ?? '';
  }

  date(field: string): string | undefined {
    return this.#table.date(this.#row, field);
  }

  flag(field: string): boolean {
    return this.#table.flag(this.#row, field);
  }

  number(field: string): number | undefined {
    return this.#table.number(this.#row, field);
  }

  coded(field: string): Coded | undefined {
    const row = this.other(field);
    return row && { code: row.text('CD') ?? '', description: row.text('DESC') ?? '' };
  }

  named(field: string): Named | undefined {
    const row = this.other(field);
    return row && { id: row.id() ?? '', name: row.description() };
  }

  quantity(value: string, unit: string): Quantity | undefined {
    const number = this.number(value);
    return number === undefined ? undefined : { value: number, unit: this.coded(unit) };
  }

  /** The rows of a table that belong to this one. */
  all(name: string): Row[] {
    return this.owned(name, this.#tables(name).layout.parent ?? '');
  }

  /** The rows of a table whose field names this one. */
  owned(name: string, field: string): Row[] {
    const table = this.#tables(name);
    return [...table.rowsOf(field, this.#row, this.#table.length)].map((row) => new Row(table, row, this.#tables));
  }

  one(name: string): Row | undefined {
    return this.all(name)[0];
  }

  /** The row of another table that a field names. */
  other(field: string): Row | undefined {
    const row = this.#table.row(this.#row, field);
    const { to = '' } = this.#table.layout.fields[field] ?? {};
    return row < 0 ? undefined : new Row(this.#tables(to), row, this.#tables);
  }
}

/** One table of a release as it is read: a column for each field, a row for each element. */
import { GrowingNumbers, f64, i32, u8, u32 } from '../../columns.ts';
import type { Section } from '../../sections.ts';
import { halvesOf } from '../../sctid.ts';
import type { Field, TableLayout } from '../layout.ts';
import { readDate, readFlag, readId, readNumber } from '../read/values.ts';
import { WrongValue } from '../read/wrong-value.ts';
import { IdRows } from './id-rows.ts';
import type { GrowingTextPool } from './text-pool.ts';

interface GrowingColumn {
  /** `text` is undefined where the element is not there. */
  push(text: string | undefined): void;
  sections(name: string): Record<string, Section>;
}

/** Lookup codes are written padded or not: 0001 is 1. */
const codeKey = (code: string): string => code.replace(/^0+(?=\d)/, '');

export class GrowingTable {
  readonly layout: TableLayout;
  readonly #columns: { readonly name: string; readonly field: Field; readonly column: GrowingColumn }[];
  readonly #ids = new IdRows();
  readonly #codes = new Map<string, number>();
  readonly #parents = new IdRows();
  #length = 0;

  /** `find` gives the table a field refers to. `partial`: what is required may be left out, apart from names and ids. */
  constructor(layout: TableLayout, pool: GrowingTextPool, find: (table: string) => GrowingTable, partial: boolean) {
    this.layout = layout;
    this.#columns = Object.entries(layout.fields).map(([name, field]) => {
      const column = this.#columnOf(field, pool, find);
      const spared = partial && name !== layout.id && name !== layout.parent && !(name === 'NM' && layout.name !== 'AMP');
      return { name, field: spared ? { ...field, required: false } : field, column };
    });
  }

  get length(): number {
    return this.#length;
  }

  /** Takes a row's texts, in the order of the layout's fields. */
  add(texts: readonly (string | undefined)[]): void {
    for (const [at, { name, field, column }] of this.#columns.entries()) {
      // An empty element says nothing. Descriptions of codes may be blank.
      const text = texts[at]?.trim() === '' && this.layout.id !== 'CD' ? undefined : texts[at];
      if (text === undefined && field.required) throw new WrongValue(`${this.layout.row} has no ${name}`);
      try {
        this.#identify(name, text);
        column.push(text);
      } catch (error) {
        throw error instanceof WrongValue ? new WrongValue(`${name}: ${error.message}`) : error;
      }
    }
    this.#length++;
  }

  /** The row of an id or code, or -1. */
  rowOf(text: string): number {
    if (this.layout.id === 'CD') return this.#codes.get(codeKey(text)) ?? -1;
    return this.#ids.get(...halvesOf(text));
  }

  sections(): Record<string, Section> {
    return Object.assign({}, ...this.#columns.map(({ name, column }) => column.sections(`${this.layout.name}.${name}`))) as Record<string, Section>;
  }

  #identify(name: string, text = ''): void {
    if (name === this.layout.id) {
      if (name !== 'CD') {
        if (!this.#ids.add(...readId(text), this.#length)) throw new WrongValue(`${text} is there twice`);
      } else if (this.#codes.has(codeKey(text))) throw new WrongValue(`${text} is there twice`);
      else this.#codes.set(codeKey(text), this.#length);
    }
    if (this.layout.once === true && name === this.layout.parent) {
      if (!this.#parents.add(...halvesOf(text), this.#length)) throw new WrongValue(`${text} has two of ${this.layout.row}`);
    }
  }

  #columnOf(field: Field, pool: GrowingTextPool, find: (table: string) => GrowingTable): GrowingColumn {
    switch (field.kind) {
      case 'id': {
        const hi = new GrowingNumbers(u32);
        const lo = new GrowingNumbers(u32);
        return {
          push: (text) => {
            const halves = text === undefined ? ([0, 0] as const) : readId(text);
            hi.push(halves[0]);
            lo.push(halves[1]);
          },
          sections: (name) => ({ [`${name}.hi`]: hi.done(), [`${name}.lo`]: lo.done() }),
        };
      }
      case 'text':
        return columnOf(new GrowingNumbers(u32), (text) => pool.add(text), 0);
      case 'date':
        return columnOf(new GrowingNumbers(u32), readDate, 0);
      case 'flag':
        return columnOf(new GrowingNumbers(u8), readFlag, 0);
      case 'number':
        return columnOf(new GrowingNumbers(f64), readNumber, Number.NaN);
      case 'row':
      case 'code': {
        const refer = (text: string): number => {
          const row = find(field.to).rowOf(text);
          if (row < 0) throw new WrongValue(`${text} is not in ${field.to}`);
          return row;
        };
        return columnOf(new GrowingNumbers(i32), refer, -1);
      }
    }
  }
}

function columnOf(column: GrowingNumbers<Uint8Array> | GrowingNumbers<Uint32Array> | GrowingNumbers<Int32Array> | GrowingNumbers<Float64Array>, read: (text: string) => number, absent: number): GrowingColumn {
  return {
    push: (text) => column.push(text === undefined ? absent : read(text)),
    sections: (name) => ({ [name]: column.done() }),
  };
}

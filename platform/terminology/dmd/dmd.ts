/**
 * A release of dm+d in memory: columns and one pool of texts, which one buffer holds as they are. Made from files by
 * `readDmd`, from a buffer by `decodeDmd`.
 */
import { type Section, type Sections, packSections, unpackSections } from '../sections.ts';
import { describeAmp, describeAmpp, describeVmp, describeVmpp, describeVtm } from './describe.ts';
import { TABLES } from './layout.ts';
import type { Level, Product, Substance } from './product.ts';
import { frame, unframe } from './store/frame.ts';
import { Row } from './store/row.ts';
import { Table } from './store/table.ts';
import { TextPool } from './store/text-pool.ts';
import { lastSuccessor, readSuccessors } from './successors.ts';

export interface DmdRelease {
  /** CCYY-MM-DD */
  readonly date: string;
  /** A subset: what it does not say is not known, rather than not so. */
  readonly partial: boolean;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
  /** Rows of each table. */
  readonly counts: Readonly<Record<string, number>>;
  /** Rows of the bonus files about products that the release does not hold. */
  readonly passedOver: Readonly<Record<string, number>>;
}

export const LEVELS: readonly Level[] = ['VTM', 'VMP', 'VMPP', 'AMP', 'AMPP'];
const KIND = 'DMD1';

export class Dmd {
  readonly release: DmdRelease;
  readonly sections: Sections;
  /** All of it, as `encodeDmd` gives it. */
  readonly bytes: Uint8Array;
  readonly #tables: ReadonlyMap<string, Table>;
  #successors: Map<string, string> | undefined;

  constructor(framed: Uint8Array) {
    const { bytes, packed } = unframe(KIND, framed);
    this.bytes = bytes;
    this.sections = unpackSections(packed);
    this.release = this.sections.about as DmdRelease;
    const pool = new TextPool(this.sections);
    this.#tables = new Map(TABLES.map((layout) => [layout.name, new Table(layout, this.release.counts[layout.name] ?? 0, this.sections, pool)]));
  }

  table(name: string): Table {
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`dm+d has no ${name}`);
    return table;
  }

  /** The level of an identifier, or undefined where it is not a product's. */
  level(id: string): Level | undefined {
    return LEVELS.find((level) => this.table(level).rowOf(id) >= 0);
  }

  product(id: string): Product | undefined {
    const level = this.level(id);
    if (level === undefined) return undefined;
    const row = this.row(level, this.table(level).rowOf(id));
    switch (level) {
      case 'VTM': return describeVtm(row);
      case 'VMP': return describeVmp(row);
      case 'VMPP': return describeVmpp(row);
      case 'AMP': return describeAmp(row);
      case 'AMPP': return describeAmpp(row);
    }
  }

  /** A substance that products are made of; undefined where it is none. */
  ingredient(id: string): Substance | undefined {
    const row = this.table('ING').rowOf(id);
    return row < 0 ? undefined : this.#nameAt('ING', row);
  }

  /** All drugs as such (VTMs), or all ingredients, by name. */
  *names(table: 'VTM' | 'ING'): Generator<Substance> {
    for (let row = 0; row < this.table(table).length; row++) yield this.#nameAt(table, row);
  }

  row(table: string, row: number): Row {
    return new Row(this.table(table), row, (name) => this.table(name));
  }

  /** The identifier that has taken the place of an old one; undefined where none has. */
  successorOf(oldId: string): string | undefined {
    this.#successors ??= readSuccessors((name) => this.table(name));
    return lastSuccessor(this.#successors, oldId);
  }

  vmpsOf(vtm: string): string[] {
    return this.#below('VTM', vtm, 'VMP', 'VTMID');
  }

  ampsOf(vmp: string): string[] {
    return this.#below('VMP', vmp, 'AMP', 'VPID');
  }

  vmppsOf(vmp: string): string[] {
    return this.#below('VMP', vmp, 'VMPP', 'VPID');
  }

  /** The actual packs of a brand (AMP) or of a virtual pack (VMPP). */
  amppsOf(id: string): string[] {
    return this.level(id) === 'VMPP' ? this.#below('VMPP', id, 'AMPP', 'VPPID') : this.#below('AMP', id, 'AMPP', 'APID');
  }

  /** What stands directly above: VTM of a VMP, VMP of a VMPP or AMP, AMP and VMPP of an AMPP. */
  parentsOf(id: string): string[] {
    const level = this.level(id);
    const table = level && this.table(level);
    if (table === undefined) return [];
    const row = table.rowOf(id);
    return Object.entries(table.layout.fields).flatMap(([name, { kind, to }]) => {
      const parent = kind === 'row' ? table.row(row, name) : -1;
      return parent < 0 ? [] : [this.table(to).id(parent)];
    });
  }

  #nameAt(name: 'VTM' | 'ING', row: number): Substance {
    const table = this.table(name);
    return { id: table.id(row), name: table.text(row, 'NM'), invalid: table.flag(row, 'INVALID') };
  }

  #below(upper: Level, id: string, lower: Level, field: string): string[] {
    const owners = this.table(upper);
    const row = owners.rowOf(id);
    return row < 0 ? [] : Array.from(this.table(lower).rowsOf(field, row, owners.length), (of) => this.table(lower).id(of));
  }
}

/** A release from its sections: what the readers and the search index are made into. */
export function packDmd(release: DmdRelease, sections: Readonly<Record<string, Section>>): Dmd {
  return new Dmd(frame(KIND, packSections(release, sections)));
}

export function encodeDmd(dmd: Dmd): Buffer {
  return Buffer.from(dmd.bytes.buffer, dmd.bytes.byteOffset, dmd.bytes.byteLength);
}

/** Throws at bytes that are not what `encodeDmd` gave. The release lives in them: they may not change. */
export function decodeDmd(encoded: Uint8Array): Dmd {
  return new Dmd(encoded);
}

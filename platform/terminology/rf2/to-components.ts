import type { IdColumn, TextColumn } from '../columns.ts';
import type { Components, RefsetField, RefsetRows } from '../components.ts';
import type { Column, Table } from './table.ts';

type Columns = ReadonlyMap<string, Column>;

/** Tables by key (layouts.ts) as `Components`. Nothing is copied. */
export function toComponents(tables: ReadonlyMap<string, Columns>): Components {
  const none: Columns = new Map();
  const [concepts, descriptions, relationships] = ['concepts', 'descriptions', 'relationships'].map((key) => tables.get(key) ?? none) as [Columns, Columns, Columns];
  return {
    concepts: { ...versioned(concepts), id: ids(concepts, 'id'), defined: u8(concepts, 'defined') },
    descriptions: {
      ...versioned(descriptions), id: ids(descriptions, 'id'), concept: ids(descriptions, 'concept'), language: u16(descriptions, 'language'), type: u8(descriptions, 'type'),
      caseSignificance: u8(descriptions, 'caseSignificance'), term: texts(descriptions, 'term'),
    },
    relationships: {
      ...versioned(relationships), id: ids(relationships, 'id'), source: ids(relationships, 'source'), type: ids(relationships, 'type'), destination: ids(relationships, 'destination'),
      value: texts(relationships, 'value'), group: u16(relationships, 'group'),
    },
    refsets: [...tables].filter(([key]) => key.startsWith('refset ')).map(([key, columns]) => toRefset(key, columns)),
  };
}

function toRefset(key: string, columns: Columns): RefsetRows {
  const [, , ...names] = key.split(' ');
  const id = columns.get('id');
  return {
    ...versioned(columns), id: id?.kind === 'uuids' ? id.rows : new Uint8Array(0), refset: ids(columns, 'refset'), component: ids(columns, 'component'),
    fields: names.filter((name) => name !== '').map((name, f): RefsetField => {
      const column = columns.get(`f${f}`);
      if (column?.kind === 'ids') return { name, kind: 'component', rows: column.rows };
      if (column?.kind === 'i32') return { name, kind: 'integer', rows: column.rows };
      return { name, kind: 'string', rows: texts(columns, `f${f}`) };
    }),
  };
}

/** `Components` as tables by key, to have a Delta laid upon them. */
export function toTables({ concepts, descriptions, relationships, refsets }: Components): Map<string, Table> {
  const table = (rows: object, count: number): Table => ({ count, lines: new Uint32Array(0), columns: new Map(Object.entries(rows).map(([name, column]) => [name, asColumn(name, column)])) });
  const tables = new Map([['concepts', table(concepts, concepts.active.length)], ['descriptions', table(descriptions, descriptions.active.length)], ['relationships', table(relationships, relationships.active.length)]]);
  for (const { fields, ...rows } of refsets) {
    const own = table(rows, rows.active.length);
    own.columns.set('id', { kind: 'uuids', rows: rows.id });
    fields.forEach((field, f) => own.columns.set(`f${f}`, field.kind === 'component' ? { kind: 'ids', rows: field.rows } : field.kind === 'integer' ? { kind: 'i32', rows: field.rows } : { kind: 'texts', rows: field.rows }));
    tables.set(refsetKey(fields), own);
  }
  return tables;
}

/** Under what key the members of reference sets with these fields stand. */
function refsetKey(fields: readonly RefsetField[]): string {
  return `refset ${fields.map(({ kind }) => (kind === 'component' ? 'c' : kind === 'integer' ? 'i' : 's')).join('')} ${fields.map(({ name }) => name).join(' ')}`;
}

function asColumn(name: string, rows: unknown): Column {
  if (rows instanceof Uint8Array) return { kind: 'u8', rows };
  if (rows instanceof Uint16Array) return { kind: 'u16', rows };
  if (rows instanceof Uint32Array) return { kind: 'u32', rows };
  if (typeof rows === 'object' && rows !== null && 'hi' in rows) return { kind: 'ids', rows: rows as IdColumn };
  if (typeof rows === 'object' && rows !== null && 'bytes' in rows) return { kind: 'texts', rows: rows as TextColumn };
  throw new Error(`No column ${name}`);
}

const versioned = (columns: Columns): { time: Uint32Array; active: Uint8Array; module: IdColumn } => {
  const time = columns.get('time');
  return { time: time?.kind === 'u32' ? time.rows : new Uint32Array(0), active: u8(columns, 'active'), module: ids(columns, 'module') };
};
function u8(columns: Columns, name: string): Uint8Array {
  const column = columns.get(name);
  return column?.kind === 'u8' ? column.rows : new Uint8Array(0);
}
function u16(columns: Columns, name: string): Uint16Array {
  const column = columns.get(name);
  return column?.kind === 'u16' ? column.rows : new Uint16Array(0);
}
function ids(columns: Columns, name: string): IdColumn {
  const column = columns.get(name);
  return column?.kind === 'ids' ? column.rows : { hi: new Uint32Array(0), lo: new Uint32Array(0) };
}
function texts(columns: Columns, name: string): TextColumn {
  const column = columns.get(name);
  return column?.kind === 'texts' ? column.rows : { at: new Uint32Array(1), bytes: new Uint8Array(0) };
}

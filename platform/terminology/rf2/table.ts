/**
 * One kind of component while a release is read: columns by name, one row a line of a file. Becomes a table of
 * `Components` at the end.
 */
import type { IdColumn, TextColumn } from '../columns.ts';

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array;

export type Column =
  | { kind: 'u8'; rows: Uint8Array }
  | { kind: 'u16'; rows: Uint16Array }
  | { kind: 'u32'; rows: Uint32Array }
  | { kind: 'i32'; rows: Int32Array }
  | { kind: 'ids'; rows: IdColumn }
  | { kind: 'uuids'; rows: Uint8Array }
  | { kind: 'texts'; rows: TextColumn };

export interface Table {
  count: number;
  columns: Map<string, Column>;
  /** Line of each row in its file; empty where the rows come from a release loaded before. */
  lines: Uint32Array;
}

/** Rows of several tables: row `rows[i]` of table `parts[i]`. */
export interface Picked {
  parts: Uint16Array;
  rows: Uint32Array;
}

/** The picked rows of the same column of several tables, one after the other. */
export function gather(columns: readonly Column[], picked: Picked): Column {
  const [first] = columns;
  if (first === undefined) throw new Error('No column');
  switch (first.kind) {
    case 'u8': return { kind: 'u8', rows: numbers(columns, picked, new Uint8Array(picked.rows.length)) };
    case 'u16': return { kind: 'u16', rows: numbers(columns, picked, new Uint16Array(picked.rows.length)) };
    case 'u32': return { kind: 'u32', rows: numbers(columns, picked, new Uint32Array(picked.rows.length)) };
    case 'i32': return { kind: 'i32', rows: numbers(columns, picked, new Int32Array(picked.rows.length)) };
    case 'ids': return { kind: 'ids', rows: ids(columns, picked) };
    case 'uuids': return { kind: 'uuids', rows: uuids(columns, picked) };
    case 'texts': return { kind: 'texts', rows: texts(columns, picked) };
  }
}

function numbers<T extends Numbers>(columns: readonly Column[], { parts, rows }: Picked, into: T): T {
  const from = columns.map(({ rows }) => (ArrayBuffer.isView(rows) ? rows : new Uint8Array(0)));
  for (let i = 0; i < rows.length; i++) into[i] = from[parts[i] ?? 0]?.[rows[i] ?? 0] ?? 0;
  return into;
}

function ids(columns: readonly Column[], { parts, rows }: Picked): IdColumn {
  const from = columns.map((column) => (column.kind === 'ids' ? column.rows : { hi: new Uint32Array(0), lo: new Uint32Array(0) }));
  const hi = new Uint32Array(rows.length);
  const lo = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const part = from[parts[i] ?? 0];
    hi[i] = part?.hi[rows[i] ?? 0] ?? 0;
    lo[i] = part?.lo[rows[i] ?? 0] ?? 0;
  }
  return { hi, lo };
}

function uuids(columns: readonly Column[], { parts, rows }: Picked): Uint8Array {
  const from = columns.map((column) => asWords(column.kind === 'uuids' ? column.rows : new Uint8Array(0)));
  const into = new Uint32Array(rows.length * 4);
  for (let i = 0; i < rows.length; i++) {
    const part = from[parts[i] ?? 0];
    const row = (rows[i] ?? 0) * 4;
    for (let word = 0; word < 4; word++) into[i * 4 + word] = part?.[row + word] ?? 0;
  }
  return new Uint8Array(into.buffer);
}

/** UUIDs four bytes at a time. */
export function asWords(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

function texts(columns: readonly Column[], { parts, rows }: Picked): TextColumn {
  const none: TextColumn = { at: new Uint32Array(1), bytes: new Uint8Array(0) };
  const from = columns.map((column) => (column.kind === 'texts' ? column.rows : none));
  const at = new Uint32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    const { at: ends } = from[parts[i] ?? 0] ?? none;
    const row = rows[i] ?? 0;
    at[i + 1] = (at[i] ?? 0) + (ends[row + 1] ?? 0) - (ends[row] ?? 0);
  }
  const bytes = new Uint8Array(at[rows.length] ?? 0);
  for (let i = 0; i < rows.length; ) {
    // Rows that stood together are copied together.
    const part = parts[i] ?? 0;
    const start = rows[i] ?? 0;
    let length = 1;
    while (i + length < rows.length && parts[i + length] === part && rows[i + length] === start + length) length++;
    const source = from[part] ?? none;
    bytes.set(source.bytes.subarray(source.at[start] ?? 0, source.at[start + length] ?? 0), at[i] ?? 0);
    i += length;
  }
  return { at, bytes };
}

import { codeOfHalves } from '../sctid.ts';
import { ReleaseFault } from './release-fault.ts';
import { asWords, type Column, gather, type Picked, type Table } from './table.ts';
import { WordIndex } from './word-index.ts';

/** The rows of one file, or of the release loaded before. */
export interface Part {
  file: string;
  /** Number of the package it belongs to; -1: loaded before. */
  package: number;
  table: Table;
}

/** The latest state of each component, and where each row came from. */
export interface Merged {
  columns: Map<string, Column>;
  count: number;
  picked: Picked;
}

/**
 * Puts the tables of one kind of component together: of each id the row of the latest effectiveTime; of the same time, the
 * one of the later part. Within a package an id stands once in a Snapshot, and once a time in a Full or Delta. The
 * parts' columns are let go as they are copied.
 */
export function mergeTables(parts: readonly Part[], isSnapshot: boolean): Merged {
  const offsets = [0];
  for (const { table } of parts) offsets.push((offsets.at(-1) ?? 0) + table.count);
  const total = offsets.at(-1) ?? 0;
  const partOf = new Uint16Array(total);
  parts.forEach((_, part) => partOf.fill(part, offsets[part], offsets[part + 1]));
  const place = (row: number): Place => ({ part: partOf[row] ?? 0, row: row - (offsets[partOf[row] ?? 0] ?? 0) });
  const time = new Uint32Array(total);
  parts.forEach(({ table }, part) => { const column = table.columns.get('time'); if (column?.kind === 'u32') time.set(column.rows, offsets[part]); });

  const packageOf = (row: number): number => parts[partOf[row] ?? 0]?.package ?? 0;
  const { words, width } = wordsOf(parts, total);
  const index = new WordIndex(words, width);
  const wins = new Uint8Array(total).fill(1);
  // Of the rows of one id: the latest so far, by the first; and the one met before each, 0 for the first.
  const latest = new Uint32Array(total);
  const before = new Uint32Array(total);
  const last = new Uint32Array(total);
  let count = total;
  for (let row = 0; row < total; row++) {
    latest[row] = last[row] = row;
    const first = index.add(row);
    if (first < 0) continue;
    for (let other = last[first] ?? 0; ; other = (before[other] ?? 0) - 1) {
      if (packageOf(other) === packageOf(row) && packageOf(row) >= 0 && (isSnapshot || time[other] === time[row])) refuseTwice(parts, place(row), place(other), isSnapshot);
      if (other === first) break;
    }
    before[row] = (last[first] ?? 0) + 1;
    last[first] = row;
    count--;
    const best = latest[first] ?? 0;
    const isLater = (time[row] ?? 0) >= (time[best] ?? 0);
    wins[isLater ? best : row] = 0;
    if (isLater) latest[first] = row;
  }
  const picked: Picked = { parts: new Uint16Array(count), rows: new Uint32Array(count) };
  for (let row = 0, at = 0; row < total; row++) {
    if (wins[row] !== 1) continue;
    const part = partOf[row] ?? 0;
    picked.parts[at] = part;
    picked.rows[at++] = row - (offsets[part] ?? 0);
  }
  return { count, picked, columns: takeColumns(parts, picked, count === total && parts.length === 1) };
}

function takeColumns(parts: readonly Part[], picked: Picked, asTheyAre: boolean): Map<string, Column> {
  const [first] = parts;
  if (first === undefined || asTheyAre) return first?.table.columns ?? new Map<string, Column>();
  const columns = new Map<string, Column>();
  for (const name of first.table.columns.keys()) {
    const own = parts.map(({ table }) => {
      const column = table.columns.get(name);
      if (column === undefined) throw new Error(`No column ${name}`);
      return column;
    });
    columns.set(name, gather(own, picked));
    for (const { table } of parts.slice(1)) table.columns.delete(name);
  }
  first.table.columns.clear();
  return columns;
}

interface Place {
  part: number;
  row: number;
}

interface Keys {
  words: Uint32Array;
  width: number;
}

function wordsOf(parts: readonly Part[], total: number): Keys {
  const width = parts[0]?.table.columns.get('id')?.kind === 'uuids' ? 4 : 2;
  const [only] = parts;
  const onlyId = only?.table.columns.get('id');
  if (parts.length === 1 && onlyId?.kind === 'uuids') return { words: asWords(onlyId.rows), width };
  const words = new Uint32Array(total * width);
  let at = 0;
  for (const { table } of parts) {
    const id = table.columns.get('id');
    if (id?.kind === 'uuids') words.set(asWords(id.rows), at);
    if (id?.kind === 'ids') for (let row = 0, word = at; row < table.count; row++) {
      words[word++] = id.rows.hi[row] ?? 0;
      words[word++] = id.rows.lo[row] ?? 0;
    }
    at += table.count * width;
  }
  return { words, width };
}

function refuseTwice(parts: readonly Part[], { part, row }: Place, first: Place, isSnapshot: boolean): never {
  const [own, other] = [parts[part], parts[first.part]];
  throw new ReleaseFault(own?.file ?? '', own?.table.lines[row] ?? 0, `the id ${idText(own, row)} stands already in line ${other?.table.lines[first.row] ?? 0} of ${other?.file ?? ''}${isSnapshot ? '' : ', with the same effectiveTime'}`);
}

function idText(part: Part | undefined, row: number): string {
  const id = part?.table.columns.get('id');
  if (id?.kind === 'ids') return codeOfHalves(id.rows.hi[row] ?? 0, id.rows.lo[row] ?? 0);
  return id?.kind === 'uuids' ? Buffer.from(id.rows.subarray(row * 16, row * 16 + 16)).toString('hex') : '';
}

import type { ReleaseFileName } from './file-name.ts';
import { type Layout, layoutOf } from './layouts.ts';
import { eachLine } from './lines.ts';
import { ReleaseFault } from './release-fault.ts';
import { gather, type Table } from './table.ts';
import { GrowingNumbers, u32 } from '../columns.ts';
import { baseName, type ReleaseFile } from './sources/release-file.ts';

const MOST_FIELDS = 64;

/**
 * Reads one file: every line of it is checked as far as that can be done without the others. `key` says with which
 * other tables its rows belong together; undefined: nothing of the file is kept. `onBytes` hears how far it has come.
 */
export async function readTable(file: ReleaseFile, name: ReleaseFileName, onBytes: (bytes: number) => void): Promise<{ key: string | undefined; table: Table }> {
  const own = baseName(file.path);
  const lines = new GrowingNumbers(u32);
  let layout: Layout | undefined;
  let readers: Layout['fields'] = [];
  const counted = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of file.read()) {
      onBytes(chunk.length);
      yield chunk;
    }
  };
  await eachLine(file.path, counted(), MOST_FIELDS, (bytes, from, ends, count, line) => {
    if (layout === undefined) {
      layout = readHeader(file.path, name, Buffer.from(bytes.subarray(from, ends[count - 1])).toString());
      readers = layout.fields;
      return;
    }
    if (count !== readers.length) throw new ReleaseFault(file.path, line, `it has ${count > MOST_FIELDS ? `more than ${MOST_FIELDS}` : count} columns, not ${readers.length}`);
    let start = from;
    for (let field = 0; field < count; field++) {
      const end = ends[field] ?? start;
      const reason = readers[field]?.[1].read(bytes, start, end);
      if (reason !== undefined) throw new ReleaseFault(file.path, line, `${layout.header[field] ?? 'a field'}: ${reason}`);
      start = end + 1;
    }
    lines.push(line);
  });
  if (layout === undefined) throw new ReleaseFault(file.path, 0, `${own} is empty: it has no header`);
  return { key: layout.table, table: finish(layout, lines.done()) };
}

function readHeader(file: string, name: ReleaseFileName, header: string): Layout {
  const given = header.split('\t');
  const layout = layoutOf(name, given, name.date);
  if (layout === undefined) throw new ReleaseFault(file, 0, 'files of this kind are not read');
  const at = layout.header.findIndex((column, i) => column !== given[i]);
  if (at >= 0 || given.length !== layout.header.length) throw new ReleaseFault(file, 1, `the header is not that of such a file: column ${(at < 0 ? layout.header.length : at) + 1} is ${JSON.stringify((given[at < 0 ? layout.header.length : at] ?? 'missing').slice(0, 40))}`);
  return layout;
}

function finish({ table, fields, keepOnly }: Layout, lines: Uint32Array): Table {
  const columns: Table['columns'] = new Map();
  if (table === undefined) return { count: 0, columns, lines: new Uint32Array(0) };
  for (const [name, reader] of fields) {
    const column = reader.done();
    if (column !== undefined) columns.set(name, column);
  }
  const all = { count: lines.length, columns, lines };
  return keepOnly === undefined ? all : filtered(all, keepOnly.column, keepOnly.values);
}

/** Without the rows whose column says something else, and without that column. */
function filtered({ columns, lines }: Table, by: string, values: readonly number[]): Table {
  const column = columns.get(by);
  columns.delete(by);
  if (column?.kind !== 'u8') return { count: lines.length, columns, lines };
  const kept = new GrowingNumbers(u32);
  for (let row = 0; row < lines.length; row++) if (values.includes(column.rows[row] ?? 0)) kept.push(row);
  if (kept.length === lines.length) return { count: lines.length, columns, lines };
  const rows = kept.done();
  const picked = { parts: new Uint16Array(rows.length), rows };
  return { count: rows.length, columns: new Map([...columns].map(([name, each]) => [name, gather([each], picked)])), lines: rows.map((row) => lines[row] ?? 0) };
}

/**
 * A dm+d release from the folder or the zips it came in: the weekly one, and the bonus one with it where it is wanted.
 * Either all of it is good and there is a release, or ReleaseFault says which file and line is not, and why.
 */
import { ReleaseFault } from '../../rf2/release-fault.ts';
import { type Dmd, packDmd } from '../dmd.ts';
import { FILES, TABLES, type TableLayout } from '../layout.ts';
import type { Section } from '../../sections.ts';
import { GrowingTable } from '../store/growing-table.ts';
import { GrowingTextPool } from '../store/text-pool.ts';
import { type FileRead, readFile } from './read-file.ts';
import { openRelease } from './release-files.ts';

export interface Progress {
  readonly file: string;
  /** Bytes of XML read so far, of all files. */
  readonly bytes: number;
  readonly ofBytes: number;
}

/** The tables without which there is nothing to prescribe. */
const NEEDED = ['VTM', 'VMP', 'VMPP', 'AMP', 'AMPP', 'ING'];

/**
 * `partial` reads a subset: files may be missing, and attributes other than ids and names. Never for a release from
 * TRUD.
 */
export async function readDmd(sources: string | readonly string[], onProgress: (progress: Progress) => void = () => {}, { partial = false } = {}): Promise<Dmd> {
  const release = await openRelease([sources].flat(), partial);
  try {
    const pool = new GrowingTextPool();
    const tables = new Map<string, GrowingTable>();
    const find = (name: string): GrowingTable => {
      const table = tables.get(name);
      if (table === undefined) throw new Error(`No table ${name}`);
      return table;
    };
    for (const layout of TABLES) tables.set(layout.name, new GrowingTable(layout, pool, find, partial));
    const extra = new Set(FILES.filter(({ optional }) => optional).flatMap((file) => file.tables));
    const passedOver: Record<string, number> = {};
    const sink = (layout: TableLayout, texts: readonly (string | undefined)[]): void => {
      const about = extra.has(layout) && layout.parent !== undefined ? layout.fields[layout.parent] : undefined;
      // The bonus files keep rows of products that the weekly release no longer holds.
      if (about?.kind === 'row' && find(about.to).rowOf(texts[Object.keys(layout.fields).indexOf(layout.parent ?? '')] ?? '') < 0)
        passedOver[layout.name] = (passedOver[layout.name] ?? 0) + 1;
      else find(layout.name).add(texts);
    };
    const ofBytes = release.files.reduce((sum, { size }) => sum + size, 0);
    const files: FileRead[] = [];
    let bytes = 0;
    for (const file of release.files) {
      files.push(await readFile(file, sink, (more) => onProgress({ file: file.path, bytes: (bytes += more), ofBytes })));
      const empty = file.layout.tables.find(({ name }) => NEEDED.includes(name) && find(name).length === 0);
      if (empty !== undefined && !partial) throw new ReleaseFault(file.path, 0, `holds no ${empty.row}`);
    }
    const sections: Record<string, Section> = {};
    const counts: Record<string, number> = {};
    for (const [name, table] of tables) {
      counts[name] = table.length;
      Object.assign(sections, table.sections());
    }
    return packDmd({ date: release.date, partial, files, counts, passedOver }, { ...sections, ...pool.sections() });
  } finally {
    await release.close();
  }
}

/**
 * Which files make up a dm+d release. Refused where one is missing, there twice, of another release than the rest, or in
 * a layout that is not known.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ReleaseFault } from '../../rf2/release-fault.ts';
import { openSource } from '../../rf2/sources/open-source.ts';
import { type ReleaseFile, type Source, baseName } from '../../rf2/sources/release-file.ts';
import { FILES, type FileLayout } from '../layout.ts';

export interface DmdFile extends ReleaseFile {
  readonly layout: FileLayout;
}

export interface ReleaseFiles {
  /** CCYY-MM-DD, as the names of the files give it. */
  readonly date: string;
  /** In the order they have to be read. */
  readonly files: readonly DmdFile[];
  close(): Promise<void>;
}

/** TRUD ships the GTINs as a zip inside the weekly zip, which unpacks to a zip inside a folder. */
async function openAll(paths: readonly string[], opened: Source[]): Promise<ReleaseFile[]> {
  const files: ReleaseFile[] = [];
  for (const path of paths) {
    const source = await openSource(path);
    opened.push(source);
    files.push(...source.files);
    if (!(await stat(path)).isDirectory()) continue;
    files.push(...(await openAll(source.files.filter((file) => /\.zip$/i.test(file.path)).map((file) => join(path, file.path)), opened)));
  }
  return files;
}

/** `f_vmp2_3010419.xml` is the VMPs in layout 2.3 of 1 April 2019. */
function recognise(file: ReleaseFile): { file: DmdFile; date: string } | undefined {
  const [, name, version = '', day, month, year] = /^f_([a-z_]+?)(\d_\d)(\d\d)(\d\d)(\d\d)\.xml$/i.exec(baseName(file.path)) ?? [];
  const layout = FILES.find((known) => known.file === name?.toLowerCase());
  if (layout === undefined) return undefined;
  if (layout.version !== version) throw new ReleaseFault(file.path, 0, `it is in layout ${version.replace('_', '.')}, and ${layout.version.replace('_', '.')} is the one that is known`);
  return { file: { ...file, layout }, date: `20${year}-${month}-${day}` };
}

function choose(sources: readonly string[], found: readonly ReleaseFile[], partial: boolean): Omit<ReleaseFiles, 'close'> {
  const byLayout = new Map<FileLayout, { file: DmdFile; date: string }>();
  for (const one of found) {
    const known = recognise(one);
    if (known === undefined) continue;
    const other = byLayout.get(known.file.layout);
    if (other !== undefined) throw new ReleaseFault(one.path, 0, `it is there besides ${other.file.path}: one release at a time`);
    byLayout.set(known.file.layout, known);
  }
  if (byLayout.size === 0) throw new ReleaseFault(sources.join(', '), 0, 'it holds no files of a dm+d release (f_vtm2_3…, f_vmp2_3…)');
  const chosen = FILES.flatMap((layout) => byLayout.get(layout) ?? []);
  const missing = FILES.filter((layout) => layout.optional !== true && !byLayout.has(layout));
  if (!partial && missing.length > 0) throw new ReleaseFault(sources.join(', '), 0, `it has no ${missing.map(({ file, version }) => `f_${file}${version}`).join(', ')}`);
  const [first] = chosen;
  for (const { file, date } of chosen) {
    if (first !== undefined && date !== first.date) throw new ReleaseFault(file.path, 0, `it is of ${date}, and ${baseName(first.file.path)} of ${first.date}: files of two releases`);
  }
  return { date: first?.date ?? '', files: chosen.map(({ file }) => file) };
}

export async function openRelease(sources: readonly string[], partial: boolean): Promise<ReleaseFiles> {
  const opened: Source[] = [];
  const close = async (): Promise<void> => {
    for (const source of opened) await source.close();
  };
  try {
    return { ...choose(sources, await openAll(sources, opened), partial), close };
  } catch (error) {
    await close();
    throw error;
  }
}

import { basename } from 'node:path';
import { isReleaseFile, isDate, parseFileName, type ReleaseFileName, type ReleaseKind } from './file-name.ts';
import { ReleaseFault } from './release-fault.ts';
import { baseName, type ReleaseFile } from './sources/release-file.ts';

export interface NamedFile {
  file: ReleaseFile;
  name: ReleaseFileName;
}

/** What one publisher released at one time: `SnomedCT_UKClinicalRF2_PRODUCTION_20260930T000001Z`. */
export interface Package {
  name: string;
  /** YYYYMMDD, as its files are named. */
  date: number;
  /** In the form that is read. */
  files: NamedFile[];
  /** What stands beside them: checksums, notes. */
  others: ReleaseFile[];
}

const CORE = ['Concept', 'Description', 'Relationship'];
const KINDS: readonly ReleaseKind[] = ['Snapshot', 'Full', 'Delta'];

/**
 * The packages among files, International first, and the form in which all of them are there: `wanted`, else Snapshot,
 * else Full, else Delta. Refuses what is mixed up or lacks a part.
 */
export function findPackages(files: readonly ReleaseFile[], wanted?: ReleaseKind): { kind: ReleaseKind; packages: Package[] } {
  const groups = new Map<string, { name: string; named: NamedFile[]; others: ReleaseFile[] }>();
  for (const file of files) {
    const name = packageName(file);
    const key = `${file.source}\n${name}`;
    const group = groups.get(key) ?? { name, named: [], others: [] };
    groups.set(key, group);
    if (isReleaseFile(baseName(file.path))) group.named.push({ file, name: nameOf(file) });
    else group.others.push(file);
  }
  const found = [...groups.values()].filter(({ named }) => named.length > 0);
  const [first] = files;
  if (found.length === 0) throw new ReleaseFault(first === undefined ? 'Release' : basename(first.source), 0, 'it holds no files of a SNOMED CT release in RF2');
  for (const { named } of found) checkOneDate(named);
  const kind = (wanted === undefined ? KINDS : [wanted]).find((each) => found.every(({ named }) => named.some(({ name }) => name.kind === each)));
  if (kind === undefined) throw new ReleaseFault(found[0]?.name ?? '', 0, `the packages given are not all there as ${wanted ?? 'Snapshot, or all as Full, or all as Delta'}`);
  const packages = found.map(({ name, named, others }): Package => {
    checkForms(name, named, kind);
    return { name, date: named[0]?.name.date ?? 0, files: checkNoTwins(named.filter((each) => each.name.kind === kind)), others };
  });
  if (!packages.some((each) => each.files.some(({ name }) => name.content === 'Concept'))) throw new ReleaseFault(packages[0]?.name ?? '', 0, `there is no ${kind} Concept file`);
  return { kind, packages: packages.sort((a, b) => rank(a) - rank(b)) };
}

const rank = ({ files }: Package): number => (files.some(({ name }) => name.country === 'INT') ? 0 : 1);

function packageName({ source, path }: ReleaseFile): string {
  return path.split('/').slice(0, -1).findLast((folder) => /^x?SnomedCT_/i.test(folder)) ?? basename(source).replace(/\.zip$/i, '');
}

function nameOf(file: ReleaseFile): ReleaseFileName {
  const name = parseFileName(baseName(file.path));
  if (name === undefined || !isDate(name.date)) throw new ReleaseFault(file.path, 0, 'its name is not formed as that of a release file');
  const folder = file.path.split('/').slice(0, -1).findLast((each) => KINDS.some((kind) => kind === each));
  if (folder !== undefined && folder !== name.kind) throw new ReleaseFault(file.path, 0, `a ${name.kind} file in a folder of ${folder} files: the release is mixed up`);
  return name;
}

/** The odd one out is named: the date that fewest files have. */
function checkOneDate(named: readonly NamedFile[]): void {
  const count = new Map<number, number>();
  for (const { name } of named) count.set(name.date, (count.get(name.date) ?? 0) + 1);
  const [common, ...rest] = [...count].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  const odd = named.find(({ name }) => name.date === rest.at(-1)?.[0]);
  if (odd !== undefined) throw new ReleaseFault(odd.file.path, 0, `it is of ${odd.name.date} among files of ${common?.[0] ?? 0}: the release is mixed up`);
}

function checkForms(packageName: string, named: readonly NamedFile[], kind: ReleaseKind): void {
  const of = (kind: ReleaseKind): NamedFile[] => named.filter(({ name }) => name.kind === kind);
  const lacking = (files: readonly NamedFile[]): string | undefined => CORE.find((content) => !files.some(({ name }) => name.content === content));
  const own = of(kind);
  if (!named.some(({ name }) => name.content !== 'Refset')) return;
  const missing = lacking(own);
  if (missing === 'Relationship') throw new ReleaseFault(packageName, 0, 'it publishes no inferred relationships, without which nothing can be asked of it');
  if (missing !== undefined) throw new ReleaseFault(packageName, 0, `there is no ${kind} ${missing} file`);
  for (const other of KINDS) {
    const files = of(other);
    const [stray] = files;
    if (stray !== undefined && lacking(files) !== undefined) throw new ReleaseFault(stray.file.path, 0, `a ${other} file among ${kind} files, without the other ${other} files: the release is mixed up`);
  }
}

function checkNoTwins(files: NamedFile[]): NamedFile[] {
  const seen = new Set<string>();
  for (const { file } of files) {
    if (seen.has(baseName(file.path))) throw new ReleaseFault(file.path, 0, 'a file of this name is in the package twice');
    seen.add(baseName(file.path));
  }
  return files;
}

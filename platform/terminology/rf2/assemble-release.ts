import type { IdColumn } from '../columns.ts';
import { IdIndex } from '../id-index.ts';
import { halvesOf } from '../sctid.ts';
import { checkReferences } from './check-references.ts';
import type { ReleaseKind } from './file-name.ts';
import type { Package } from './find-packages.ts';
import type { LoadedRelease, Release } from './loaded-release.ts';
import { type Merged, mergeTables, type Part } from './merge-tables.ts';
import { checkDependencies, DEPENDENCY_TABLE } from './module-dependencies.ts';
import { ReleaseFault } from './release-fault.ts';
import type { Column, Table } from './table.ts';
import { toComponents, toTables } from './to-components.ts';

const LANGUAGE_TABLE = 'refset c acceptabilityId';
const [ISA_HI, ISA_LO] = halvesOf('116680003');

/** What was read of the files, and what was loaded before, put together and checked as a whole. `parts` is emptied on the way. */
export function assembleRelease(parts: Map<string, Part[]>, kind: ReleaseKind, packages: readonly Package[], base: LoadedRelease | undefined, { isExtract, onProgress }: { isExtract: boolean; onProgress: (message: string, fraction: number) => void }): LoadedRelease {
  for (const [key, table] of base === undefined ? [] : toTables(base.components)) parts.set(key, [{ file: 'the release loaded before', package: -1, table }, ...(parts.get(key) ?? [])]);
  for (const { table } of parts.get('relationships') ?? []) completeRelationships(table);
  const name = packages[0]?.name ?? '';
  if (kind !== 'Delta' && !isExtract) {
    if (!parts.has(LANGUAGE_TABLE)) throw new ReleaseFault(name, 0, 'there is no language reference set');
    if (!parts.has(DEPENDENCY_TABLE)) throw new ReleaseFault(name, 0, 'there is no module dependency reference set');
  }
  const tables = new Map<string, Map<string, Column>>();
  const count = parts.size;
  /** Merges a table, hands what came of it on to be checked, and lets its parts go. */
  const merge = (key: string, check: (own: readonly Part[], merged: Merged) => void): void => {
    onProgress('Putting what was read together', tables.size / count);
    const own = parts.get(key) ?? [];
    const merged = mergeTables(own, kind === 'Snapshot');
    tables.set(key, merged.columns);
    check(own, merged);
    parts.delete(key);
  };
  let module = base?.release.module ?? checkDependencies([], undefined);
  merge('concepts', (conceptParts, concepts) => {
    merge('descriptions', (descriptionParts, descriptions) => {
      const known = { concepts: new IdIndex(idsOf(concepts)), descriptions: new IdIndex(idsOf(descriptions)) };
      const checkClosed = (own: readonly Part[], merged: Merged): void => { if (!isExtract) checkReferences(own, merged, known); };
      checkClosed(conceptParts, concepts);
      checkClosed(descriptionParts, descriptions);
      merge('relationships', (own, merged) => {
        checkClosed(own, merged);
        if (!hasHierarchy(merged) && concepts.count > 1) throw new ReleaseFault(name, 0, 'it publishes no inferred is-a relationships, without which nothing can be asked of it');
      });
      for (const key of [...parts.keys()].filter((each) => each.startsWith('refset ')).sort()) {
        merge(key, (own, merged) => {
          checkClosed(own, merged);
          if (key === DEPENDENCY_TABLE) module = checkDependencies(own, merged);
        });
      }
    });
  });
  return { components: toComponents(tables), release: describe(kind, packages, module, base?.release) };
}

function describe(kind: ReleaseKind, packages: readonly Package[], module: string, before: Release | undefined): Release {
  const given = packages.map(({ name, date }) => ({ name, effectiveTime: date }));
  const undated = given.map(({ name }) => undatedName(name));
  const kept = (before?.packages ?? []).filter(({ name }) => !undated.includes(undatedName(name)));
  return { module, effectiveTime: Math.max(...given.map(({ effectiveTime }) => effectiveTime)), kind, packages: [...kept, ...given] };
}

/** What a package is called in every release. */
export function undatedName(name: string): string {
  return name.replace(/_?\d{8}(?:T\d+Z)?/g, '');
}

/** Files have either a destination or a value; the table of all of them has both. */
function completeRelationships({ columns, count }: Table): void {
  if (!columns.has('destination')) columns.set('destination', { kind: 'ids', rows: { hi: new Uint32Array(count), lo: new Uint32Array(count) } });
  if (!columns.has('value')) columns.set('value', { kind: 'texts', rows: { at: new Uint32Array(count + 1), bytes: new Uint8Array(0) } });
}

function hasHierarchy({ columns, count }: Merged): boolean {
  const [active, type] = [columns.get('active'), columns.get('type')];
  if (active?.kind !== 'u8' || type?.kind !== 'ids') return false;
  for (let row = 0; row < count; row++) if (active.rows[row] === 1 && type.rows.hi[row] === ISA_HI && type.rows.lo[row] === ISA_LO) return true;
  return false;
}

function idsOf({ columns }: Merged): IdColumn {
  const column = columns.get('id');
  return column?.kind === 'ids' ? column.rows : { hi: new Uint32Array(0), lo: new Uint32Array(0) };
}

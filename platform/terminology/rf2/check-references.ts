import type { IdIndex } from '../id-index.ts';
import { codeOfHalves } from '../sctid.ts';
import type { Merged, Part } from './merge-tables.ts';
import { ReleaseFault } from './release-fault.ts';

interface Known {
  concepts: IdIndex;
  descriptions: IdIndex;
}

/**
 * Every concept and description that an active row names is in the release. Inactive rows are let be: nobody relies on
 * what they say. Rows loaded before were checked then, and may only since have lost what they name: never, as nothing
 * is taken out of a release.
 */
export function checkReferences(parts: readonly Part[], { columns, count, picked }: Merged, known: Known): void {
  const active = columns.get('active');
  if (active?.kind !== 'u8') return;
  for (const [name, column] of columns) {
    if (column.kind !== 'ids' || name === 'id') continue;
    const { hi, lo } = column.rows;
    let lastHi = 0;
    let lastLo = 0;
    for (let row = 0; row < count; row++) {
      if (active.rows[row] !== 1) continue;
      const [ownHi, ownLo] = [hi[row] ?? 0, lo[row] ?? 0];
      if ((ownHi === lastHi && ownLo === lastLo) || isKnown(ownHi, ownLo, known)) {
        lastHi = ownHi;
        lastLo = ownLo;
        continue;
      }
      const part = parts[picked.parts[row] ?? 0];
      if (part === undefined || part.package < 0) continue;
      throw new ReleaseFault(part.file, part.table.lines[picked.rows[row] ?? 0] ?? 0, `${codeOfHalves(ownHi, ownLo)}, which it refers to, is in none of the packages given`);
    }
  }
}

function isKnown(hi: number, lo: number, { concepts, descriptions }: Known): boolean {
  if (hi === 0 && lo === 0) return true;
  const partition = Math.floor(lo / 10) % 10;
  // Relationships are not looked for: no reference set in use has them as members.
  return partition === 2 || (partition === 0 ? concepts : descriptions).rowOf(hi, lo) >= 0;
}

import { digest } from './chain.ts';
import type { Findings } from './findings.ts';

/** A row as it stands: its id and time, and the line that is hashed. */
export interface AuditLine {
  id: string;
  at: string;
  line: string;
}

/** What one seal and the rows in its place do not have in common. */
interface Difference {
  /** How the seal is called in a message. */
  seal: string;
  /** Digests that no row in the seal's place has, by their place in the seal. */
  missing: { leaf: string; ordinal: number }[];
  unexpected: AuditLine[];
  /** Further unexpected rows, not kept. */
  more: number;
}

/** Kept in all: enough to name what somebody did by hand, and no more memory for a million rows. */
const KEPT = 200;
/** The place of a row in the order, inside its line. */
const POSITION = /^(\["[A-Z0-9]+", ?)(\d+, ?"\d+", ?-?\d+)(, ?-?\d+, ?"[0-9a-f-]{36}",)/;

/** Gathers what differs between seals and rows over a whole audit, then says what was done. */
export class RowDifferences {
  readonly #found: Difference[] = [];
  #kept = 0;

  /** Begins the comparison with one seal. Hand it each row in the seal's place, then `end`. */
  begin(seal: string, leaves: Buffer): { row(row: AuditLine): void; end(): boolean } {
    const expected = new Map<string, number>();
    for (let at = 0; at < leaves.length; at += 32) expected.set(leaves.toString('hex', at, at + 32), at / 32 + 1);
    const difference: Difference = { seal, missing: [], unexpected: [], more: 0 };
    return {
      row: (row) => {
        if (expected.delete(digest(row.line))) return;
        if (this.#kept < KEPT) {
          this.#kept++;
          difference.unexpected.push(row);
        } else difference.more++;
      },
      end: () => {
        difference.missing = [...expected].map(([leaf, ordinal]) => ({ leaf, ordinal }));
        const same = difference.missing.length + difference.unexpected.length + difference.more === 0;
        if (!same) this.#found.push(difference);
        return same;
      },
    };
  }

  /** A row that holds what another's place should hold was moved; the others are paired off within their seal. */
  report(findings: Findings): void {
    const moved = this.#moved();
    for (const { seal, missing, unexpected, more } of this.#found) {
      const gone = missing.filter(({ leaf }) => !moved.leaves.has(leaf));
      const strange = unexpected.filter((row) => !moved.rows.has(row));
      for (const { id, at } of unexpected.filter((row) => moved.rows.has(row))) findings.add('reordered', `${seal}: row ${id} of ${at} stands in the place of another`);
      const surplus = strange.length + more - gone.length;
      for (const [n, { id, at }] of strange.entries()) {
        if (n < strange.length - Math.max(0, surplus)) findings.add('altered', `${seal}: row ${id} of ${at} is not as it was written`);
        else findings.add('inserted', `${seal}: row ${id} of ${at} was put in afterwards`);
      }
      for (let n = strange.length; n < strange.length + more; n++) findings.add(n < gone.length ? 'altered' : 'inserted', `${seal}: a row is not as it was written`);
      for (const { ordinal } of surplus < 0 ? gone.slice(surplus) : []) findings.add('removed', `${seal}: a row was removed (number ${ordinal} of the seal, or thereabouts)`);
    }
  }

  #moved(): { leaves: Set<string>; rows: Set<AuditLine> } {
    const missing = new Set(this.#found.flatMap((one) => one.missing.map(({ leaf }) => leaf)));
    const rows = this.#found.flatMap((one) => one.unexpected);
    const moved = { leaves: new Set<string>(), rows: new Set<AuditLine>() };
    const places = rows.map(({ line }) => POSITION.exec(line)?.[2] ?? '');
    for (const row of rows) {
      for (const place of places) {
        const leaf = digest(row.line.replace(POSITION, (_all, before: string, _own: string, after: string) => before + place + after));
        if (!missing.has(leaf)) continue;
        moved.leaves.add(leaf);
        moved.rows.add(row);
      }
    }
    return moved;
  }
}

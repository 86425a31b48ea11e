import type { Database } from '../store/database.ts';
import type { AnchorPlace } from './anchor-place.ts';
import { LINE, ORDER, type Seal, sealHash } from './chain.ts';
import { type AuditLine, RowDifferences } from './compare-rows.ts';
import { Findings } from './findings.ts';
import { compareAnchors } from './verify-anchors.ts';

/** What `audit verify` found at one practice. It is sound when `findings.kept` is empty. */
export interface AuditReport {
  practice: string;
  rows: number;
  seals: number;
  anchors: number;
  /** Rows written since the last seal: nothing vouches for them yet. `oldest` is an ISO time, '' for none. */
  unsealed: { rows: number; oldest: string };
  /** Restores that somebody has declared, and lines that a crash cut short. */
  notes: string[];
  findings: Findings;
}

/** The last row of a seal: where the next begins. */
type Bound = Pick<Seal, 'generation' | 'tx' | 'sequence'>;

const SEALS = 20;
const ROWS = 1_000;

/**
 * Reads a practice's whole audit, hashes every row again, follows the chain and holds it against the anchors. Reads in
 * pages, so that memory does not grow with the audit; while it runs others may write. Seals not older than
 * `graceSeconds` before the last one need not be anchored yet: that is done every half minute.
 */
export async function verifyAudit(db: Database, practice: string, place: AnchorPlace, graceSeconds = 120): Promise<AuditReport> {
  const findings = new Findings();
  const differences = new RowDifferences();
  let [rows, seals] = [0, 0];
  let before: Seal | undefined;
  for (let page = await readSeals(db, practice, 0); page.length > 0; page = await readSeals(db, practice, before?.seq ?? 0)) {
    for (const seal of page) {
      const gap = seal.seq - (before?.seq ?? 0) - 1;
      if (gap > 0) findings.add('seal-missing', `${gap} ${gap === 1 ? 'seal is' : 'seals are'} missing before seal ${seal.seq}`);
      else checkLink(seal, before, findings);
      const comparison = differences.begin(`seal ${seal.seq} (${timeOf(seal.at)})`, seal.leaves);
      // Where seals are missing, so is what told which of the rows there are right.
      for await (const row of rowsBetween(db, practice, before, seal)) {
        rows++;
        if (gap === 0) comparison.row(row);
      }
      if (gap === 0) comparison.end();
      seals++;
      before = seal;
    }
  }
  differences.report(findings);
  const unsealed = await unsealedRows(db, practice, before);
  const { anchors, notes } = await compareAnchors(db, practice, place, findings, graceSeconds);
  return { practice, rows: rows + unsealed.rows, seals, anchors, unsealed, notes, findings };
}

function checkLink(seal: Seal, before: Seal | undefined, findings: Findings): void {
  const sound = sealHash(seal, before?.hash ?? '') === seal.hash && seal.leaves.length === seal.rows * 32 && seal.total === (before?.total ?? 0) + seal.rows;
  if (!sound) findings.add('seal-altered', `seal ${seal.seq} (${timeOf(seal.at)}) does not follow from the one before it`);
}

async function readSeals(db: Database, practice: string, after: number): Promise<Seal[]> {
  return db.transaction(practice, (tx) =>
    tx.query<Seal>(
      `select practice, seq, generation, tx::text as tx, sequence::text as sequence, rows, total,
              ((extract(epoch from at) * 1000000)::bigint)::text as at, leaves, encode(hash, 'hex') as hash
       from audit_seal where practice = $1 and seq > $2 order by seq limit $3`,
      [practice, after, SEALS],
    ),
  );
}

async function* rowsBetween(db: Database, practice: string, from: Bound | undefined, to: Bound): AsyncGenerator<AuditLine> {
  let last: Bound = from ?? { generation: 0, tx: '0', sequence: '0' };
  for (;;) {
    const rows = await db.transaction(practice, (tx) =>
      tx.query<AuditLine & Bound>(
        `select a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, ${LINE} as line, a.generation, a.tx::text as tx, a.sequence::text as sequence
         from audit a
         where a.practice = $1 and (a.generation, a.tx, a.sequence) > ($2, $3::text::xid8, $4::text::bigint)
           and (a.generation, a.tx, a.sequence) <= ($5, $6::text::xid8, $7::text::bigint)
         order by ${ORDER} limit $8`,
        [practice, last.generation, last.tx, last.sequence, to.generation, to.tx, to.sequence, ROWS],
      ),
    );
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < ROWS) return;
    last = end;
  }
}

async function unsealedRows(db: Database, practice: string, last: Bound | undefined): Promise<AuditReport['unsealed']> {
  const { generation, tx: number, sequence } = last ?? { generation: 0, tx: '0', sequence: '0' };
  const [row] = await db.transaction(practice, (tx) =>
    tx.query<AuditReport['unsealed']>(
      `select count(*) as rows, coalesce(to_char(min(a.at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '') as oldest
       from audit a where a.practice = $1 and (a.generation, a.tx, a.sequence) > ($2, $3::text::xid8, $4::text::bigint)`,
      [practice, generation, number, sequence],
    ),
  );
  return row ?? { rows: 0, oldest: '' };
}

function timeOf(microseconds: string): string {
  return new Date(Number(BigInt(microseconds) / 1000n)).toISOString();
}

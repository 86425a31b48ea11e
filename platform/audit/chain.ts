import { createHash } from 'node:crypto';

/**
 * What is hashed. Written once for the sealer, which has PostgreSQL hash, and for the verifier, which hashes here: each
 * checks the other. Any other program can do the same from what docs/decisions/2026-11-22-audit.md says.
 */

/** SQL for the canonical text of an audit row `a`: a JSON array of every column, the time in microseconds. */
export const LINE = `json_build_array(a.practice, a.generation, a.tx::text, a.sequence, (extract(epoch from a.at) * 1000000)::bigint,
  a.id, a.actor, a.role, a.action, a.outcome, a.patient, a.target, a.detail)::text`;

/** SQL for the order of audit rows `a` within a practice. */
export const ORDER = 'a.generation, a.tx, a.sequence';

const FORM = 'jenner-audit-1';

/** SQL for the hash of a seal, from SQL for its parts. `previous` and `leaves` are bytea. */
export function sealHashSql(part: Readonly<Record<keyof Omit<Seal, 'hash'> | 'previous', string>>): string {
  return `sha256(convert_to(concat_ws('|', '${FORM}', ${part.practice}, ${part.seq}, encode(${part.previous}, 'hex'), ${part.generation}, ${part.tx}::text,
    ${part.sequence}, ${part.rows}, ${part.total}, (extract(epoch from ${part.at}) * 1000000)::bigint, encode(sha256(${part.leaves}), 'hex')), 'UTF8'))`;
}

/** A seal as it stands in the database; numbers that may outgrow a double, and the time in microseconds, as text. */
export interface Seal {
  practice: string;
  seq: number;
  generation: number;
  tx: string;
  sequence: string;
  rows: number;
  total: number;
  at: string;
  leaves: Buffer;
  hash: string;
}

/** The same here. `previous`: the hash of the seal before, as hex; '' for the first. */
export function sealHash(seal: Omit<Seal, 'hash'>, previous: string): string {
  const { practice, seq, generation, tx, sequence, rows, total, at, leaves } = seal;
  return digest([FORM, practice, seq, previous, generation, tx, sequence, rows, total, at, digest(leaves)].join('|'));
}

/** SHA-256 as hex. */
export function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

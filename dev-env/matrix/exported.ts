import { gzipSync } from 'node:zlib';
import type { Transaction } from '../../platform/store/database.ts';
import { canary, TARGETS } from './axes.ts';

/** The account that has exported, the export, and one that never was. */
export const EXPORTER = 'program:system/*.cruds';
export const EXPORTED = '00000000-0000-4000-8000-00000000beef';
export const NEVER = '00000000-0000-4000-8000-00000000dead';

/** Writes an export that is done: one file, with a word of each record that is open to a program. */
export async function writeExported(tx: Transaction): Promise<void> {
  const open = TARGETS.filter(({ sensitivity }) => sensitivity !== 'high-profile' && sensitivity !== 'sealed');
  const lines = open.map(({ id }) => JSON.stringify({ resourceType: 'Observation', valueString: canary(id, 'normal') }));
  await tx.query(
    `insert into export (practice, id, account, scope, request, question, asked, expires, status, moment) values ($1, $2::uuid, $3, 'system/*.cruds', 'http://127.0.0.1/', '{}', now(), now() + interval '1 day', 'done', now())`,
    [tx.practice, EXPORTED, EXPORTER]);
  await tx.query(`insert into export_file values ($1, $2::uuid, 1, 'Observation', $3, $4)`, [tx.practice, EXPORTED, lines.length, gzipSync(lines.join('\n'))]);
}

import { randomUUID } from 'node:crypto';
import type { Principal } from '../access/principal.ts';
import { Problem } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Transaction } from '../store/database.ts';
import { auditExport } from './audit-export.ts';
import { removeExpired } from './export.ts';
import { EXPORT } from './job.ts';
import type { Question } from './question.ts';

/** Exports of one program that may stand at the same time. */
const MOST = 4;
const LIFE = '1 day';

/** Takes an export on, in the caller's transaction: the job is queued if and only if it is. Answers its id. Throws `throttled`. */
export async function askForExport(tx: Transaction, jobs: Jobs, principal: Principal, request: { url: string; operation: string }, question: Question): Promise<string> {
  await removeExpired(tx);
  const [standing] = await tx.query<{ n: number }>(`select count(*)::int as n from export where practice = $1 and account = $2 and status in ('waiting', 'running')`, [tx.practice, principal.account]);
  if ((standing?.n ?? 0) >= MOST) throw new Problem('throttled', `At most ${MOST} exports of one program run at the same time`, { retryAfter: 60 });
  const id = randomUUID();
  await tx.query(
    `insert into export (practice, id, account, scope, request, question, asked, expires, status) values ($1, $2::uuid, $3, $4, $5, $6, now(), now() + interval '${LIFE}', 'waiting')`,
    [tx.practice, id, principal.account, (principal.scopes ?? []).join(' '), request.url, JSON.stringify(question)],
  );
  await auditExport(tx, principal.account, request.operation, `export ${id} of ${question.types.length} types`);
  await jobs.enqueue(tx, EXPORT, { id });
  return id;
}

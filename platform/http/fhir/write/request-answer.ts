import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../../access/principal.ts';
import { Problem } from '../../../errors.ts';
import type { Transaction } from '../../../store/database.ts';

/** In a batch the number of the entry is added to it. */
const REQUEST_ID = /^[\w.:-]{8,100}(?:#\d{1,4})?$/;

/** What a write answers, before it is sent. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Does the work once for each X-Request-ID: the same request sent again, after an answer that was lost or at the same
 * moment, has no further effect and gets the same answer. The answer is kept in the work's own transaction; a request that
 * failed may be sent again. Without the header the work is simply done. Throws `invalid` where the id was another
 * request's (PDS FHIR API: X-Request-ID, same value on retry).
 */
export async function once(tx: Transaction, principal: Principal, request: FastifyRequest, work: () => Promise<Answer>): Promise<Answer> {
  const key = request.headers['x-request-id'];
  if (key === undefined) return work();
  if (typeof key !== 'string' || !REQUEST_ID.test(key)) throw new Problem('invalid', 'X-Request-ID must be 8 to 100 letters, digits or -_.:');
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([request.method, request.url, request.headers['if-match'], request.headers['if-none-exist'], request.body]))
    .digest('base64url');
  // One at the same moment waits here for the other to commit, by the table's key.
  const first = await tx.query(
    `insert into request_answer (practice, account, key, fingerprint, at) values ($1, $2, $3, $4, now()) on conflict do nothing returning 1`,
    [tx.practice, principal.account, key, fingerprint],
  );
  if (first.length > 0) {
    const answer = await work();
    await tx.query(`update request_answer set answer = $4 where practice = $1 and account = $2 and key = $3`, [tx.practice, principal.account, key, JSON.stringify(answer)]);
    return answer;
  }
  const [kept] = await tx.query<{ fingerprint: string; answer: string }>(`select fingerprint, answer from request_answer where practice = $1 and account = $2 and key = $3`, [
    tx.practice, principal.account, key,
  ]);
  if (kept === undefined) throw new Problem('unavailable', 'The request is being answered: try again');
  if (kept.fingerprint !== fingerprint) throw new Problem('invalid', 'That X-Request-ID was given to another request', { issues: [{ code: 'value', message: 'X-Request-ID was given to another request' }] });
  return JSON.parse(kept.answer) as Answer;
}

import { createHash } from 'node:crypto';
import { readerOf } from '../../../access/principal.ts';
import { Problem } from '../../../errors.ts';
import type { SearchSettings } from '../../../fhir/search/condition.ts';
import { parseQuery, type SearchQuery } from '../../../fhir/search/query.ts';
import type { Transaction } from '../../../store/database.ts';
import { allMatches } from '../../../store/search/find-matches.ts';
import { BUDGET } from '../../../store/search/reading.ts';
import { reachOfScopes } from '../scope-reach.ts';
import type { Writer } from './writer.ts';

/**
 * The one resource that a condition names, or undefined when none does (FHIR R4 §3.1.0.5.2): of those the writer may see. Writers with
 * the same condition wait for one another, so of two that find nothing only the first creates.
 * Throws `version-conflict` where several match, `invalid` for a condition that is none.
 */
export async function matching({ tx, principal, base }: Writer, type: string, condition: string): Promise<string | undefined> {
  const parameters = new URLSearchParams(condition.replace(/^\?/, ''));
  const settings = { base, now: Date.now };
  const query = readCondition(type, parameters, settings);
  if (query.criteria.length === 0) throw new Problem('invalid', 'A condition must say which resource is meant');
  await waitForOthers(tx, type, condition);
  const budget = { rows: BUDGET.rows, characters: BUDGET.characters, until: performance.now() + BUDGET.milliseconds };
  const found = await allMatches({ tx, reader: readerOf(principal), reach: reachOfScopes(principal), settings, budget }, type, query.criteria);
  if (found.length > 1) throw new Problem('version-conflict', `More than one ${type} meets the condition`);
  return found[0]?.id;
}

/** A condition that cannot be read is a fault of the request, not of the resource that comes with it: 400. */
function readCondition(type: string, parameters: URLSearchParams, settings: SearchSettings): SearchQuery {
  try {
    return parseQuery(type, parameters, settings);
  } catch (error) {
    throw error instanceof Problem ? new Problem('invalid', `The condition cannot be read: ${error.message}`) : error;
  }
}

/** Holds the condition until the transaction ends. Two that share a hash only wait for one another needlessly. */
export async function waitForOthers(tx: Transaction, type: string, condition: string): Promise<void> {
  const parameters = [...new URLSearchParams(condition.replace(/^\?/, ''))].map((pair) => pair.join('=')).sort();
  const hash = createHash('sha256').update(`${tx.practice} ${type}?${parameters.join('&')}`).digest().readBigInt64BE(0);
  await tx.query(`select pg_advisory_xact_lock($1)`, [hash.toString()]);
}

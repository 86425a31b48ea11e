import { Problem } from '../../errors.ts';
import type { ConnectionOptions } from '../database.ts';
import { checkDerivedRows } from './derived-rows.ts';
import { atOneMoment, type Moment } from './moment.ts';
import { checkReferences } from './references.ts';
import { addFault, emptyReport, type VerifyReport } from './report.ts';
import { checkSnapshots } from './snapshots.ts';
import { SQL_CHECKS } from './sql-checks.ts';

export interface VerifyOptions {
  /** The public address that snapshots were built for. */
  base: string;
  /** One practice; all where it is left out. */
  practice?: string;
  onProgress?: (message: string) => void;
}

/** Faults of one SQL check in one practice that are looked at one by one; more are only counted as "and more". */
const MOST = 50;

/**
 * Checks the invariants of a whole database as it stands at one moment, and changes nothing: search rows against
 * resources, versions, record heads, the change feed, audit, references, and snapshots against a rebuild.
 * Practice by practice, in memory that does not grow with them. Runs as the owner.
 */
export async function verifyDatabase(owner: ConnectionOptions, { base, practice, onProgress = () => undefined }: VerifyOptions): Promise<VerifyReport> {
  const report = emptyReport();
  await atOneMoment(owner, async (moment) => {
    const all = (await moment.query<{ practice: string }>(`select practice from practice order by practice`, [])).map((row) => row.practice);
    if (practice !== undefined && !all.includes(practice)) throw new Problem('not-found', `There is no practice ${practice} here`);
    await strayPractices(moment, report);
    for (const ods of practice === undefined ? all : [practice]) {
      report.counts.practices++;
      await moment.bind(ods);
      await checkDerivedRows(moment, ods, report);
      onProgress(`${ods}: ${report.counts.resources} resources and their search rows`);
      await sqlChecks(moment, ods, report);
      onProgress(`${ods}: ${report.counts.versions} versions, their history, feed and audit`);
      await checkReferences(moment, ods, report);
      onProgress(`${ods}: ${report.counts.references} references`);
      await checkSnapshots(moment, ods, base, report);
      onProgress(`${ods}: ${report.counts.snapshots} snapshots`);
    }
  });
  return report;
}

async function sqlChecks(moment: Moment, practice: string, report: VerifyReport): Promise<void> {
  const [counts] = await moment.query<{ versions: number; records: number }>(
    `select (select count(*) from resource where practice = $1) + (select count(*) from history where practice = $1) as versions,
            (select count(*) from record where practice = $1) as records`,
    [practice],
  );
  report.counts.versions += counts?.versions ?? 0;
  report.counts.records += counts?.records ?? 0;
  for (const { check, message, sql } of SQL_CHECKS) {
    const found = await moment.query<{ target: string }>(`select target from (${sql}) as found limit ${MOST + 1}`, [practice]);
    for (const { target } of found.slice(0, MOST)) addFault(report, { practice, check, target, message });
    if (found.length > MOST) addFault(report, { practice, check, target: 'and more', message });
  }
}

/** Rows of a practice that is not on the list would be looked at by nobody. */
async function strayPractices(moment: Moment, report: VerifyReport): Promise<void> {
  const stray = await moment.query<{ practice: string }>(
    `select distinct practice from record r where not exists (select from practice p where p.practice = r.practice)`,
    [],
  );
  for (const { practice } of stray) addFault(report, { practice, check: 'record', target: practice, message: 'rows of a practice that is not on the list' });
}

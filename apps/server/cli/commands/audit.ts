import { parseArgs } from 'node:util';
import { anchoredPractices } from '../../../../platform/audit/anchor-file.ts';
import type { AnchorPlace } from '../../../../platform/audit/anchor-place.ts';
import { declareRestore } from '../../../../platform/audit/restore.ts';
import { type AuditReport, verifyAudit } from '../../../../platform/audit/verify.ts';
import { Problem } from '../../../../platform/errors.ts';
import { listPractices } from '../../../../platform/store/practices.ts';
import type { Databases } from '../../databases.ts';
import { readSettings } from '../../settings.ts';
import type { Command } from '../command.ts';
import { knownPractice, withDatabase } from '../with-database.ts';

export const command: Command = {
  summary: 'verify that nobody has altered the audit',
  help: `npm run jenner -- audit verify   [--practice <ODS code>]
npm run jenner -- audit restored --practice <ODS code> --by "<who>" --reason "<why>"

\`verify\` reads the whole audit, hashes every row again, follows the chain and compares it with the heads that were
anchored outside the database. It names what was removed, altered, put in or moved, and whether the end was cut off.
Exit code 1 when anything is wrong. It may run beside a running Jenner.

\`restored\` declares that the database was put back from a backup, so that what was anchored after that is known to
be lost. The declaration is signed, and \`verify\` repeats it ever after. See docs/runbooks/audit.md.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { practice: { type: 'string' }, by: { type: 'string', default: '' }, reason: { type: 'string', default: '' } },
    });
    const [action, ...more] = positionals;
    if ((action !== 'verify' && action !== 'restored') || more.length > 0) throw new Problem('invalid', 'Say verify or restored. See --help.');
    const place = readSettings(process.env).anchors;
    return withDatabase(async (databases) => {
      if (action === 'restored') {
        const practice = await knownPractice(databases, values.practice);
        const { seq, total } = await declareRestore(databases.app, practice, place, values.by, values.reason);
        console.log(`${practice}: declared as restored to seal ${seq}, ${total} rows`);
        return 0;
      }
      const every = await everyPractice(databases, place);
      if (values.practice !== undefined && !every.includes(values.practice)) throw new Problem('not-found', `There is no practice ${values.practice} here, and no anchors of one`);
      const practices = values.practice === undefined ? every : [values.practice];
      let sound = true;
      for (const practice of practices) {
        const report = await verifyAudit(databases.app, practice, place);
        if (report.findings.counts.size > 0) sound = false;
        print(report);
      }
      return sound ? 0 : 1;
    });
  },
};

/** Those of the database, and those that have only their anchors left. */
async function everyPractice({ app }: Databases, place: AnchorPlace): Promise<string[]> {
  return [...new Set([...(await listPractices(app)).map(({ ods }) => ods), ...(await anchoredPractices(place))])].sort();
}

function print({ practice, rows, seals, anchors, unsealed, notes, findings }: AuditReport): void {
  const open = unsealed.rows === 0 ? 'none' : `${unsealed.rows}, the oldest of ${unsealed.oldest}`;
  console.log(`${practice}: ${findings.counts.size === 0 ? 'sound' : 'NOT SOUND'}. Rows ${rows}, seals ${seals}, anchors ${anchors}; not yet sealed: ${open}`);
  for (const note of notes) console.log(`  note: ${note}`);
  for (const { kind, message } of findings.kept) console.log(`  ${kind}: ${message}`);
  const all = [...findings.counts.values()].reduce((sum, count) => sum + count, 0);
  if (all > findings.kept.length) console.log(`  and ${all - findings.kept.length} more: ${[...findings.counts].map(([kind, count]) => `${kind} ${count}`).join(', ')}`);
}

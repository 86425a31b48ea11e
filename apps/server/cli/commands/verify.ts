import { parseArgs } from 'node:util';
import { verifyDatabase } from '../../../../platform/store/verify/verify.ts';
import type { Command } from '../command.ts';
import { withOwner } from '../with-owner.ts';

export const command: Command = {
  summary: 'check the invariants of the whole database',
  help: `npm run jenner -- verify [--practice <ODS code>]

Reads everything as it stands at one moment and changes nothing: search rows against what the resources give,
versions and deletions, record heads, the change feed, an audit row for every write, references, and each snapshot
that would be served against a rebuild. May run beside a running Jenner. Exit code 1 when anything is not as it must
be: see docs/runbooks/verify-found-faults.md.`,
  async run(args) {
    const { values } = parseArgs({ args, options: { practice: { type: 'string' } } });
    return withOwner(async (owner, { base }) => {
      const { counts, faults, faultCount } = await verifyDatabase(owner, {
        base,
        ...(values.practice === undefined ? {} : { practice: values.practice }),
        onProgress: (message) => console.error(message),
      });
      for (const { practice, check, target, message } of faults) console.log(`${practice}  ${check.padEnd(12)}  ${target}: ${message}`);
      if (faultCount > faults.length) console.log(`and ${faultCount - faults.length} more`);
      const number = (value: number) => value.toLocaleString('en-GB');
      console.log(
        `${number(counts.practices)} practices, ${number(counts.records)} records, ${number(counts.resources)} resources, ${number(counts.versions)} versions, ` +
          `${number(counts.derivedRows)} search rows, ${number(counts.references)} references, ${number(counts.snapshots)} snapshots: ` +
          `${faultCount === 0 ? 'no faults' : `${number(faultCount)} faults`}.`,
      );
      return faultCount === 0 ? 0 : 1;
    });
  },
};

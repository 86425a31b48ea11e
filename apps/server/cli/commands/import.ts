import { parseArgs } from 'node:util';
import { importPath } from '../../../../exchange/import/import-path.ts';
import { printReconciliation } from '../../../../exchange/import/reconciliation.ts';
import { Problem } from '../../../../platform/errors.ts';
import { isValidNhsNumber, normaliseNhsNumber } from '../../../../platform/fhir/nhs-number.ts';
import { createValidator } from '../../../../platform/fhir/validation/validate.ts';
import { addPractice } from '../../../../platform/store/practices.ts';
import { codesMarked } from '../../../../platform/terminology/codes-marked.ts';
import type { Command } from '../command.ts';
import { knownPractice, withDatabase } from '../with-database.ts';

export const command: Command = {
  summary: 'import records from another GP system',
  help: `npm run jenner -- import <file or folder> --practice <ODS code> [options]

Reads GP Connect migrate-structured-record bundles (FHIR STU3), FHIR R4 Bundles and FHIR R4 NDJSON; the format
is recognised by content. Each record goes in whole or not at all. Importing the same again changes nothing.
Prints the reconciliation (also kept in the database): every entry of the source is stored, merged or rejected
with a reason. Exit code 1 when a record could not be taken or an entry is unaccounted for.

  --practice <ODS code>   the practice the records go to
  --create <name>         add the practice first, if it is not here yet
  --nhs-number <number>   for one GP Connect record whose file masks its NHS number`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { practice: { type: 'string' }, create: { type: 'string' }, 'nhs-number': { type: 'string' } },
    });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) throw new Problem('invalid', 'Name one file or folder to import. See --help.');
    const given = values['nhs-number'];
    const nhsNumber = given === undefined ? undefined : normaliseNhsNumber(given);
    if (nhsNumber !== undefined && !isValidNhsNumber(nhsNumber)) throw new Problem('invalid', '--nhs-number is not an NHS number: its check digit (modulus 11) is wrong');
    return withDatabase(async (databases) => {
      if (values.create !== undefined && values.practice !== undefined) {
        if (!/^[A-Z0-9]{3,12}$/.test(values.practice)) throw new Problem('invalid', 'An ODS code is 3 to 12 capital letters and digits');
        await addPractice(databases.owner, { ods: values.practice, name: values.create, synthetic: false });
      }
      const practice = await knownPractice(databases, values.practice);
      const validator = createValidator();
      const total = await importPath(databases.app, path, {
        practice,
        account: 'system:command-line',
        validate: (resource) => validator.validate(resource),
        ...(nhsNumber === undefined ? {} : { nhsNumber }),
        onRecord(done) {
          if (done % 100 === 0) console.error(`${done} records`);
        },
      });
      console.log(printReconciliation(total));
      const marked = await codesMarked(databases.app, practice);
      if (marked !== undefined && marked.unknown + marked.inactive > 0) console.log(`Of the ${marked.all} SNOMED CT codes that entries here carry, ${marked.unknown} are not in ${marked.release} and ${marked.inactive} are no longer in use there: kept as they are, and marked on the screens.`);
      return total.failures.length === 0 && total.unaccounted === 0 ? 0 : 1;
    });
  },
};

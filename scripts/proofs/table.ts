import { auditCost } from './audit-cost.ts';
import { auditTamper } from './audit-tamper.ts';
import { authorisation } from './authorisation.ts';
import { killDatabase } from './kill-database.ts';
import { killServer } from './kill-server.ts';
import { otherDatabases } from './other-databases.ts';
import { eclCorpus } from './ecl-corpus.ts';
import { eclCost } from './ecl-cost.ts';
import type { Proof } from './proof.ts';
import { snapshots } from './snapshots.ts';
import { surge } from './surge.ts';
import { tenancy } from './tenancy.ts';
import { validationCost } from './validation-cost.ts';

/** Every proof by the name `npm run prove` knows it by. */
export const proofs: Readonly<Record<string, Proof>> = {
  'audit-cost': auditCost,
  'audit-tamper': auditTamper,
  authorisation,
  'ecl-corpus': eclCorpus,
  'ecl-cost': eclCost,
  'kill-database': killDatabase,
  'kill-server': killServer,
  'other-databases': otherDatabases,
  snapshots,
  surge,
  tenancy,
  'validation-cost': validationCost,
};

import { killDatabase } from './kill-database.ts';
import type { Proof } from './proof.ts';
import { snapshots } from './snapshots.ts';
import { tenancy } from './tenancy.ts';

/** Every proof by the name `npm run prove` knows it by. */
export const proofs: Readonly<Record<string, Proof>> = {
  'kill-database': killDatabase,
  snapshots,
  tenancy,
};

import type { Principal } from '../../../access/principal.ts';
import type { Transaction } from '../../../store/database.ts';
import type { AppContext } from '../../context.ts';

/** Who writes, in which transaction, on what. */
export interface Writer {
  tx: Transaction;
  principal: Principal;
  context: AppContext;
  /** The practice's FHIR address. */
  base: string;
}

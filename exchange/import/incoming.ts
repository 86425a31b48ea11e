import type { ConvertedRecord } from './contract.ts';

/** A record on its way in, and where it stood. */
export interface Incoming {
  source: string;
  record: ConvertedRecord;
  /** Every `Type/id` of the source, where references have yet to be checked against it. */
  known?: ReadonlySet<string>;
}

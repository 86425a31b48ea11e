import { ADMINISTRATIVE_INVARIANTS } from './administrative.ts';
import { BUNDLE_INVARIANTS } from './bundle.ts';
import { CLINICAL_INVARIANTS } from './clinical.ts';
import { DATA_TYPE_INVARIANTS } from './data-types.ts';
import type { Invariants } from './invariant.ts';

/** Every invariant the validator checks, by the type or path it belongs to. */
export const INVARIANTS: Invariants = {
  ...DATA_TYPE_INVARIANTS,
  ...BUNDLE_INVARIANTS,
  ...CLINICAL_INVARIANTS,
  ...ADMINISTRATIVE_INVARIANTS,
};

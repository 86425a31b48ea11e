import { code, sameCode } from '../reading/primitives.ts';

/** Codes of STU3 ProcedureRequest and ReferralRequest -> R4 ServiceRequest. */
export const requestStatus = code({
  draft: 'draft', active: 'active', suspended: 'on-hold', cancelled: 'revoked', completed: 'completed',
  'entered-in-error': 'entered-in-error', unknown: 'unknown',
});

export const requestIntent = sameCode(
  'proposal', 'plan', 'order', 'original-order', 'reflex-order', 'filler-order', 'instance-order', 'option',
);

export const requestPriority = sameCode('routine', 'urgent', 'asap', 'stat');

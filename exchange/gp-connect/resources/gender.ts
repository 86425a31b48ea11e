import { sameCode } from '../reading/primitives.ts';

/** Administrative gender, the same in STU3 and R4. */
export const gender = sameCode('male', 'female', 'other', 'unknown');

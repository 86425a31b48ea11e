import { textClaim } from './claims.ts';
import type { Identified } from './relying-party.ts';

/** Vectors of trust: how well somebody has been proved to be who they are, and by what they signed in. */
const P9 = ['P9.Cp.Cd', 'P9.Cp.Ck', 'P9.Cm'];
const P5 = ['P5.Cp.Cd', 'P5.Cp.Ck', 'P5.Cm'];

/** What is asked of NHS login. At first either level will do, so that whoever is at P5 can be told what to do next. */
export function nhsLoginParameters(level: 'any' | 'P9'): Record<string, string> {
  return { scope: 'openid profile', vtr: JSON.stringify(level === 'P9' ? P9 : [...P9, ...P5]) };
}

/** Who somebody is to NHS login. */
export interface NhsLoginUser {
  /** Proved with a photograph, in this sign-in: both the vector of trust and the level say P9. */
  proved: boolean;
  nhsNumber: string;
  birthDate: string;
  familyName: string;
}

/**
 * Reads what NHS login said. Below P9 the NHS number is one that NHS login has traced for whoever typed some details, and
 * no proof that they are that person: it is dropped here, so that nothing further on can show or use it.
 */
export function readNhsLoginUser({ claims, userinfo }: Identified): NhsLoginUser {
  const proved = vectorLevel(textClaim(claims, 'vot')) === 'P9' && textClaim(claims, 'identity_proofing_level') === 'P9';
  if (!proved) return { proved, nhsNumber: '', birthDate: '', familyName: '' };
  const one = (name: string): string => textClaim(claims, name) || textClaim(userinfo, name);
  return { proved, nhsNumber: one('nhs_number'), birthDate: one('birthdate'), familyName: one('family_name') };
}

/** `P9.Cp.Cd` → `P9`. */
function vectorLevel(vector: string): string {
  return vector.split('.').find((part) => /^P\d$/.test(part)) ?? '';
}

import type { Reader } from '../store/reader.ts';
import { AUDIENCE } from './audience.ts';
import { type Abilities, NOTHING, policyOf, type Role } from './roles.ts';

/** Who is asking, once it has been proved. */
export interface Principal {
  practice: string;
  account: string;
  username: string;
  name: string;
  role: Role;
  /** `Practitioner/…` or `Patient/…`; '' for a program. */
  reference: string;
  /** What ties the principal to the practice: their own, a sharing agreement with the organisation they work for, or nothing. */
  belongs: 'home' | 'shared' | 'stranger';
  /** The records they are confined to: a patient's own and those they act for, an app's launch patient. null: not confined. */
  own: readonly string[] | null;
  /** SMART v2 scopes of an access token; undefined for a person signed in, whose role alone decides. */
  scopes: readonly string[] | undefined;
  /** The registered app that acts for them, where one does. */
  app?: string;
  expires: Date;
}

/** What the principal may do here. Somebody from elsewhere reads, where there is an agreement, and nothing more. */
export function abilitiesOf({ role, belongs }: Principal): Abilities {
  if (belongs === 'home') return abilities(role);
  const { readClinical, findPatients } = policyOf(role);
  return belongs === 'shared' ? { ...NOTHING, readClinical, findPatients } : NOTHING;
}

function abilities(role: Role): Abilities {
  const { code: _code, audience: _audience, ...rest } = policyOf(role);
  return rest;
}

/** The reader the store is to serve. Somebody from elsewhere does not see sensitive entries. */
export function readerOf(principal: Principal): Reader {
  const { account, role, belongs, own, app } = principal;
  const { audience } = policyOf(role);
  const shown = belongs === 'stranger' ? 0 : belongs === 'shared' && audience === AUDIENCE.clinical ? AUDIENCE.limited : audience;
  return { account, role, audience: shown, own, ...(app === undefined ? {} : { app }) };
}

import { type Role, roleOfCode } from '../../access/roles.ts';
import { claim, textClaim } from './claims.ts';
import type { Identified } from './relying-party.ts';

/** What is asked of NHS CIS2: any authenticator of two factors, and the national roles. */
export const CIS2_PARAMETERS = {
  scope: 'openid profile nhsperson nationalrbacaccess associatedorgs selectedrole',
  acr_values: 'AAL2_OR_AAL3_ANY',
};

/** One of a person's roles at this practice. */
export interface Cis2Role {
  /** person_roleid: one job of one person. */
  id: string;
  role: Exclude<Role, 'system'>;
  /** As the national directory calls it. */
  name: string;
}

/** Who somebody is to NHS CIS2. */
export interface Cis2User {
  /** nhsid_useruid */
  user: string;
  /** The session at NHS CIS2, which a logout token names. */
  session: string;
  /** Authentication assurance level; below 2 nobody is let in. */
  assurance: number;
  /** The role they chose at NHS CIS2; '' where they did not. */
  selected: string;
  roles: Cis2Role[];
}

/** Reads what NHS CIS2 said, for one practice: of the national roles those that are held there and mean something here. */
export function readCis2User({ claims, userinfo }: Identified, ods: string): Cis2User {
  const roles = claim(userinfo, 'nhsid_nrbac_roles');
  return {
    user: textClaim(userinfo, 'nhsid_useruid'),
    session: textClaim(claims, 'sid'),
    assurance: Number(textClaim(claims, 'authentication_assurance_level')) || 0,
    selected: textClaim(claims, 'selected_roleid'),
    roles: (Array.isArray(roles) ? roles : []).flatMap((each: unknown) => {
      const role = textClaim(each, 'org_code') === ods ? roleOfCode(textClaim(each, 'role_code')) : undefined;
      const id = textClaim(each, 'person_roleid');
      return role === undefined || id === '' ? [] : [{ id, role, name: roleName(textClaim(each, 'role_name')) }];
    }),
  };
}

/** `"Clinical":"Clinical Provision":"Nurse Access Role"` → `Nurse Access Role`. */
function roleName(text: string): string {
  return (text.split('":"').at(-1) ?? text).replaceAll('"', '');
}

import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import { registerSimulator } from '../openid/simulator.ts';

/** A made-up holder of a smartcard. */
export interface SimulatedStaff {
  /** nhsid_useruid: twelve digits. */
  user: string;
  name: string;
  detail: string;
  /** Authentication assurance level: 3 for a smartcard, 1 for a password alone. */
  assurance: 1 | 2 | 3;
  roles: readonly { id: string; organisation: string; code: string; name: string }[];
}

interface Options {
  path: string;
  base: () => string;
  client: { id: string; publicKey: JWK };
  staff: readonly SimulatedStaff[];
}

/** Stands in for NHS CIS2: national roles in userinfo, assurance level in the ID token, back-channel logout. */
export function registerCis2Simulator(app: FastifyInstance, { path, base, client, staff }: Options): void {
  registerSimulator(app, {
    name: 'NHS CIS2', path, base,
    scopes: ['profile', 'nhsperson', 'nationalrbacaccess', 'associatedorgs', 'selectedrole'],
    claims: ['name', 'selected_roleid', 'authentication_assurance_level', 'id_assurance_level', 'nhsid_useruid', 'nhsid_nrbac_roles'],
    acrValues: ['AAL3_ANY', 'AAL2_OR_AAL3_ANY', 'AAL1_USERPASS'],
    client: { ...client, redirectPath: '/auth/cis2/callback', logoutPath: '/auth/cis2/logout' },
    people: async () => staff.map(({ user, name, detail, assurance, roles }) => {
      const [only] = roles;
      return {
        id: user, name, detail,
        idToken: () => ({ authentication_assurance_level: String(assurance), id_assurance_level: '3', ...(only !== undefined && roles.length === 1 ? { selected_roleid: only.id } : {}) }),
        userinfo: () => ({
          nhsid_useruid: user, name,
          nhsid_nrbac_roles: roles.map(({ id, organisation, code, name: role }) => ({
            org_code: organisation, person_orgid: `${id}0`, person_roleid: id, role_code: `S8000:G8000:${code}`, role_name: `"Primary Care":"General Practice":"${role}"`, activities: [], activity_codes: [],
          })),
        }),
      };
    }),
  });
}

import { AUDIENCE } from './audience.ts';
import type { Reader } from '../store/reader.ts';

export type Role = 'gp' | 'nurse' | 'receptionist' | 'manager' | 'patient' | 'system';

/** Who is asking, once it has been proved. */
export interface Principal {
  practice: string;
  account: string;
  username: string;
  name: string;
  role: Role;
  /** `Practitioner/…` or `Patient/…`; '' for a program. */
  reference: string;
  /** SMART v2 scopes of an access token; undefined for a person signed in, whose role alone decides. */
  scopes: readonly string[] | undefined;
  expires: Date;
}

/** What the role may do; it travels to the screens, which show only that. */
export interface Abilities {
  readClinical: boolean;
  writeClinical: boolean;
  findPatients: boolean;
}

const POLICY: Record<Role, Abilities & { audience: Reader['audience'] }> = {
  gp: { audience: AUDIENCE.clinical, readClinical: true, writeClinical: true, findPatients: true },
  nurse: { audience: AUDIENCE.clinical, readClinical: true, writeClinical: true, findPatients: true },
  receptionist: { audience: AUDIENCE.administrative, readClinical: false, writeClinical: false, findPatients: true },
  manager: { audience: AUDIENCE.administrative, readClinical: false, writeClinical: false, findPatients: true },
  patient: { audience: AUDIENCE.patient, readClinical: true, writeClinical: false, findPatients: false },
  system: { audience: AUDIENCE.clinical, readClinical: true, writeClinical: true, findPatients: true },
};

export function abilitiesOf({ role }: Principal): Abilities {
  const { readClinical, writeClinical, findPatients } = POLICY[role];
  return { readClinical, writeClinical, findPatients };
}

/** The reader the store is to serve: audience by role, and a patient confined to their own record. */
export function readerOf(principal: Principal): Reader {
  return {
    account: principal.account,
    role: principal.role,
    audience: POLICY[principal.role].audience,
    own: principal.role === 'patient' ? principal.reference.slice('Patient/'.length) : null,
  };
}

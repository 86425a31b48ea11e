import { AUDIENCE, type Audience } from './audience.ts';

/**
 * Roles of a practice's staff, each the national RBAC job role of the code beside it (National RBAC Database), and the
 * patient, and a program. What each may do is said here and nowhere else.
 */
export type Role =
  | 'gp' | 'nurse' | 'health-professional' | 'student' | 'medical-secretary' | 'manager' | 'receptionist' | 'clerical'
  | 'information-officer' | 'systems-support' | 'privacy-officer' | 'caldicott-guardian' | 'patient' | 'system';

/** What a role may do; it travels to the screens, which show only that. */
export interface Abilities {
  /** Reads clinical entries. */
  readClinical: boolean;
  /** Writes clinical entries. */
  writeClinical: boolean;
  /** Registers patients, books, keeps tasks and messages. */
  writeAdministrative: boolean;
  /** Keeps the practice's directory: staff, places, services. */
  writeDirectory: boolean;
  findPatients: boolean;
  /** Opens a guarded record by giving a reason, which the privacy officer is told of. */
  breakGlass: boolean;
  /** Guards records, keeps care teams, proxies and sharing. */
  manageAccess: boolean;
  /** Registers and withdraws apps, keeps accounts. */
  manageApps: boolean;
  /** Reads who has seen and done what, and answers the alerts. */
  readAudit: boolean;
}

interface Policy extends Abilities {
  /** National RBAC job role; undefined for those it does not know. */
  code: string | undefined;
  /** 0 sees no patient's data at all. */
  audience: Audience | 0;
}

export const NOTHING: Abilities = {
  readClinical: false, writeClinical: false, writeAdministrative: false, writeDirectory: false, findPatients: false,
  breakGlass: false, manageAccess: false, manageApps: false, readAudit: false,
};
const CLINICIAN = { ...NOTHING, audience: AUDIENCE.clinical, readClinical: true, writeClinical: true, writeAdministrative: true, writeDirectory: true, findPatients: true, breakGlass: true, readAudit: true };
const OFFICE = { ...NOTHING, audience: AUDIENCE.administrative, writeAdministrative: true, findPatients: true };

const POLICIES: Record<Role, Policy> = {
  gp: { code: 'R8000', ...CLINICIAN },
  nurse: { code: 'R8001', ...CLINICIAN },
  'health-professional': { code: 'R8003', ...CLINICIAN },
  student: { code: 'R8004', ...NOTHING, audience: AUDIENCE.limited, readClinical: true, findPatients: true },
  'medical-secretary': { code: 'R8006', ...OFFICE, audience: AUDIENCE.limited, readClinical: true },
  manager: { code: 'R8008', ...OFFICE, writeDirectory: true, manageAccess: true, manageApps: true, readAudit: true },
  receptionist: { code: 'R8009', ...OFFICE },
  clerical: { code: 'R8010', ...OFFICE },
  'information-officer': { code: 'R8012', ...NOTHING, audience: AUDIENCE.administrative, findPatients: true },
  'systems-support': { code: 'R8015', ...NOTHING, audience: 0, manageApps: true },
  'privacy-officer': { code: 'R0001', ...NOTHING, audience: AUDIENCE.administrative, findPatients: true, manageAccess: true, readAudit: true },
  'caldicott-guardian': { code: 'R5105', ...NOTHING, audience: AUDIENCE.clinical, readClinical: true, findPatients: true, breakGlass: true, manageAccess: true, readAudit: true },
  patient: { code: undefined, ...NOTHING, audience: AUDIENCE.patient, readClinical: true },
  system: { code: undefined, ...NOTHING, audience: AUDIENCE.clinical, readClinical: true, writeClinical: true, writeAdministrative: true, writeDirectory: true, findPatients: true },
};

export function policyOf(role: Role): Policy {
  return POLICIES[role];
}

/** Every role a person can have here. */
export const ROLES = Object.keys(POLICIES).filter((role): role is Exclude<Role, 'system'> => role !== 'system');

/** The role for a national RBAC job role such as `S8000:G8000:R8000` or `R8000`; undefined where a practice has no use for it. */
export function roleOfCode(code: string): Exclude<Role, 'system'> | undefined {
  const job = code.split(':').at(-1);
  return ROLES.find((role) => POLICIES[role].code === job);
}

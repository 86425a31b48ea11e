import type { Role } from '../access/roles.ts';

const WORDS: Readonly<Record<Role, string>> = {
  gp: 'GP', nurse: 'Nurse', 'health-professional': 'Health professional', student: 'Student', 'medical-secretary': 'Medical secretary',
  manager: 'Practice manager', receptionist: 'Receptionist', clerical: 'Administrator', 'information-officer': 'Information officer',
  'systems-support': 'Systems support', 'privacy-officer': 'Privacy officer', 'caldicott-guardian': 'Caldicott guardian',
  patient: 'Patient', system: 'Computer system',
};

/** A role as people say it; what an audit row of an earlier time calls it, where it is no role any more. */
export function roleWords(role: string): string {
  return Object.hasOwn(WORDS, role) ? WORDS[role as Role] : role;
}

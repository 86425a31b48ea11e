import type { Role } from '../../../../platform/access/roles.ts';

/** Each role as people say it. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  'gp': 'GP',
  'nurse': 'Nurse',
  'health-professional': 'Health professional',
  'student': 'Student',
  'medical-secretary': 'Medical secretary',
  'manager': 'Practice manager',
  'receptionist': 'Receptionist',
  'clerical': 'Clerical staff',
  'information-officer': 'Information officer',
  'systems-support': 'Systems support',
  'privacy-officer': 'Privacy officer',
  'caldicott-guardian': 'Caldicott guardian',
  'patient': 'Patient',
  'system': 'Program',
};

/** The axes of the authorisation matrix, in plain words: nothing here or in oracle.ts comes from the policy code it is to test. */

export const STAFF_ROLES = [
  'gp', 'nurse', 'health-professional', 'student', 'medical-secretary', 'manager', 'receptionist', 'clerical',
  'information-officer', 'systems-support', 'privacy-officer', 'caldicott-guardian',
] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** What ties staff to the record: nothing but their work here; a grant in force or ended; another organisation's agreement, in force, ended or none. */
export const LINKS = ['home', 'care-team', 'break-glass', 'ended-grant', 'shared', 'ended-sharing', 'stranger'] as const;
export type Link = (typeof LINKS)[number];

export const STANDINGS = ['registered', 'past'] as const;
export const SENSITIVITIES = ['normal', 's-flag', 'high-profile', 'sealed', 'deceased'] as const;

/** A patient of the fixture world. */
export interface Target {
  id: string;
  /** A name by which nobody else is found. */
  family: string;
  standing: (typeof STANDINGS)[number];
  sensitivity: (typeof SENSITIVITIES)[number];
}

export const TARGETS: readonly Target[] = STANDINGS.flatMap((standing, i) =>
  SENSITIVITIES.map((sensitivity, j) => ({ id: `${standing}-${sensitivity}`, family: `Quell${'abcdefghij'.charAt(i * 5 + j).repeat(3)}ord`, standing, sensitivity })));

/** What can be learnt of a patient, each kind with a word of its own in the record: see `canary`. */
export const KINDS = {
  name: 'Patient',
  contact: 'Patient',
  'contact-before': 'Patient', // in a version before the one that stands
  related: 'RelatedPerson',
  booking: 'Appointment',
  'restricted-booking': 'Appointment',
  normal: 'Observation',
  'normal-before': 'Observation',
  nopat: 'Observation',
  'nopat-before': 'Observation', // in a version from before it was withheld
  restricted: 'Observation',
  'very-restricted': 'Observation',
  encounter: 'Encounter', // labelled restricted; `normal` refers to it
  flag: 'Flag',
} as const;
export type Kind = keyof typeof KINDS;
export const ALL_KINDS = Object.keys(KINDS).filter((kind): kind is Kind => kind in KINDS);

/** The word that stands in the record where the kind of thing is: it may appear in an answer to those alone who may see it. */
export function canary(target: string, kind: Kind): string {
  return `cnry_${target}_${kind}_`;
}

/** Who asks, as far as the oracle is to know. */
export interface Asker {
  key: string;
  /** A person in a browser, a program, an app acting for a person, or nobody whose session counts here. */
  kind: 'person' | 'program' | 'app' | 'nobody';
  role: StaffRole | 'patient' | 'system' | 'none';
  link: Link;
  /** Records they are confined to by being a patient, or an app launched for one; null: not confined. */
  own: readonly string[] | null;
  scopes: readonly string[] | null;
  /** The account they act under; '' for nobody. */
  account: string;
}

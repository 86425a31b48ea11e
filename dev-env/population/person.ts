import type { Address, HumanName } from '@medplum/fhirtypes';

export type Gender = 'female' | 'male' | 'other';

/** A member of a household, before they have registered anywhere. */
export interface Member {
  gender: Gender;
  birthDay: number;
  given: string;
  family: string;
  /** NHS Data Dictionary marital status code. */
  maritalStatus: string;
}

/** Somebody registered with the practice, before anything clinical is known of them. */
export interface Person {
  index: number;
  gender: Gender;
  birthDay: number;
  deathDay?: number;
  /** All the names, the official one first. */
  names: HumanName[];
  address: Address;
  /** NHS ethnic category code. */
  ethnicity: string;
  /** Preferred language code; `en` for most. */
  language: string;
  interpreter: boolean;
  maritalStatus: string;
  /** Next of kin, where they gave one. */
  kin?: { name: HumanName; relationship: string; telephone: string };
  telephone?: string;
  mobile?: string;
  email?: string;
  /** The day from which the practice's record holds consultations. */
  registeredDay: number;
  /** Long-term conditions set by hand, with the age at onset; absent where chance chooses them. */
  history?: readonly (readonly [condition: string, onsetAge: number])[];
  /** A very large record, of the kind every practice has a few of. */
  heavy: boolean;
  /** A safeguarding entry stands in the record. */
  safeguarding: boolean;
}

import type { Patient } from '@medplum/fhirtypes';
import type { StoredResource } from '../../platform/fhir/resource.ts';

/**
 * What became of one entry of the source.
 * - `stored`: it is a resource of its own (`target`).
 * - `merged`: what it says stands inside another resource (`target`), and `reason` says why.
 * - `rejected`: it was not taken; `reason` says why. Never silent.
 */
export type Outcome = 'stored' | 'merged' | 'rejected';

/** The fate of one source entry. Exactly one exists for every entry of the source, in source order. */
export interface SourceEntry {
  /** Where in the source: `entry[12]` of a bundle, `line 40` of NDJSON. */
  place: string;
  /** Resource type as the source names it (STU3 `ProcedureRequest`, say). */
  type: string;
  /** The id the source gives it, or '' where it gives none. */
  id: string;
  outcome: Outcome;
  /** `Type/id` of the R4 resource that now carries it; absent when rejected. */
  target?: string;
  /** Why it was merged or rejected; or a warning on something stored. No patient details. */
  reason?: string;
}

/** One patient's record as FHIR R4, ready for the store, and the fate of every entry it came from. */
export interface ConvertedRecord {
  patient: Patient & { id: string };
  /** Resources of the patient's compartment, the Patient itself not among them. */
  resources: StoredResource[];
  /** Resources that belong to the practice: Practitioner, PractitionerRole, Organization, Location. */
  directory: StoredResource[];
  entries: SourceEntry[];
}

/** A source that cannot be taken at all. `place` is a path into it. Carries no patient details. */
export class SourceError extends Error {
  readonly place: string;
  constructor(place: string, message: string) {
    super(`${place}: ${message}`);
    this.name = 'SourceError';
    this.place = place;
  }
}

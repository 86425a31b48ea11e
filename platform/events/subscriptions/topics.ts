export type ChangeKind = 'create' | 'update' | 'delete';

/** A SubscriptionTopic: what can be subscribed to. Topics are told apart by canonical URL alone, as the R4 backport has it. */
export interface Topic {
  url: string;
  title: string;
  /** The one type it is about; undefined for any. */
  type: string | undefined;
  changes: readonly ChangeKind[];
  /** The event is about the record as a whole: its focus is the Patient, whatever was written in it. */
  wholeRecord: boolean;
}

const ALL: readonly ChangeKind[] = ['create', 'update', 'delete'];

export const TOPICS: readonly Topic[] = [
  { url: 'urn:jenner:subscription-topic:resource-change', title: 'A resource was created, updated or deleted', type: undefined, changes: ALL, wholeRecord: false },
  { url: 'urn:jenner:subscription-topic:record-change', title: 'Something in a patient’s record changed', type: 'Patient', changes: ['update'], wholeRecord: true },
  { url: 'urn:jenner:subscription-topic:patient-registration', title: 'A patient was registered', type: 'Patient', changes: ['create'], wholeRecord: false },
];

/** What classic R4 criteria (`Observation?code=…`) stand for: FHIR R4 knows no deletions there. */
export const CLASSIC: Topic = { url: '', title: 'FHIR R4 criteria', type: undefined, changes: ['create', 'update'], wholeRecord: false };

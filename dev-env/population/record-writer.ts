import type { CodeableConcept, Coding, Encounter, Meta, Patient, Practitioner, Reference } from '@medplum/fhirtypes';
import { CONFIDENTIALITY, ACT_CODE } from '../../platform/fhir/labels.ts';
import type { StoredResource } from '../../platform/fhir/resource.ts';
import { dateText, momentText } from './calendar.ts';
import { MEASURE } from './codes.ts';
import { coded, deepFreeze, words } from './concept.ts';
import { entryId, patientPrefix } from './ids.ts';
import type { Practice } from './practice.ts';

export type Contact = 'surgery' | 'telephone' | 'video' | 'home';

const CONTACT: Readonly<Record<Contact, { type: CodeableConcept[]; class: Coding }>> = deepFreeze({
  surgery: { type: [words('Face to face consultation')], class: { system: ACT_CODE, code: 'AMB', display: 'ambulatory' } },
  telephone: { type: [words('Telephone consultation')], class: { system: ACT_CODE, code: 'VR', display: 'virtual' } },
  video: { type: [words('Video consultation')], class: { system: ACT_CODE, code: 'VR', display: 'virtual' } },
  home: { type: [words('Home visit')], class: { system: ACT_CODE, code: 'HH', display: 'home health' } },
});

const PERFORMER = [coded('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'PPRF', 'primary performer')];

/** Restricted, and not to be shown to the patient or those close to them. */
export const SENSITIVE: Meta = deepFreeze({
  security: [
    { system: CONFIDENTIALITY, code: 'R', display: 'restricted' },
    { system: ACT_CODE, code: 'NOPAT', display: 'no disclosure to patient, family or caregivers without attending provider\'s authorization' },
  ],
});

/**
 * One record under construction: hands out ids in order and holds the consultation that entries are written in.
 * Entries of a record share their references; a reader must not change one in place.
 */
export class RecordWriter {
  readonly resources: StoredResource[] = [];
  readonly practice: Practice;
  readonly subject: Reference<Patient>;
  readonly patientId: string;
  day = 0;
  date = '';
  moment = '';
  encounter: Reference<Encounter> = {};
  clinician: Reference<Practitioner> = {};
  performers: Reference<Practitioner>[] = [];
  private readonly prefix: string;
  private sequence = 0;

  constructor(practice: Practice, index: number) {
    this.practice = practice;
    this.prefix = patientPrefix(index);
    this.patientId = entryId(this.prefix, 0);
    this.subject = { reference: `Patient/${this.patientId}` };
  }

  nextId(): string {
    return entryId(this.prefix, ++this.sequence);
  }

  /** Opens a consultation; what is written next belongs to it. `clinician` is a place in the staff list. */
  open(day: number, minute: number, contact: Contact, clinician: number, reason?: CodeableConcept): void {
    const id = this.nextId();
    this.day = day;
    this.date = dateText(day);
    this.moment = momentText(day, minute);
    this.clinician = this.practice.practitioners[clinician] ?? {};
    this.performers = [this.clinician];
    this.encounter = { reference: `Encounter/${id}` };
    const encounter: Encounter & { id: string } = {
      resourceType: 'Encounter',
      id,
      status: 'finished',
      class: CONTACT[contact].class,
      type: CONTACT[contact].type,
      subject: this.subject,
      participant: [{ type: PERFORMER, individual: this.clinician }],
      period: { start: this.moment, end: momentText(day, minute + 10) },
      location: [{ location: this.practice.location }],
      serviceProvider: this.practice.organization,
    };
    if (reason) encounter.reasonCode = [reason];
    this.resources.push(encounter);
  }

  /** Free text in the consultation, as the clinician typed it. */
  note(text: string, meta?: Meta): void {
    this.resources.push({
      resourceType: 'Observation',
      id: this.nextId(),
      ...(meta === undefined ? {} : { meta }),
      status: 'final',
      code: MEASURE.note,
      subject: this.subject,
      encounter: this.encounter,
      effectiveDateTime: this.moment,
      issued: this.moment,
      performer: this.performers,
      valueString: text,
    });
  }
}

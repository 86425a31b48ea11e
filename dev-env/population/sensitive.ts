import type { Condition } from '@medplum/fhirtypes';
import { coded, words } from './concept.ts';
import type { Random } from './random.ts';
import { SENSITIVE } from './record-writer.ts';
import type { RecordWriter } from './record-writer.ts';

const ACTIVE = coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active', 'Active');
const CONFIRMED = coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed', 'Confirmed');
const CATEGORY = [coded('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item', 'Problem List Item')];

const SAFEGUARDING = { code: words('Safeguarding concern'), note: 'MASH info shared by HV, third party info, do not disclose. Discussed at practice safeguarding mtg, SW aware. See alone if poss.' };
const ADULT = [
  { code: words('Domestic abuse disclosed'), note: 'Disclosed alone today. Safe contact number noted, no messages. IDVA referral accepted. DASH done.' },
  { code: words('Sexual health screening'), note: 'Asked for full STI screen, new partner, does not want letters home. Swabs + bloods sent, text results only.' },
  { code: words('Termination of pregnancy'), note: 'Referred self to BPAS, did not want partner told. Post procedure check ok. Mood ok.' },
] as const;

/** A safeguarding entry about a child, hidden from the family. */
export function recordSafeguarding(writer: RecordWriter): void {
  write(writer, SAFEGUARDING);
}

/** An adult's entry that must go no further. The last of the table is for women of childbearing age. */
export function recordSensitive(writer: RecordWriter, random: Random, childbearing: boolean): void {
  write(writer, random.pick(childbearing ? ADULT : ADULT.slice(0, -1)));
}

/** What somebody else told the practice in confidence: withheld from the patient. */
export function recordConfidence(writer: RecordWriter): void {
  writer.note('T/c from husband in confidence: worried about her memory + low mood since redundancy. Does not want her to know he rang. To explore at next review.', SENSITIVE);
}

function write(writer: RecordWriter, entry: { code: Condition['code'] & object; note: string }): void {
  writer.resources.push({
    resourceType: 'Condition',
    id: writer.nextId(),
    meta: SENSITIVE,
    clinicalStatus: ACTIVE,
    verificationStatus: CONFIRMED,
    category: CATEGORY,
    code: entry.code,
    subject: writer.subject,
    encounter: writer.encounter,
    onsetDateTime: writer.date,
    recordedDate: writer.moment,
    recorder: writer.clinician,
  });
  writer.note(entry.note, SENSITIVE);
}

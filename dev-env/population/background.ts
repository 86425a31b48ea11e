import type { AllergyIntolerance, CodeableConcept } from '@medplum/fhirtypes';
import { dateText } from './calendar.ts';
import { ALLERGY, FINDING, MEDICINE, RELATIVE } from './codes.ts';
import { coded, deepFreeze, words } from './concept.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import type { RecordWriter } from './record-writer.ts';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
const ACTIVE = coded(CLINICAL, 'active', 'Active');
const RESOLVED = coded(CLINICAL, 'resolved', 'Resolved');
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';
const CONFIRMED = coded(VERIFICATION, 'confirmed', 'Confirmed');
const UNCONFIRMED = coded(VERIFICATION, 'unconfirmed', 'Unconfirmed');

type Category = 'medication' | 'food' | 'environment';
const PENICILLINS = [MEDICINE.amoxicillin500, MEDICINE.amoxicillinLiquid, MEDICINE.phenoxymethylpenicillin, MEDICINE.flucloxacillin];
const KNOWN: readonly { code: CodeableConcept; category: Category[]; reactions: readonly string[]; never?: readonly CodeableConcept[] }[] = [
  { code: ALLERGY.penicillin, category: ['medication'], reactions: ['Widespread rash', 'Facial swelling', 'Anaphylaxis'], never: PENICILLINS },
  { code: ALLERGY.penicillin, category: ['medication'], reactions: ['Rash in childhood', 'Vomiting'], never: PENICILLINS },
  { code: ALLERGY.peanuts, category: ['food'], reactions: ['Lip swelling and wheeze', 'Anaphylaxis'] },
  { code: ALLERGY.eggs, category: ['food'], reactions: ['Urticaria'] },
  { code: ALLERGY.aspirin, category: ['medication'], reactions: ['Wheeze', 'Indigestion'], never: [MEDICINE.aspirin75, MEDICINE.naproxen] },
  { code: ALLERGY.erythromycin, category: ['medication'], reactions: ['Severe nausea'] },
  { code: ALLERGY.trimethoprim, category: ['medication'], reactions: ['Rash'] },
  { code: ALLERGY.simvastatin, category: ['medication'], reactions: ['Muscle pain'], never: [MEDICINE.atorvastatin20] },
  { code: ALLERGY.latex, category: ['environment'], reactions: ['Contact rash'] },
];
const REACTIONS = new Map<string, CodeableConcept>();
for (const known of KNOWN) for (const reaction of known.reactions) REACTIONS.set(reaction, words(reaction));
const ENDED = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AllergyIntoleranceEnd';

/** What they react to, or that nothing is known; for a few, nobody ever asked. Answers the medicines they must not be given. */
export function recordAllergies(writer: RecordWriter, random: Random, life: Life): readonly CodeableConcept[] {
  const reacts = life.person.index === 0 || random.chance(0.2);
  if (!reacts) {
    if (random.chance(0.92)) writer.resources.push(allergy(writer, ALLERGY.none, UNCONFIRMED));
    return [];
  }
  const never: CodeableConcept[] = [];
  const count = life.person.index !== 0 && random.chance(0.2) ? 2 : 1;
  for (let i = 0; i < count; i++) {
    const known = i === 0 && life.person.index === 0 ? KNOWN[0] : random.pick(KNOWN);
    if (!known) continue;
    if (known.never) never.push(...known.never);
    const resource = allergy(writer, known.code, CONFIRMED);
    resource.category = known.category;
    if (known.category[0] !== 'medication') resource.type = 'allergy';
    const reaction = random.pick(known.reactions);
    resource.criticality = reaction === 'Anaphylaxis' ? 'high' : 'low';
    resource.reaction = [{ manifestation: [REACTIONS.get(reaction) ?? words(reaction)], severity: reaction === 'Anaphylaxis' ? 'severe' : 'moderate' }];
    resource.onsetDateTime = dateText(Math.max(life.from, writer.day - random.between(0, 7000))).slice(0, random.chance(0.6) ? 4 : 7);
    if (random.chance(0.12) && life.person.index !== 0) {
      const ended = { url: ENDED, extension: [{ url: 'endDate', valueDateTime: writer.date }, { url: 'reasonEnded', valueString: 'De-labelled after testing' }] };
      resource.clinicalStatus = { ...RESOLVED, extension: [ended] };
    }
    writer.resources.push(resource);
  }
  return never;
}

function allergy(writer: RecordWriter, code: CodeableConcept, verificationStatus: CodeableConcept): AllergyIntolerance & { id: string } {
  return { resourceType: 'AllergyIntolerance', id: writer.nextId(), clinicalStatus: ACTIVE, verificationStatus, code, patient: writer.subject, encounter: writer.encounter, recordedDate: writer.moment, recorder: writer.clinician };
}

const YEARS = deepFreeze({ unit: 'years', system: 'http://unitsofmeasure.org', code: 'a' });
const INHERITED = [FINDING.type2Diabetes, FINDING.ischaemicHeart, FINDING.hypertension, FINDING.breastCancer, FINDING.stroke, FINDING.asthma] as const;

/** A parent's or sibling's illness, as told at registration. */
export function recordFamilyHistory(writer: RecordWriter, random: Random): void {
  const relationship = random.pick([RELATIVE.father, RELATIVE.mother, RELATIVE.mother, RELATIVE.sister, RELATIVE.brother]);
  const condition = random.pick(INHERITED);
  writer.resources.push({
    resourceType: 'FamilyMemberHistory',
    id: writer.nextId(),
    status: 'partial',
    patient: writer.subject,
    date: writer.date,
    relationship,
    condition: [{ code: condition, onsetAge: { value: random.between(38, 75), ...YEARS } }],
  });
}

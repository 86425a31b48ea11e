import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relativeReference } from '../../platform/fhir/resource.ts';
import { readEntries } from './bundle/entries.ts';
import type { RawEntry } from './bundle/entries.ts';
import { convertStructuredRecord } from './migrate-structured-record.ts';
import { EXAMPLES, example } from './testing/examples.ts';
import { leavesOf, missing } from './testing/leaves.ts';
import type { Leaf } from './testing/leaves.ts';

/**
 * Nothing is lost: every primitive value of every source resource stands, as often as in the source, in the R4 resource
 * that its entry became. The tables below are the only liberties taken. They are written out here, not taken from the
 * code under test.
 */

const FHIR_UK = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-';
const NHS = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-';
const HL7_UK = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-';

/** Same thing, new name. */
const RENAMED = new Map<Leaf['value'], Leaf['value']>([
  ['http://hl7.org/fhir/list-order', 'http://terminology.hl7.org/CodeSystem/list-order'],
  ['http://hl7.org/fhir/observation-category', 'http://terminology.hl7.org/CodeSystem/observation-category'],
  ['http://hl7.org/fhir/v2/0074', 'http://terminology.hl7.org/CodeSystem/v2-0074'],
  ['http://hl7.org/fhir/v2/0078', 'http://terminology.hl7.org/CodeSystem/v2-0078'],
  ['http://hl7.org/fhir/v2/0443', 'http://terminology.hl7.org/CodeSystem/v2-0443'],
  ['http://hl7.org/fhir/v3/NullFlavor', 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'],
  ['http://hl7.org/fhir/v3/ParticipationType', 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'],
  ['https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1', 'http://terminology.hl7.org/CodeSystem/condition-category'],
  ['https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-HumanLanguage-1', 'https://fhir.hl7.org.uk/CodeSystem/UKCore-HumanLanguage'],
  ['https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-LanguageAbilityMode-1', 'https://fhir.hl7.org.uk/CodeSystem/UKCore-LanguageAbilityMode'],
  ['https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-ListEmptyReasonCode-1', 'https://fhir.hl7.org.uk/CodeSystem/UKCore-ListEmptyReasonCode'],
  ['https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1', 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland'],
  ['https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-PrescribingAgency-1', 'https://fhir.hl7.org.uk/CodeSystem/UKCore-MedicationPrescribingAgency'],
  ['https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-PrescriptionType-1', 'https://fhir.hl7.org.uk/CodeSystem/UKCore-PrescriptionType'],
  ['https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1', 'https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName'],
  [`${HL7_UK}ActualProblem-1`, `${FHIR_UK}ActualProblem`],
  [`${HL7_UK}ProblemSignificance-1`, `${FHIR_UK}ProblemSignificance`],
  [`${HL7_UK}RelatedClinicalContent-1`, `${FHIR_UK}RelatedClinicalContent`],
  [`${HL7_UK}RelatedProblemHeader-1`, `${FHIR_UK}RelatedProblemHeader`],
  [`${HL7_UK}VaccinationProcedure-1`, `${FHIR_UK}VaccinationProcedure`],
  [`${NHS}ClinicalSetting-1`, `${FHIR_UK}ClinicalSetting`],
  [`${NHS}ListWarningCode-1`, `${FHIR_UK}ListWarningCode`],
  [`${NHS}MainLocation-1`, `${FHIR_UK}MainLocation`],
  [`${NHS}MedicationRepeatInformation-1`, `${FHIR_UK}MedicationRepeatInformation`],
  [`${NHS}MedicationStatementLastIssueDate-1`, `${FHIR_UK}MedicationStatementLastIssueDate`],
  [`${NHS}NHSCommunication-1`, `${FHIR_UK}NHSCommunication`],
  [`${NHS}NHSNumberVerificationStatus-1`, `${FHIR_UK}NHSNumberVerificationStatus`],
  [`${NHS}PrescribingAgency-1`, `${FHIR_UK}MedicationPrescribingAgency`],
  [`${NHS}PrescriptionType-1`, `${FHIR_UK}PrescriptionType`],
  ['descriptionId', 'http://hl7.org/fhir/StructureDefinition/coding-sctdescid'],
  ['descriptionDisplay', `${FHIR_UK}CodingSCTDescDisplay`],
  ['numberOfRepeatPrescriptionsIssued', 'numberOfPrescriptionsIssued'],
]);

/** Wrappers whose content has an element of its own in R4, so that their name is no longer needed. */
const UNWRAPPED = new Set<Leaf['value']>([
  'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-coding-sctdescid',
  `${HL7_UK}DateRecorded-1`,
  'http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter',
  'statusReason',
]);

/** Values that R4 says by structure, or that are no part of the record. */
function isLeftOut(type: string, { path, value }: Leaf): boolean {
  if (path === 'meta.profile' || path === 'meta.versionId' || value === '') return true;
  if (path.endsWith('url') && UNWRAPPED.has(value)) return true;
  if (type === 'Observation' && path === 'related.type') return value === 'has-member' || value === 'derived-from';
  if (type === 'Immunization' && path === 'notGiven') return value === false;
  return type === 'Patient' && path === 'identifier.value' && value === '1234567890';
}

function expected({ type, resource }: RawEntry): Leaf[] {
  return leavesOf(resource).filter((leaf) => !isLeftOut(type, leaf)).map(({ path, value }) => ({ path, value: translated(path, value) }));
}

function translated(path: string, value: Leaf['value']): Leaf['value'] {
  if (path === 'resourceType' || path.endsWith('.reference')) {
    return typeof value === 'string' ? value.replace(/^(?:ProcedureRequest|ReferralRequest)(?=\/|$)/, 'ServiceRequest') : value;
  }
  return path.endsWith('system') || path.endsWith('url') ? (RENAMED.get(value) ?? value) : value;
}

for (const name of EXAMPLES) {
  test(`every value of ${name} stands in the R4 resource it became`, () => {
    const source = readEntries(example(name));
    const { patient, resources, directory, entries } = convertStructuredRecord(example(name));
    const stored = new Map([patient, ...resources, ...directory].map((each) => [relativeReference(each), leavesOf(each)]));
    const medications = new Map(source.filter((each) => each.type === 'Medication').map((each) => [`Medication/${each.id}`, each]));
    let compared = 0;
    for (const [i, raw] of source.entries()) {
      if (raw.type === 'Medication') continue;
      const present = stored.get(entries[i]?.target ?? '');
      assert.ok(present, `${raw.place} is stored`);
      // A medication stands within each resource that refers to it, in place of the reference.
      const wanted = expected(raw).flatMap((leaf) => {
        if (leaf.path !== 'medicationReference.reference') return [leaf];
        const medication = medications.get(String(leaf.value));
        assert.ok(medication, `${raw.place} refers to a Medication of the bundle`);
        return expected(medication).filter((each) => each.path !== 'resourceType' && each.path !== 'id');
      });
      assert.deepEqual(missing(wanted, present), [], `${raw.place} ${raw.type}`);
      compared += wanted.length;
    }
    assert.ok(compared > 1000, `${compared} values were compared`);
  });

  test(`what R4 has no element for in ${name} is known, and so are the extensions that keep an STU3 name`, () => {
    const { patient, resources, directory } = convertStructuredRecord(example(name));
    const urls = [patient, ...resources, ...directory].flatMap((each) => leavesOf(each)).filter((leaf) => leaf.path.endsWith('extension.url'));
    const old = new Set(urls.map((leaf) => String(leaf.value)).filter((url) => /STU3|\/fhir\/3\.0\//.test(url)));
    const known = new Set([
      'http://hl7.org/fhir/3.0/StructureDefinition/extension-MedicationStatement.taken',
      `${NHS}MedicationStatusReason-1`,
      `${NHS}RegistrationDetails-1`,
    ]);
    assert.deepEqual([...old].filter((url) => !known.has(url)), []);
  });
}

test('the comparison notices a value that is lost, and one that stands too seldom', () => {
  const source = leavesOf({ a: 'x', b: ['x', 1], c: { d: true } });
  assert.deepEqual(missing(source, leavesOf({ z: ['x', 'x', 1, true] })), []);
  assert.deepEqual(missing(source, leavesOf({ z: ['x', 1, true] })), [{ path: 'b', value: 'x' }]);
  assert.deepEqual(missing(source, leavesOf({ z: ['x', 'x', 1] })), [{ path: 'c.d', value: true }]);
});

import type { CodeableConcept, DiagnosticReport, Observation, ObservationReferenceRange, Organization, Reference } from '@medplum/fhirtypes';
import { momentText } from './calendar.ts';
import { SPECIMEN_BLOOD } from './codes.ts';
import { coded, deepFreeze, UCUM } from './concept.ts';
import type { Life } from './life.ts';
import { HIGH, LOW } from './measurements.ts';
import { PANEL } from './panels.ts';
import type { LaboratoryTest, PanelKey } from './panels.ts';
import type { Random } from './random.ts';
import type { RecordWriter } from './record-writer.ts';
import { resultOn } from './results.ts';

const REPORT_CATEGORY: CodeableConcept[] = [coded('http://terminology.hl7.org/CodeSystem/v2-0074', 'LAB', 'Laboratory')];
const RESULT_CATEGORY: CodeableConcept[] = [coded('http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory', 'Laboratory')];
/** Reference ranges, a woman's and a man's, made once for every test. */
const RANGES = new Map<LaboratoryTest, readonly [ObservationReferenceRange[], ObservationReferenceRange[]]>();
for (const panel of Object.values(PANEL)) for (const test of panel.tests) RANGES.set(test, [rangeOf(test, 0), rangeOf(test, 1)]);

/** Blood taken in this consultation: one specimen, and a report with its results for each panel. They come back in the days after. */
export function recordBloods(writer: RecordWriter, random: Random, life: Life, panels: readonly PanelKey[], lastDay: number): void {
  const specimenId = writer.nextId();
  const laboratory: Reference<Organization>[] = [writer.practice.laboratory];
  const issued = momentText(Math.min(writer.day + random.between(1, 3), lastDay), random.between(1010, 1190));
  const specimen = { reference: `Specimen/${specimenId}` };
  writer.resources.push({ resourceType: 'Specimen', id: specimenId, status: 'available', type: SPECIMEN_BLOOD, subject: writer.subject, receivedTime: issued, collection: { collector: writer.clinician, collectedDateTime: writer.moment } });
  for (const key of panels) {
    const { report, tests } = PANEL[key];
    const result: Reference<Observation>[] = [];
    let abnormal = 0;
    const first = writer.resources.length;
    for (const test of tests) {
      const observation = toResult(writer, test, round(resultOn(random, life, writer.day, test.key), test.decimals), life.person.gender === 'male' ? 1 : 0);
      observation.issued = issued;
      observation.performer = laboratory;
      observation.specimen = specimen;
      if (observation.interpretation) abnormal++;
      result.push({ reference: `Observation/${observation.id}` });
      writer.resources.push(observation);
    }
    const diagnosticReport: DiagnosticReport & { id: string } = {
      resourceType: 'DiagnosticReport',
      id: writer.nextId(),
      status: 'final',
      category: REPORT_CATEGORY,
      code: report,
      subject: writer.subject,
      encounter: writer.encounter,
      effectiveDateTime: writer.moment,
      issued,
      performer: laboratory,
      specimen: [specimen],
      result,
      conclusion: abnormal === 0 ? 'Normal, no action' : abnormal === 1 ? 'Abnormal but expected' : 'Make non-urgent appointment to discuss',
    };
    // The report stands before its results, as a reader expects.
    writer.resources.splice(first, 0, diagnosticReport);
  }
}

function toResult(writer: RecordWriter, test: LaboratoryTest, value: number, sex: 0 | 1): Observation & { id: string } {
  const observation: Observation & { id: string } = {
    resourceType: 'Observation',
    id: writer.nextId(),
    status: 'final',
    category: RESULT_CATEGORY,
    code: test.code,
    subject: writer.subject,
    encounter: writer.encounter,
    effectiveDateTime: writer.moment,
    valueQuantity: { value, unit: test.unit, system: UCUM, code: test.ucum },
  };
  const range = RANGES.get(test)?.[sex];
  if (range) observation.referenceRange = range;
  if (test.high && value > test.high[sex]) observation.interpretation = HIGH;
  else if (test.low && value < test.low[sex]) observation.interpretation = LOW;
  return observation;
}

function rangeOf(test: LaboratoryTest, sex: 0 | 1): ObservationReferenceRange[] {
  const { unit, ucum: code } = test;
  const range: ObservationReferenceRange = {};
  if (test.low) range.low = { value: test.low[sex], unit, system: UCUM, code };
  if (test.high) range.high = { value: test.high[sex], unit, system: UCUM, code };
  return deepFreeze([range]);
}

export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

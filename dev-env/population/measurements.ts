import type { CodeableConcept, Observation, ObservationComponent, ObservationReferenceRange, Quantity } from '@medplum/fhirtypes';
import { MEASURE } from './codes.ts';
import { coded, deepFreeze, UCUM } from './concept.ts';
import type { RecordWriter } from './record-writer.ts';

const category = (code: string, display: string): CodeableConcept[] => [coded('http://terminology.hl7.org/CodeSystem/observation-category', code, display)];
const VITAL_SIGNS = category('vital-signs', 'Vital Signs');
const SOCIAL_HISTORY = category('social-history', 'Social History');
const INTERPRETATION = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
export const HIGH: CodeableConcept[] = [coded(INTERPRETATION, 'H', 'High')];
export const LOW: CodeableConcept[] = [coded(INTERPRETATION, 'L', 'Low')];

const UNIT = deepFreeze({
  pressure: { unit: 'mmHg', code: 'mm[Hg]' },
  weight: { unit: 'kg', code: 'kg' },
  height: { unit: 'cm', code: 'cm' },
  bodyMassIndex: { unit: 'kg/m2', code: 'kg/m2' },
  pulse: { unit: 'beats/min', code: '/min' },
  temperature: { unit: 'degrees C', code: 'Cel' },
  peakFlow: { unit: 'L/min', code: 'L/min' },
  units: { unit: 'units/week', code: '{units}/wk' },
});
type Unit = keyof typeof UNIT;

/** A pressure at home or surgery above this is raised (NICE NG136). */
const RAISED_SYSTOLIC = 140;
const SYSTOLIC_RANGE: ObservationReferenceRange[] = [deepFreeze({ low: pressure(90), high: pressure(139) })];
const DIASTOLIC_RANGE: ObservationReferenceRange[] = [deepFreeze({ low: pressure(60), high: pressure(89) })];

/** Blood pressure: one panel with both pressures as components. */
export function recordBloodPressure(writer: RecordWriter, systolic: number, diastolic: number): void {
  const upper: ObservationComponent = { code: MEASURE.systolic, valueQuantity: pressure(systolic), referenceRange: SYSTOLIC_RANGE };
  const lower: ObservationComponent = { code: MEASURE.diastolic, valueQuantity: pressure(diastolic), referenceRange: DIASTOLIC_RANGE };
  const observation = vitalSign(writer, MEASURE.bloodPressure);
  if (systolic >= RAISED_SYSTOLIC) observation.interpretation = upper.interpretation = HIGH;
  else if (systolic < 90) observation.interpretation = upper.interpretation = LOW;
  observation.component = [upper, lower];
  writer.resources.push(observation);
}

/** One measured figure: weight, height, pulse, temperature and the like. */
export function recordMeasure(writer: RecordWriter, code: CodeableConcept, value: number, unit: Unit): void {
  const observation = vitalSign(writer, code);
  observation.valueQuantity = quantity(value, unit);
  writer.resources.push(observation);
}

/** A fact about how somebody lives; the code says it all, or a figure goes with it. */
export function recordSocial(writer: RecordWriter, code: CodeableConcept, value?: number): void {
  const observation = vitalSign(writer, code);
  observation.category = SOCIAL_HISTORY;
  if (value !== undefined) observation.valueQuantity = quantity(value, 'units');
  writer.resources.push(observation);
}

function vitalSign(writer: RecordWriter, code: CodeableConcept): Observation & { id: string } {
  return {
    resourceType: 'Observation',
    id: writer.nextId(),
    status: 'final',
    category: VITAL_SIGNS,
    code,
    subject: writer.subject,
    encounter: writer.encounter,
    effectiveDateTime: writer.moment,
    issued: writer.moment,
    performer: writer.performers,
  };
}

function pressure(value: number): Quantity {
  return quantity(value, 'pressure');
}

function quantity(value: number, kind: Unit): Quantity {
  const { unit, code } = UNIT[kind];
  return { value, unit, system: UCUM, code };
}

import type { Observation, ObservationComponent } from '@medplum/fhirtypes';
import { isCommentNote, recordedText } from './concept.ts';
import { plainQuantity, plainUnit, withUnit } from './quantities.ts';
import { plainDate } from './when.ts';

const SYSTOLIC = new Set(['72313002', '271649006', '8480-6']);
const DIASTOLIC = new Set(['1091811000000102', '271650006', '8462-4']);

/** What was measured, as a patient reads it: "41 g/L", "120/90 mmHg", "Negative"; undefined where there is no value, or it is only free text. */
export function observedValue(observation: Observation): string | undefined {
  if (isCommentNote(observation.code)) return undefined;
  return bloodPressure(observation) ?? single(observation) ?? components(observation);
}

function single(value: Observation | ObservationComponent): string | undefined {
  if (value.valueQuantity !== undefined) return plainQuantity(value.valueQuantity);
  if (value.valueString !== undefined) return value.valueString;
  if (value.valueCodeableConcept !== undefined) return recordedText(value.valueCodeableConcept);
  if (value.valueBoolean !== undefined) return value.valueBoolean ? 'Yes' : 'No';
  if (value.valueInteger !== undefined) return withUnit(value.valueInteger, undefined);
  if (value.valueDateTime !== undefined) return plainDate(value.valueDateTime);
  if (value.valueRange !== undefined) return range(value.valueRange.low?.value, value.valueRange.high?.value, value.valueRange.high?.unit);
  if (value.valueRatio !== undefined) return `${single({ code: {}, ...quantityOf(value.valueRatio.numerator) }) ?? ''}:${single({ code: {}, ...quantityOf(value.valueRatio.denominator) }) ?? ''}`;
  return undefined;
}

function quantityOf(quantity: ObservationComponent['valueQuantity']): Pick<ObservationComponent, 'valueQuantity'> {
  return quantity === undefined ? {} : { valueQuantity: quantity };
}

function range(low: number | undefined, high: number | undefined, unit: string | undefined): string | undefined {
  if (low === undefined || high === undefined) return undefined;
  return `${withUnit(low, undefined)} to ${withUnit(high, unit)}`;
}

/** Both pressures on one line, the way a patient is told them. */
function bloodPressure({ component }: Observation): string | undefined {
  const systolic = component?.find((part) => isCoded(part, SYSTOLIC, /systolic/i))?.valueQuantity;
  const diastolic = component?.find((part) => isCoded(part, DIASTOLIC, /diastolic/i))?.valueQuantity;
  if (systolic?.value === undefined || diastolic?.value === undefined) return undefined;
  return `${systolic.value}/${diastolic.value} ${plainUnit(systolic.unit) || 'mmHg'}`;
}

function isCoded({ code }: ObservationComponent, codes: ReadonlySet<string>, words: RegExp): boolean {
  return code.coding?.some((coding) => codes.has(coding.code ?? '') || words.test(coding.display ?? '')) ?? false;
}

function components({ component }: Observation): string | undefined {
  const values = (component ?? []).flatMap((part) => {
    const value = single(part);
    return value === undefined ? [] : [`${recordedText(part.code) ?? 'Part'}: ${value}`];
  });
  return values.length === 0 ? undefined : values.join(', ');
}

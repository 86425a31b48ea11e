import type { Observation, ObservationComponent, ObservationReferenceRange, Quantity } from '@medplum/fhirtypes';
import { termOf } from './coding.ts';

/** UCUM codes whose usual sign is something else. */
const SIGNS: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg', 'Cel': '°C', 'kg/m2': 'kg/m²', 'umol/L': 'µmol/L', '10*9/L': '10⁹/L', '10*12/L': '10¹²/L', 'ug/L': 'µg/L', '{score}': '',
};

/** `138 mmHg`, `< 5 mg/L`: the number as recorded, never rounded or padded. */
export function formatQuantity(quantity: Quantity | undefined): string | undefined {
  if (quantity?.value === undefined) return quantity?.unit;
  const unit = unitOf(quantity);
  const number = `${quantity.comparator ? `${quantity.comparator} ` : ''}${formatNumber(quantity.value)}`;
  return unit === '' ? number : `${number}${unit === '%' ? '' : ' '}${unit}`;
}

export function unitOf(quantity: Quantity | undefined): string {
  const code = quantity?.code ?? quantity?.unit ?? '';
  return SIGNS[code] ?? (isWordy(quantity?.unit) ? code : quantity?.unit ?? code);
}

/** UK Core fixes unit names such as `kilogram`; a reader wants `kg`. */
function isWordy(unit: string | undefined): boolean {
  return unit !== undefined && /^(kilogram|centimeter|percent|per minute|liter per minute|degree Celsius|millimeter of mercury|kilogram per)/.test(unit);
}

/** Comma from 1,000 on (MEDi); all digits as recorded. */
export function formatNumber(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
}

type Valued = Pick<Observation, 'valueQuantity' | 'valueString' | 'valueCodeableConcept' | 'valueBoolean' | 'valueInteger'
  | 'valueDateTime' | 'valueRange' | 'valueRatio' | 'valuePeriod' | 'valueTime' | 'dataAbsentReason'>;

function plainValue(from: Valued | ObservationComponent): string | undefined {
  if (from.valueQuantity) return formatQuantity(from.valueQuantity);
  if (from.valueString !== undefined) return from.valueString;
  if (from.valueCodeableConcept) return termOf(from.valueCodeableConcept);
  if (from.valueBoolean !== undefined) return from.valueBoolean ? 'Yes' : 'No';
  if (from.valueInteger !== undefined) return formatNumber(from.valueInteger);
  if (from.valueRange) return `${formatQuantity(from.valueRange.low) ?? ''} to ${formatQuantity(from.valueRange.high) ?? ''}`;
  if (from.valueRatio) return `${formatQuantity(from.valueRatio.numerator) ?? ''} : ${formatQuantity(from.valueRatio.denominator) ?? ''}`;
  if (from.valueTime !== undefined) return from.valueTime;
  if (from.valueDateTime !== undefined) return from.valueDateTime;
  if (from.valuePeriod) return `${from.valuePeriod.start ?? ''} to ${from.valuePeriod.end ?? ''}`;
  return from.dataAbsentReason ? `No value: ${termOf(from.dataAbsentReason) ?? 'reason not recorded'}` : undefined;
}

const SYSTOLIC = new Set(['72313002', '271649006', '8480-6']);
const DIASTOLIC = new Set(['1091811000000102', '271650006', '8462-4']);

export interface Pressure {
  systolic: number;
  diastolic: number;
}

/** The pair of a blood pressure that was recorded as one. */
export function pressureOf(observation: Observation): Pressure | undefined {
  const part = (codes: ReadonlySet<string>) =>
    observation.component?.find((component) => component.code.coding?.some((coding) => codes.has(coding.code ?? '')))?.valueQuantity?.value;
  const systolic = part(SYSTOLIC);
  const diastolic = part(DIASTOLIC);
  return systolic === undefined || diastolic === undefined ? undefined : { systolic, diastolic };
}

/** All an observation says as a value, components included. */
export function observationValue(observation: Observation): string | undefined {
  const pressure = pressureOf(observation);
  if (pressure) return `${pressure.systolic}/${pressure.diastolic} mmHg`;
  const parts = [plainValue(observation)];
  for (const component of observation.component ?? []) parts.push(`${termOf(component.code) ?? 'Part'} ${plainValue(component) ?? ''}`.trim());
  return parts.filter((part) => part !== undefined && part !== '').join(', ') || undefined;
}

/** `35 to 50 g/L`, `up to 40`, or the words of the laboratory. */
export function formatRange(range: ObservationReferenceRange | undefined): string | undefined {
  if (!range) return undefined;
  const { low, high } = range;
  if (low?.value !== undefined && high?.value !== undefined) return `${formatNumber(low.value)} to ${formatQuantity(high) ?? ''}`;
  if (high?.value !== undefined) return `up to ${formatQuantity(high) ?? ''}`;
  if (low?.value !== undefined) return `from ${formatQuantity(low) ?? ''}`;
  return range.text;
}

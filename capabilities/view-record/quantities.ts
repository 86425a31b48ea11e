import type { Quantity } from '@medplum/fhirtypes';

/** Units that patients misread or that only a machine should see, in the NHS manual's words. */
const UNITS: Readonly<Record<string, string>> = {
  'umol/l': 'micromol/L',
  'ug/l': 'micrograms/L',
  'mcg/l': 'micrograms/L',
  'ug/ml': 'micrograms/mL',
  'mm[hg]': 'mmHg',
  'kg/m2': 'kg/m²',
  '10*9/l': '× 10⁹/L',
  '10*12/l': '× 10¹²/L',
  '10*12 cells/l': '× 10¹² cells/L',
  '10*9 cells/l': '× 10⁹ cells/L',
  'iu/l 37c': 'IU/L',
  'iu/l': 'IU/L',
  'mu/l': 'mU/L',
  'cel': '°C',
  'degrees c': '°C',
  'beats/min': 'beats a minute',
  'units/week': 'units a week',
  '/min': 'per minute',
  '1': '',
  '{ratio}': '',
};

/** Things that are counted, and so take a plural. */
const COUNTED = /^(tablet|capsule|dose|sachet|ampoule|vial|lozenge|device|inhaler|bottle|pack|strip|unit|gram|suppositor(?=y)|pessar(?=y)|day|week|month|spray|application|puff|cartridge|syringe|drop|plaster)(y?)$/i;
const COMPARATORS: Readonly<Record<string, string>> = { '<': 'less than ', '<=': 'no more than ', '>': 'more than ', '>=': 'at least ' };

/** The unit as a patient reads it. */
export function plainUnit(unit: string | undefined): string {
  if (unit === undefined) return '';
  return UNITS[unit.trim().toLowerCase()] ?? unit.trim();
}

/** 12500 → "12,500"; the decimals stay as they were recorded. */
function plainNumber(value: number): string {
  const [whole = '', decimals] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** "41 g/L", "more than 200 mg/L", "28 tablets". */
export function plainQuantity(quantity: Quantity): string {
  if (quantity.value === undefined) return plainUnit(quantity.unit);
  const comparator = COMPARATORS[quantity.comparator ?? ''] ?? '';
  return comparator + withUnit(quantity.value, quantity.unit ?? quantity.code);
}

/** A number and its unit: percent close up, the rest after a space, counted things in the plural. */
export function withUnit(value: number, unit: string | undefined): string {
  const number = plainNumber(value);
  const words = value === 1 ? plainUnit(unit) : plainUnit(unit).replace(COUNTED, (_, stem: string, y: string) => (y === '' ? `${stem}s` : `${stem}ies`));
  if (words === '') return number;
  return words === '%' ? `${number}%` : `${number} ${words}`;
}

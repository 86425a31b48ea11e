import type { Measurement, MeasurementKey } from './measurements.ts';

/** A number in the unit the measurement is stored in, and what followed it. `converted` says what was turned into what, to confirm. */
export type Converted = { value: number; after: string; converted?: string } | { refused: string };

/** What people write after the number, per measurement. A word that is no unit here is left for the comment. */
const UNITS: Readonly<Partial<Record<MeasurementKey, RegExp>>> = {
  'height': /^\s*(cms?\b|mm?\b|ft\b|feet\b|foot\b|in\b|inch(?:es)?\b|'|’|"|”)/i,
  'weight': /^\s*(kgs?\b|g\b|lbs?\b|oz\b)/i,
  'temperature': /^\s*°?\s?([cf])\b/i,
  'oxygen-saturation': /^\s*(%)/,
  'pulse': /^\s*(bpm\b|\/\s?min\b)/i,
  'respiratory-rate': /^\s*(\/\s?min\b)/i,
  'peak-flow': /^\s*(l\/min\b)/i,
  'body-mass-index': /^\s*(kg\/m2\b|kg\/m²)/i,
};

/**
 * Brings a typed number to the unit the measurement is stored in.
 * A number without a unit is taken as being in that unit, except where people commonly mean another one: then it is refused.
 */
export function convertUnit(measurement: Measurement, typed: number, rest: string): Converted {
  const match = UNITS[measurement.key]?.exec(rest);
  const after = match ? rest.slice(match[0].length) : rest;
  const unit = match?.[1]?.toLowerCase();
  switch (measurement.key) {
    case 'height': return height(typed, unit, after);
    case 'weight': return weight(typed, unit, after);
    case 'temperature': return temperature(typed, unit, after);
    default: return { value: typed, after };
  }
}

function height(typed: number, unit: string | undefined, after: string): Converted {
  if (unit === 'm') return { value: round(typed * 100, 1), after };
  if (unit !== undefined && !unit.startsWith('cm')) return { refused: 'Write the height in cm (178) or m (1.78 m).' };
  if (unit === undefined && typed < 3) return { refused: `${typed} could be metres: write ${typed} m, or the height in cm.` };
  return { value: typed, after };
}

function weight(typed: number, unit: string | undefined, after: string): Converted {
  if (unit === undefined || unit.startsWith('kg')) return { value: typed, after };
  if (unit === 'g') {
    const kg = round(typed / 1000, 3);
    return { value: kg, after, converted: `${typed} g is ${kg} kg.` };
  }
  return { refused: 'Write the weight in kg, or as stones and pounds: 12 st 4 lb.' };
}

function temperature(typed: number, unit: string | undefined, after: string): Converted {
  if (unit === 'f') {
    const celsius = round((typed - 32) / 1.8, 1);
    return { value: celsius, after, converted: `${typed} °F is ${celsius} °C.` };
  }
  if (unit === undefined && typed >= 86 && typed <= 115) return { refused: `${typed} °C is not possible. If it is Fahrenheit write ${typed} F.` };
  return { value: typed, after };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

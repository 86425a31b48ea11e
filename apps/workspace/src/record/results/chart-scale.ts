import { momentOf } from '../model/by-date.ts';
import type { Reading } from '../model/results.ts';

/** One reading as it is drawn: at a moment, one value or a pair. */
export interface ChartPoint {
  reading: Reading;
  moment: number;
  low: number;
  high: number;
}

export interface ChartScale {
  points: readonly ChartPoint[];
  unit: string;
  from: number;
  to: number;
  min: number;
  max: number;
  ticks: readonly number[];
  /** The range that the latest reading came with. */
  range?: { low?: number; high?: number; shown: string };
  /** True when values lie outside the usual scale of this test, so that it had to be stretched. */
  rescaled: boolean;
  /** Readings left out: another unit, no number or no date, or too old to be drawn. */
  leftOut: number;
}

const MOST = 200;
/** Scales a clinician expects, by unit: the same picture for every patient (GTAB: clinical, not fit to data). */
const USUAL: Readonly<Record<string, readonly [number, number]>> = {
  'mmHg': [40, 200], 'mmol/mol': [20, 120], 'kg/m²': [15, 50], '%': [80, 100], '°C': [34, 42],
};

/** Works out what to draw of a test's readings (newest first). Undefined where fewer than two can be drawn. */
export function chartScale(readings: readonly Reading[]): ChartScale | undefined {
  const unit = readings[0]?.unit ?? '';
  const points = readings.flatMap((reading): ChartPoint[] => {
    const moment = momentOf(reading.entry.date);
    const [low, high] = reading.pressure ? [reading.pressure.diastolic, reading.pressure.systolic] : [reading.number, reading.number];
    return reading.unit === unit && low !== undefined && high !== undefined && moment !== -Infinity ? [{ reading, moment, low, high }] : [];
  }).slice(0, MOST).toReversed();
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return undefined;
  const range = readings.find((reading) => reading.range && reading.unit === unit)?.range;
  const bounds = [...points.flatMap((point) => [point.low, point.high]), range?.low, range?.high].filter((value) => value !== undefined);
  const [dataMin, dataMax] = [Math.min(...bounds), Math.max(...bounds)];
  const usual = USUAL[unit];
  const rescaled = usual !== undefined && (dataMin < usual[0] || dataMax > usual[1]);
  const step = niceStep((usual ? Math.max(usual[1], dataMax) - Math.min(usual[0], dataMin) : dataMax - dataMin || Math.abs(dataMax) || 1) / 4);
  const min = Math.floor((usual ? Math.min(usual[0], dataMin) : dataMin) / step) * step;
  const top = Math.ceil((usual ? Math.max(usual[1], dataMax) : dataMax) / step) * step;
  const max = top === min ? min + step : top;
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks = Array.from({ length: Math.round((max - min) / step) + 1 }, (_, index) => Number((min + index * step).toFixed(digits)));
  return {
    points, unit, min, max, ticks, rescaled, leftOut: readings.length - points.length,
    from: first.moment, to: last.moment === first.moment ? first.moment + 86_400_000 : last.moment,
    ...(range ? { range } : {}),
  };
}

/** Tenths, fifths, halves or wholes of a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
}

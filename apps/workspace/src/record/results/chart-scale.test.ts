import assert from 'node:assert/strict';
import test from 'node:test';
import { chartScale } from './chart-scale.ts';
import { observation, recordOf } from '../model/testing-records.ts';
import { resultsOf } from '../model/results.ts';

function readings(...values: [date: string, value: number, unit?: string][]) {
  const observations = values.map(([date, value, unit = 'g/L'], index) => observation(`${index}`, { effectiveDateTime: date, valueQuantity: { value, unit } }));
  return resultsOf(recordOf(...observations))[0]?.readings ?? [];
}

test('GTAB: all points lie within the scale, oldest left, ticks evenly spaced', () => {
  const scale = chartScale(readings(['2020', 38], ['2021', 41.5], ['2019', 35]));
  assert.ok(scale);
  assert.deepEqual(scale.points.map((point) => point.high), [35, 38, 41.5]);
  assert.ok(scale.min <= 35 && scale.max >= 41.5);
  const steps = scale.ticks.slice(1).map((tick, index) => Number((tick - (scale.ticks[index] ?? 0)).toFixed(6)));
  assert.equal(new Set(steps).size, 1);
});

test('GTAB: units are never mixed in one series; what is left out is counted', () => {
  const scale = chartScale(readings(['2019', 3.5, 'g/dL'], ['2020', 38], ['2021', 40]));
  assert.equal(scale?.points.length, 2);
  assert.equal(scale?.leftOut, 1);
});

test('GTAB: the usual scale of a unit is kept, and stretching it is said', () => {
  const usual = chartScale(readings(['2019', 96, '%'], ['2020', 98, '%']));
  assert.deepEqual([usual?.min, usual?.max, usual?.rescaled], [80, 100, false]);
  const stretched = chartScale(readings(['2019', 71, '%'], ['2020', 98, '%']));
  assert.ok(stretched && stretched.min <= 71 && stretched.rescaled);
});

test('one reading is no trend', () => {
  assert.equal(chartScale(readings(['2019', 40])), undefined);
});

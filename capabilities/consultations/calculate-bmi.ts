import { BODY_MASS_INDEX } from './measurements.ts';
import type { MeasuredEntry } from './parse-entry.ts';
import { judge } from './plausibility.ts';
import type { DerivedFrom, MeasuredInRecord, NoteContext, NoteLine } from './note.ts';

type Source = { value: number; from: DerivedFrom; said: string };

/**
 * Body mass index from the weight and height of the same note, else from the latest of the record.
 * A child's height is never taken from the record: children grow.
 */
export function calculateBmi(
  lines: readonly NoteLine[], context: NoteContext,
): { entry: MeasuredEntry; derivedFrom: readonly DerivedFrom[] } | { refused: string } {
  const child = context.ageYears === undefined || context.ageYears < 18;
  const weight = inNote(lines, 'weight') ?? inRecord(context.lastWeight, 'kg');
  const height = inNote(lines, 'height') ?? (child ? undefined : inRecord(context.lastHeight, 'cm'));
  if (!weight) return { refused: 'No weight to calculate from: add a line such as wt 82.5.' };
  if (!height) return { refused: 'No height to calculate from: add a line such as ht 178.' };
  const value = Number((weight.value / (height.value / 100) ** 2).toFixed(1));
  const verdict = judge(BODY_MASS_INDEX, value, context.ageYears);
  if (verdict.verdict === 'impossible') return { refused: verdict.reason };
  return {
    entry: {
      kind: 'measured', measurement: BODY_MASS_INDEX, values: [{ what: BODY_MASS_INDEX, value }],
      note: `Calculated from weight ${weight.said} and height ${height.said}`,
      ...(verdict.verdict === 'confirm' ? { confirm: verdict.reason } : {}),
    },
    derivedFrom: [weight.from, height.from],
  };
}

function inNote(lines: readonly NoteLine[], key: 'weight' | 'height'): Source | undefined {
  const index = lines.findLastIndex((line) => line.kind === 'measured' && line.entry.measurement.key === key);
  const line = lines[index];
  const value = line?.kind === 'measured' ? line.entry.values[0] : undefined;
  return value && { value: value.value, from: { line: index }, said: `${value.value} ${value.what.symbol}` };
}

function inRecord(measured: MeasuredInRecord | undefined, symbol: string): Source | undefined {
  return measured && {
    value: measured.value, from: { reference: measured.reference }, said: `${measured.value} ${symbol} (${measured.when})`,
  };
}

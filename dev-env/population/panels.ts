import type { CodeableConcept } from '@medplum/fhirtypes';
import { REPORT, TEST } from './codes.ts';

export type TestKey = keyof typeof TEST;

/** One figure a laboratory reports. Ranges are those of an adult; some are a woman's and a man's. */
export interface LaboratoryTest {
  key: TestKey;
  code: CodeableConcept;
  unit: string;
  ucum: string;
  decimals: number;
  low?: readonly [woman: number, man: number];
  high?: readonly [woman: number, man: number];
}

const test = (key: TestKey, unit: string, ucum: string, decimals: number, low?: readonly [number, number], high?: readonly [number, number]): LaboratoryTest => ({
  key, code: TEST[key], unit, ucum, decimals, ...(low ? { low } : {}), ...(high ? { high } : {}),
});
const both = (value: number): readonly [number, number] => [value, value];

interface Panel {
  report: CodeableConcept;
  tests: readonly LaboratoryTest[];
}

/** What a request form offers, with reference ranges such as English laboratories print. */
export const PANEL = {
  bloodCount: {
    report: REPORT.bloodCount,
    tests: [
      test('haemoglobin', 'g/L', 'g/L', 0, [115, 130], [165, 180]), test('whiteCells', '10*9/L', '10*9/L', 1, both(3.6), both(11)), test('platelets', '10*9/L', '10*9/L', 0, both(140), both(400)),
      test('redCells', '10*12/L', '10*12/L', 2, [3.8, 4.5], [5.8, 6.5]), test('meanCellVolume', 'fL', 'fL', 0, both(80), both(100)), test('neutrophils', '10*9/L', '10*9/L', 1, both(1.8), both(7.5)), test('lymphocytes', '10*9/L', '10*9/L', 1, both(1), both(4)),
    ],
  },
  kidney: {
    report: REPORT.kidney,
    tests: [test('sodium', 'mmol/L', 'mmol/L', 0, both(133), both(146)), test('potassium', 'mmol/L', 'mmol/L', 1, both(3.5), both(5.3)), test('urea', 'mmol/L', 'mmol/L', 1, both(2.5), both(7.8)), test('creatinine', 'umol/L', 'umol/L', 0, [45, 59], [84, 104]), test('filtration', 'mL/min/1.73m2', 'mL/min/{1.73_m2}', 0, both(60))],
  },
  liver: {
    report: REPORT.liver,
    tests: [test('alanineTransaminase', 'U/L', 'U/L', 0, undefined, [35, 50]), test('alkalinePhosphatase', 'U/L', 'U/L', 0, both(30), both(130)), test('bilirubin', 'umol/L', 'umol/L', 0, undefined, both(21)), test('albumin', 'g/L', 'g/L', 0, both(35), both(50))],
  },
  lipids: {
    report: REPORT.lipids,
    tests: [test('cholesterol', 'mmol/L', 'mmol/L', 1, undefined, both(5)), test('highDensity', 'mmol/L', 'mmol/L', 1, [1.2, 1]), test('lowDensity', 'mmol/L', 'mmol/L', 1, undefined, both(3)), test('triglycerides', 'mmol/L', 'mmol/L', 1, undefined, both(1.7))],
  },
  glycaemia: { report: REPORT.glycaemia, tests: [test('hba1c', 'mmol/mol', 'mmol/mol', 0, undefined, both(41))] },
  thyroid: { report: REPORT.thyroid, tests: [test('thyrotropin', 'mU/L', 'm[IU]/L', 2, both(0.27), both(4.2))] },
} as const satisfies Readonly<Record<string, Panel>>;
export type PanelKey = keyof typeof PANEL;

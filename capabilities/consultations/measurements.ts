/**
 * The measurements a clinician may type as a word and a number, with the codes and units they are stored under.
 * Codes: UK Core vital signs (SNOMED CT beside the LOINC code of R4's vital-signs profiles).
 * `unit` is the unit's name as UK Core fixes it; `symbol` is what a reader sees.
 * Limits stop slips of the finger and of the unit (a height of 6.2 "cm"): a value outside `possible` cannot be
 * measured on anybody; one outside the range for the patient's age has to be confirmed.
 */

export type MeasurementKey =
  | 'blood-pressure' | 'weight' | 'height' | 'body-mass-index' | 'pulse'
  | 'temperature' | 'oxygen-saturation' | 'respiratory-rate' | 'peak-flow';

export type Limits = readonly [low: number, high: number];

/** What one number is: its codes, its unit and what is believable. */
export interface Quantified {
  label: string;
  snomed: { code: string; display: string };
  loinc: { code: string; display: string };
  ucum: string;
  unit: string;
  symbol: string;
  possible: Limits;
  adult: Limits;
  child: Limits;
}

export interface Measurement extends Quantified {
  key: MeasurementKey;
  /** Words that announce it, lower case, longest first. */
  words: readonly string[];
  vitalSign: boolean;
}

const MMHG = { ucum: 'mm[Hg]', unit: 'millimeter of mercury', symbol: 'mmHg' };
const PER_MINUTE = { ucum: '/min', unit: 'per minute', symbol: '/min' };

export const SYSTOLIC: Quantified = {
  label: 'Systolic blood pressure',
  snomed: { code: '72313002', display: 'Systolic arterial pressure' },
  loinc: { code: '8480-6', display: 'Systolic blood pressure' },
  ...MMHG, possible: [20, 350], adult: [70, 250], child: [45, 200],
};

export const DIASTOLIC: Quantified = {
  label: 'Diastolic blood pressure',
  snomed: { code: '1091811000000102', display: 'Diastolic arterial pressure' },
  loinc: { code: '8462-4', display: 'Diastolic blood pressure' },
  ...MMHG, possible: [5, 250], adult: [30, 150], child: [20, 130],
};

export const BODY_MASS_INDEX: Measurement = {
  key: 'body-mass-index', words: ['bmi'], label: 'Body mass index', vitalSign: true,
  snomed: { code: '60621009', display: 'Body mass index' },
  loinc: { code: '39156-5', display: 'Body mass index (BMI) [Ratio]' },
  ucum: 'kg/m2', unit: 'kilogram per square meter', symbol: 'kg/m²', possible: [5, 250], adult: [13, 60], child: [8, 45],
};

export const MEASUREMENTS: readonly Measurement[] = [
  {
    key: 'blood-pressure', words: ['blood pressure', 'bp'], label: 'Blood pressure', vitalSign: true,
    snomed: { code: '75367002', display: 'Blood pressure' },
    loinc: { code: '85354-9', display: 'Blood pressure panel with all children optional' },
    ...MMHG, possible: SYSTOLIC.possible, adult: SYSTOLIC.adult, child: SYSTOLIC.child,
  },
  {
    key: 'weight', words: ['weight', 'wt'], label: 'Weight', vitalSign: true,
    snomed: { code: '27113001', display: 'Body weight' },
    loinc: { code: '29463-7', display: 'Body weight' },
    ucum: 'kg', unit: 'kilogram', symbol: 'kg', possible: [0.2, 650], adult: [30, 250], child: [0.4, 150],
  },
  {
    key: 'height', words: ['height', 'ht'], label: 'Height', vitalSign: true,
    snomed: { code: '1153637007', display: 'Body height' },
    loinc: { code: '8302-2', display: 'Body height' },
    ucum: 'cm', unit: 'centimeter', symbol: 'cm', possible: [1, 280], adult: [120, 220], child: [25, 200],
  },
  BODY_MASS_INDEX,
  {
    key: 'pulse', words: ['heart rate', 'pulse', 'hr'], label: 'Pulse rate', vitalSign: true,
    snomed: { code: '78564009', display: 'Pulse rate' },
    loinc: { code: '8867-4', display: 'Heart rate' },
    ...PER_MINUTE, possible: [1, 400], adult: [30, 220], child: [40, 250],
  },
  {
    key: 'temperature', words: ['temperature', 'temp'], label: 'Temperature', vitalSign: true,
    snomed: { code: '386725007', display: 'Body temperature' },
    loinc: { code: '8310-5', display: 'Body temperature' },
    ucum: 'Cel', unit: 'degree Celsius', symbol: '°C', possible: [13, 47], adult: [34, 42], child: [34, 42],
  },
  {
    key: 'oxygen-saturation', words: ['oxygen saturation', 'o2 sats', 'spo2', 'sats'], label: 'Oxygen saturation', vitalSign: true,
    snomed: { code: '431314004', display: 'Peripheral oxygen saturation' },
    loinc: { code: '2708-6', display: 'Oxygen saturation in Arterial blood' },
    ucum: '%', unit: 'percent', symbol: '%', possible: [1, 100], adult: [70, 100], child: [70, 100],
  },
  {
    key: 'respiratory-rate', words: ['respiratory rate', 'resp rate', 'resps', 'rr'], label: 'Respiratory rate', vitalSign: true,
    snomed: { code: '86290005', display: 'Respiratory rate' },
    loinc: { code: '9279-1', display: 'Respiratory rate' },
    ...PER_MINUTE, possible: [1, 150], adult: [6, 60], child: [8, 90],
  },
  {
    key: 'peak-flow', words: ['peak flow', 'pefr', 'pef', 'pf'], label: 'Peak expiratory flow rate', vitalSign: false,
    snomed: { code: '18491006', display: 'Peak expiratory flow rate' },
    loinc: { code: '33452-4', display: 'Maximum expiratory gas flow Respiratory system airway' },
    ucum: 'L/min', unit: 'liter per minute', symbol: 'L/min', possible: [10, 1000], adult: [60, 850], child: [30, 700],
  },
];

import type { CodeableConcept } from '@medplum/fhirtypes';
import { FINDING, MEDICINE } from './codes.ts';

/** A repeat medicine: what the label says, and how much lasts how long. */
export interface Treatment {
  medicine: CodeableConcept;
  dose: string;
  quantity: number;
  unit: string;
  days: number;
  /** How many of those with the condition take it. */
  share: number;
  /** Condition in which it is not given. */
  notWith?: string;
}

/** Nobody takes two of a row at once. */
const ALTERNATIVES: readonly (readonly CodeableConcept[])[] = [
  [MEDICINE.atorvastatin20, MEDICINE.rosuvastatin20],
  [MEDICINE.ramipril10, MEDICINE.lisinopril10],
  [MEDICINE.amlodipine5, MEDICINE.amlodipine10],
  [MEDICINE.sertraline, MEDICINE.citalopram10, MEDICINE.fluoxetine20],
  [MEDICINE.aspirin75, MEDICINE.clopidogrel75, MEDICINE.apixaban],
  [MEDICINE.bisoprolol, MEDICINE.propranolol10],
  [MEDICINE.paracetamol500, MEDICINE.coCodamol],
];
const ROWS = new Map<CodeableConcept, readonly CodeableConcept[]>();
for (const row of ALTERNATIVES) for (const medicine of row) ROWS.set(medicine, row);

/** The medicines that may not be added to this one, itself among them. */
export function alternativesTo(medicine: CodeableConcept): readonly CodeableConcept[] {
  return ROWS.get(medicine) ?? [medicine];
}

interface LongTermCondition {
  concept: CodeableConcept;
  /** Share of people who have it, by age: under 18, 18–39, 40–54, 55–64, 65–74, 75–84, 85 and over. */
  female: readonly number[];
  male: readonly number[];
  /** What makes it likelier, and how many times. Conditions earlier in the table only. */
  likelier?: Readonly<Record<string, number>>;
  /** The youngest age at which it starts. */
  from: number;
  major: boolean;
  /** How often it has ended, leaving an inactive problem. */
  ends?: number;
  /** Called in every year for a check. */
  recalled: boolean;
  treatments: readonly Treatment[];
}

const daily = (medicine: CodeableConcept, share: number, unit = 'tablet', dose = 'one to be taken each day'): Treatment => ({ medicine, dose, quantity: 28, unit, days: 28, share });
const course = (medicine: CodeableConcept, share: number, quantity: number, unit: string, days: number, dose: string): Treatment => ({ medicine, dose, quantity, unit, days, share });
const same = (rates: readonly number[]): { female: readonly number[]; male: readonly number[] } => ({ female: rates, male: rates });

/** About the shares that England's quality register and health survey publish, rounded. */
export const LONG_TERM: Readonly<Record<string, LongTermCondition>> = {
  obesity: { concept: FINDING.obesity, ...same([0.01, 0.07, 0.13, 0.15, 0.14, 0.1, 0.04]), from: 10, major: false, ends: 0.1, recalled: false, treatments: [] },
  type2Diabetes: {
    concept: FINDING.type2Diabetes, female: [0, 0.004, 0.03, 0.08, 0.12, 0.14, 0.12], male: [0, 0.006, 0.045, 0.11, 0.16, 0.17, 0.14], likelier: { obesity: 2, southAsian: 1.8 }, from: 25, major: true, recalled: true,
    treatments: [
      course(MEDICINE.metformin500, 0.8, 112, 'tablet', 28, 'two to be taken twice a day with meals'), daily(MEDICINE.atorvastatin20, 0.75),
      course(MEDICINE.gliclazide80, 0.25, 56, 'tablet', 28, 'one to be taken twice a day before meals'), daily(MEDICINE.sitagliptin, 0.25), daily(MEDICINE.empagliflozin, 0.3),
      course(MEDICINE.insulinGlargine, 0.08, 5, 'pre-filled disposable injection', 56, 'use as directed, once a day at night'),
    ],
  },
  hypertension: {
    concept: FINDING.hypertension, female: [0, 0.01, 0.08, 0.19, 0.31, 0.4, 0.43], male: [0, 0.015, 0.1, 0.23, 0.33, 0.4, 0.4], likelier: { type2Diabetes: 1.5, obesity: 1.4 }, from: 28, major: true, recalled: true,
    treatments: [daily(MEDICINE.amlodipine5, 0.5), daily(MEDICINE.ramipril10, 0.4, 'capsule'), daily(MEDICINE.lisinopril10, 0.2), daily(MEDICINE.indapamide, 0.25, 'tablet', 'one to be taken each morning'), daily(MEDICINE.doxazosin4, 0.1), daily(MEDICINE.amlodipine10, 0.12)],
  },
  asthma: {
    concept: FINDING.asthma, ...same([0.07, 0.07, 0.06, 0.06, 0.065, 0.06, 0.05]), from: 3, major: true, recalled: true,
    treatments: [course(MEDICINE.salbutamol, 0.95, 1, 'inhaler', 56, 'one or two puffs to be inhaled when required'), course(MEDICINE.beclometasone, 0.7, 1, 'inhaler', 56, 'two puffs to be inhaled twice a day')],
  },
  hayFever: { concept: FINDING.hayFever, ...same([0.08, 0.1, 0.09, 0.06, 0.04, 0.03, 0.02]), from: 6, major: false, ends: 0.3, recalled: false, treatments: [course(MEDICINE.cetirizine10, 0.3, 30, 'tablet', 56, 'one to be taken each day when required')] },
  eczema: { concept: FINDING.eczema, ...same([0.12, 0.05, 0.04, 0.04, 0.05, 0.05, 0.05]), from: 0, major: false, ends: 0.5, recalled: false, treatments: [course(MEDICINE.hydrocortisone, 0.3, 30, 'gram', 84, 'apply thinly twice a day')] },
  copd: {
    concept: FINDING.copd, ...same([0, 0, 0.006, 0.025, 0.05, 0.06, 0.05]), likelier: { smoker: 4 }, from: 42, major: true, recalled: true,
    treatments: [course(MEDICINE.salbutamol, 0.9, 1, 'inhaler', 56, 'two puffs to be inhaled up to four times a day'), course(MEDICINE.tiotropium, 0.7, 30, 'capsule', 28, 'inhale the contents of one capsule each day')],
  },
  ischaemicHeart: {
    concept: FINDING.ischaemicHeart, female: [0, 0, 0.006, 0.02, 0.05, 0.1, 0.14], male: [0, 0.001, 0.015, 0.05, 0.11, 0.18, 0.22], likelier: { type2Diabetes: 1.6, smoker: 1.5, hypertension: 1.4 }, from: 42, major: true, recalled: true,
    treatments: [daily(MEDICINE.aspirin75, 0.8, 'tablet', 'one to be dissolved in water and taken each day'), daily(MEDICINE.bisoprolol, 0.7), daily(MEDICINE.rosuvastatin20, 0.5, 'tablet', 'one to be taken at night')],
  },
  atrialFibrillation: {
    concept: FINDING.atrialFibrillation, ...same([0, 0.001, 0.004, 0.018, 0.055, 0.12, 0.18]), from: 45, major: true, recalled: true,
    treatments: [course(MEDICINE.apixaban, 0.85, 56, 'tablet', 28, 'one to be taken twice a day'), daily(MEDICINE.bisoprolol, 0.6), daily(MEDICINE.digoxin125, 0.15)],
  },
  heartFailure: { concept: FINDING.heartFailure, ...same([0, 0, 0.002, 0.01, 0.025, 0.05, 0.09]), likelier: { ischaemicHeart: 3, atrialFibrillation: 2 }, from: 50, major: true, recalled: true, treatments: [daily(MEDICINE.furosemide40, 0.8, 'tablet', 'one to be taken each morning')] },
  stroke: { concept: FINDING.stroke, ...same([0, 0.001, 0.006, 0.018, 0.04, 0.08, 0.11]), likelier: { atrialFibrillation: 2 }, from: 45, major: true, recalled: true, treatments: [daily(MEDICINE.clopidogrel75, 0.8)] },
  kidneyDisease: { concept: FINDING.kidneyDisease, ...same([0, 0.001, 0.006, 0.025, 0.08, 0.2, 0.3]), likelier: { type2Diabetes: 1.8, hypertension: 1.5 }, from: 48, major: true, recalled: true, treatments: [] },
  hypothyroidism: { concept: FINDING.hypothyroidism, female: [0.001, 0.02, 0.05, 0.08, 0.1, 0.12, 0.12], male: [0, 0.003, 0.01, 0.02, 0.03, 0.04, 0.04], from: 20, major: true, recalled: true, treatments: [daily(MEDICINE.levothyroxine100, 0.97, 'tablet', 'one to be taken each morning, before breakfast')] },
  depression: {
    concept: FINDING.depression, female: [0.01, 0.15, 0.19, 0.18, 0.14, 0.12, 0.1], male: [0.006, 0.09, 0.12, 0.12, 0.09, 0.08, 0.07], from: 14, major: true, ends: 0.45, recalled: false,
    treatments: [daily(MEDICINE.sertraline, 0.4), daily(MEDICINE.citalopram10, 0.25), daily(MEDICINE.fluoxetine20, 0.2, 'capsule')],
  },
  anxiety: { concept: FINDING.anxiety, female: [0.02, 0.12, 0.11, 0.1, 0.08, 0.07, 0.06], male: [0.01, 0.07, 0.07, 0.06, 0.05, 0.04, 0.04], likelier: { depression: 2 }, from: 11, major: false, ends: 0.5, recalled: false, treatments: [{ ...course(MEDICINE.propranolol10, 0.2, 84, 'tablet', 56, 'one to be taken up to three times a day when required'), notWith: 'asthma' }] },
  epilepsy: { concept: FINDING.epilepsy, ...same([0.005, 0.008, 0.009, 0.01, 0.011, 0.011, 0.01]), from: 1, major: true, recalled: true, treatments: [course(MEDICINE.levetiracetam, 0.85, 56, 'tablet', 28, 'one to be taken twice a day')] },
  migraine: { concept: FINDING.migraine, female: [0.01, 0.1, 0.11, 0.09, 0.05, 0.03, 0.02], male: [0.01, 0.04, 0.04, 0.03, 0.02, 0.01, 0.01], from: 9, major: false, ends: 0.4, recalled: false, treatments: [daily(MEDICINE.amitriptyline10, 0.15, 'tablet', 'one to be taken at night')] },
  osteoarthritis: {
    concept: FINDING.osteoarthritis, female: [0, 0.005, 0.05, 0.15, 0.26, 0.34, 0.38], male: [0, 0.005, 0.04, 0.1, 0.18, 0.24, 0.26], likelier: { obesity: 1.3 }, from: 38, major: true, recalled: false,
    treatments: [course(MEDICINE.paracetamol500, 0.4, 224, 'tablet', 28, 'one or two to be taken up to four times a day when required'), course(MEDICINE.coCodamol, 0.15, 100, 'tablet', 28, 'one or two to be taken up to four times a day when required')],
  },
  osteoporosis: { concept: FINDING.osteoporosis, female: [0, 0, 0.004, 0.03, 0.07, 0.14, 0.18], male: [0, 0, 0.001, 0.004, 0.01, 0.02, 0.03], from: 50, major: true, recalled: false, treatments: [course(MEDICINE.alendronicAcid, 0.7, 4, 'tablet', 28, 'one to be taken once a week, with water, 30 minutes before food')] },
  gout: { concept: FINDING.gout, female: [0, 0.001, 0.003, 0.01, 0.02, 0.03, 0.03], male: [0, 0.005, 0.025, 0.05, 0.07, 0.08, 0.08], from: 30, major: false, recalled: false, treatments: [daily(MEDICINE.allopurinol300, 0.6)] },
  reflux: { concept: FINDING.reflux, ...same([0.01, 0.05, 0.1, 0.14, 0.16, 0.16, 0.15]), from: 18, major: false, recalled: false, treatments: [daily(MEDICINE.omeprazole20, 0.65, 'capsule')] },
  dementia: { concept: FINDING.dementia, ...same([0, 0, 0, 0.002, 0.012, 0.06, 0.17]), from: 62, major: true, recalled: true, treatments: [daily(MEDICINE.donepezil, 0.5, 'tablet', 'one to be taken at night')] },
  breastCancer: { concept: FINDING.breastCancer, female: [0, 0.001, 0.012, 0.03, 0.045, 0.05, 0.05], male: [0, 0, 0, 0, 0, 0, 0], from: 38, major: true, recalled: false, treatments: [daily(MEDICINE.tamoxifen20, 0.4)] },
  prostateCancer: { concept: FINDING.prostateCancer, female: [0, 0, 0, 0, 0, 0, 0], male: [0, 0, 0.002, 0.015, 0.05, 0.08, 0.1], from: 50, major: true, recalled: false, treatments: [daily(MEDICINE.tamsulosin, 0.4, 'capsule')] },
};

import type { Life } from './life.ts';
import type { TestKey } from './panels.ts';
import type { Random } from './random.ts';

const YEAR = 365.2425;

/** What a test would show on a day: the trend of this person's condition and treatment, and the day's chance. */
export function resultOn(random: Random, life: Life, day: number, test: TestKey): number {
  const age = (day - life.from) / YEAR;
  const woman = life.person.gender !== 'male';
  switch (test) {
    case 'hba1c': return Math.max(26, glycaemia(life, day, age) + random.bell(0, 1.6));
    case 'filtration': return Math.min(90, filtration(random, life, day, age));
    case 'creatinine': return Math.max(38, (woman ? 70 : 88) * (85 / filtration(random, life, day, age)) ** 0.8);
    case 'haemoglobin': return life.haemoglobin - (age > 75 ? 6 : 0) + random.bell(0, 2.5);
    case 'cholesterol': return lipid(random, life, day, life.cholesterol, 1.5);
    case 'lowDensity': return lipid(random, life, day, life.cholesterol - 2.1, 1.1);
    case 'highDensity': return random.bell(woman ? 1.6 : 1.3, 0.12) - (life.bodyMassIndex > 30 ? 0.2 : 0);
    case 'triglycerides': return Math.max(0.5, random.bell(life.bodyMassIndex > 30 ? 1.9 : 1.2, 0.25));
    case 'thyrotropin': return thyrotropin(random, life, day);
    case 'alanineTransaminase': return Math.max(9, random.bell(24 + Math.max(0, life.bodyMassIndex - 28) * 1.6, 5));
    case 'alkalinePhosphatase': return random.bell(78, 12);
    case 'bilirubin': return Math.max(3, random.bell(9, 2.6));
    case 'albumin': return random.bell(age > 80 ? 38 : 43, 1.8);
    case 'whiteCells': return Math.max(2.8, random.bell(6.8, 1));
    case 'platelets': return random.bell(255, 32);
    case 'redCells': return random.bell(woman ? 4.5 : 5, 0.2);
    case 'meanCellVolume': return random.bell(90, 2.6);
    case 'neutrophils': return Math.max(1.3, random.bell(4, 0.7));
    case 'lymphocytes': return Math.max(0.7, random.bell(1.9, 0.3));
    case 'sodium': return random.bell(139, 1.5);
    case 'potassium': return random.bell(life.onsets['kidneyDisease'] === undefined ? 4.3 : 4.7, 0.2);
    case 'urea': return Math.max(2, random.bell(5.2, 0.7) * (85 / filtration(random, life, day, age)) ** 0.6);
  }
}

/** Found high, brought down over the first two years as far as their control allows, then creeping up. */
function glycaemia(life: Life, day: number, age: number): number {
  const onset = life.onsets['type2Diabetes'];
  if (onset === undefined) return Math.min(40, 33 + age / 20 + (life.bodyMassIndex > 30 ? 2 : 0));
  const years = (day - onset) / YEAR;
  if (years < 0) return Math.min(47, 47 + years * 1.2);
  const settled = 46 + life.control * 20;
  return settled + (62 + life.control * 18 - settled) * Math.exp(-years * 1.4) + years * 0.5;
}

function filtration(random: Random, life: Life, day: number, age: number): number {
  const onset = life.onsets['kidneyDisease'];
  const loss = onset === undefined ? 0 : Math.max(0, (day - onset) / YEAR) * (0.6 + life.control) + 22;
  return Math.max(14, 108 - Math.max(0, age - 25) * 0.62 - loss + random.bell(0, 2));
}

function lipid(random: Random, life: Life, day: number, untreated: number, fall: number): number {
  const treated = ['type2Diabetes', 'ischaemicHeart', 'stroke'].some((cause) => (life.onsets[cause] ?? day) < day);
  return Math.max(0.9, untreated - (treated ? fall * (1.1 - life.control * 0.5) : 0) + random.bell(0, 0.15));
}

function thyrotropin(random: Random, life: Life, day: number): number {
  const onset = life.onsets['hypothyroidism'];
  if (onset !== undefined && day - onset < 120) return random.bell(13, 2.5);
  return Math.max(0.15, random.bell(onset === undefined ? 1.9 : 2.6, onset === undefined ? 0.4 : 0.7));
}

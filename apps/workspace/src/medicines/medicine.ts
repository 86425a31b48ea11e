import type { Extension, Medication, MedicationIngredient } from '@medplum/fhirtypes';
import { formatQuantity } from '../record/model/value.ts';

const DMD = 'https://dmd.nhs.uk';

/** The levels of dm+d, in words a prescriber uses. */
export const LEVELS = { VTM: 'Drug', VMP: 'Generic', AMP: 'Brand or maker', VMPP: 'Generic pack', AMPP: 'Pack' } as const;
export type Level = keyof typeof LEVELS;

/** A product of dm+d as it is shown. */
export interface Medicine {
  code: string;
  /** The dm+d description, verbatim: never shortened, never changed. */
  name: string;
  level: Level | undefined;
  form?: string;
  /** One for each active ingredient: `Amoxicillin 500 mg`. */
  ingredients: readonly string[];
  legalCategory?: string;
  controlledDrug?: string;
  availability?: string;
  prescribingStatus?: string;
  pack?: string;
  /** `£1.23` */
  price?: string;
  /** Why it was found, where its name does not say. */
  matched?: string;
  /** Drugs that it is easily taken for. */
  lookAlikes: readonly string[];
  discontinued: boolean;
  /** Why it may not be prescribed, in dm+d's words. */
  whyNot?: string;
}

/** Reads a Medication of the medicines finder; undefined where it has no dm+d code or no name. */
export function medicineOf({ code, form, ingredient = [], extension = [] }: Medication): Medicine | undefined {
  const coding = code?.coding?.find(({ system }) => system === DMD);
  const name = coding?.display ?? code?.text;
  if (coding?.code === undefined || name === undefined) return undefined;
  const said = (url: string): string | undefined => wordsOf(extension.find((one) => one.url === `urn:jenner:dmd:${url}`));
  const price = extension.find(({ url }) => url === 'urn:jenner:dmd:price')?.valueInteger;
  const level = said('level');
  // dm+d's "None" is of restrictions: there is nothing to say.
  const availability = said('availability');
  const optional = {
    form: form?.text ?? form?.coding?.[0]?.display,
    legalCategory: said('legal-category'), controlledDrug: said('controlled-drug'), availability: availability === 'None' ? undefined : availability,
    prescribingStatus: said('prescribing-status'), pack: said('pack'), matched: said('matched'), whyNot: said('why-not'),
    price: price === undefined ? undefined : pounds(price),
  };
  return {
    code: coding.code, name,
    level: isLevel(level) ? level : undefined,
    ingredients: ingredient.flatMap(ingredientWords),
    lookAlikes: extension.filter(({ url }) => url === 'urn:jenner:dmd:look-alike').flatMap((one) => wordsOf(one) ?? []),
    discontinued: extension.some(({ url, valueBoolean }) => url === 'urn:jenner:dmd:discontinued' && valueBoolean === true),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

function wordsOf(extension: Extension | undefined): string | undefined {
  return extension?.valueString ?? extension?.valueCoding?.display ?? extension?.valueCodeableConcept?.text ?? extension?.valueCode;
}

function isLevel(level: string | undefined): level is Level {
  return level !== undefined && level in LEVELS;
}

function ingredientWords({ itemCodeableConcept: item, strength }: MedicationIngredient): string[] {
  const name = item?.text ?? item?.coding?.[0]?.display;
  if (name === undefined) return [];
  const amount = formatQuantity(strength?.numerator);
  const { denominator } = strength ?? {};
  // MEDi: "in", not a slash; one of something is not worth a number.
  const per = denominator?.value === 1 ? denominator.unit : formatQuantity(denominator);
  return [[name, amount, per === undefined || amount === undefined ? undefined : `in ${per}`].filter((part) => part !== undefined).join(' ')];
}

/** Pence as pounds. */
function pounds(pence: number): string {
  return `£${(pence / 100).toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** Whether a product stands beside one of another name that looks like it, so that the two are drawn apart. */
export function isApart(medicine: Medicine, before: Medicine | undefined): boolean {
  if (before === undefined) return false;
  return medicine.lookAlikes.join('|') !== before.lookAlikes.join('|');
}

import type { Extension, HumanName } from '@medplum/fhirtypes';
import type { Gender } from './person.ts';

/** A person set by hand: the ones the screens must get right, first in every population. */
export interface NamedPerson {
  names: readonly HumanName[];
  gender: Gender;
  /** Completed years today. Born on `birthday` (MM-DD) of the year that makes it so. */
  age: number;
  birthday: string;
  /** Shares the address of the person before. */
  sameHousehold?: true;
  ethnicity?: string;
  language?: string;
  interpreter?: true;
  history?: readonly (readonly [condition: string, onsetAge: number])[];
  heavy?: true;
  safeguarding?: true;
  died?: true;
}

const official = (family: string, given: string, ...prefix: string[]): HumanName => ({ use: 'official', family, given: given.split(' '), ...(prefix.length > 0 ? { prefix } : {}) });
const known = (given: string): HumanName => ({ use: 'nickname', given: [given] });
const representation = (valueCode: 'ABC' | 'IDE'): Extension[] => [{ url: 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation', valueCode }];

/** A name in another script than Latin, marked alphabetic or ideographic as ISO 21090 does. */
export function scriptName(family: string, given: string, ideographic: boolean): HumanName {
  const text = ideographic ? `${family}${given}` : `${given} ${family}`;
  return { extension: representation(ideographic ? 'IDE' : 'ABC'), text, family, given: [given] };
}

/** Index in this list = index in the population. 0 is the demonstration patient; 7 has the heavy record. */
export const NAMED_PEOPLE: readonly NamedPerson[] = [
  {
    names: [official('Whitfield', 'Patricia Anne', 'Mrs'), known('Pat'), { use: 'maiden', family: 'Hargreaves', given: ['Patricia', 'Anne'] }],
    gender: 'female', age: 58, birthday: '03-14', ethnicity: 'A',
    history: [['hypertension', 49], ['type2Diabetes', 52], ['obesity', 50], ['osteoarthritis', 55], ['hayFever', 14]],
  },
  { names: [official('Whitfield', 'Alan', 'Mr')], gender: 'male', age: 60, birthday: '09-02', sameHousehold: true, ethnicity: 'A' },
  { names: [official("O'Connor-Fitzgerald", 'Siobhán', 'Ms')], gender: 'female', age: 37, birthday: '06-21', ethnicity: 'B' },
  { names: [official('Wiśniewski', 'Łukasz', 'Mr')], gender: 'male', age: 41, birthday: '01-30', ethnicity: 'C', language: 'pl' },
  { names: [official('Wiśniewska', 'Żaneta', 'Mrs')], gender: 'female', age: 39, birthday: '11-08', sameHousehold: true, ethnicity: 'C', language: 'pl', interpreter: true },
  { names: [official('Yıldırım', 'İbrahim Işık', 'Mr')], gender: 'male', age: 52, birthday: '05-17', ethnicity: 'S', language: 'tr' },
  { names: [official('ap Gruffudd', 'Llŷr Gŵyn', 'Mr')], gender: 'male', age: 29, birthday: '03-01', ethnicity: 'A', language: 'cy' },
  {
    names: [official('Pemberton', 'Arthur Reginald', 'Mr')], gender: 'male', age: 84, birthday: '10-05', ethnicity: 'A', heavy: true,
    history: [['hypertension', 58], ['type2Diabetes', 61], ['ischaemicHeart', 66], ['heartFailure', 76], ['atrialFibrillation', 72], ['kidneyDisease', 70], ['copd', 63], ['osteoarthritis', 64], ['gout', 68], ['reflux', 55]],
  },
  { names: [official('Bennett', 'Olivia Rose')], gender: 'female', age: 6, birthday: '04-19', ethnicity: 'A' },
  { names: [official('Bennett', 'Oliver Ross')], gender: 'male', age: 6, birthday: '04-19', sameHousehold: true, ethnicity: 'A' },
  { names: [official('Bennett', 'Rachel', 'Mrs')], gender: 'female', age: 36, birthday: '12-11', sameHousehold: true, ethnicity: 'A' },
  { names: [official('Evans', 'Margaret', 'Mrs')], gender: 'female', age: 77, birthday: '03-12', ethnicity: 'A' },
  { names: [official('Evans', 'Margaret', 'Mrs')], gender: 'female', age: 77, birthday: '03-21', ethnicity: 'A' },
  { names: [official('Hussain', 'Mohammed', 'Mr')], gender: 'male', age: 40, birthday: '03-04', ethnicity: 'J', language: 'ur' },
  { names: [official('Hussain', 'Mohammed', 'Mr')], gender: 'male', age: 40, birthday: '04-03', ethnicity: 'J' },
  { names: [official('Hussain', 'Muhammad', 'Mr')], gender: 'male', age: 41, birthday: '04-03', ethnicity: 'J' },
  { names: [{ use: 'official', family: 'Pratiwi', text: 'Pratiwi' }], gender: 'female', age: 33, birthday: '07-24', ethnicity: 'L' },
  // The longest name the rules allow: title 35, given 35, family 40 characters.
  {
    names: [{ use: 'official', prefix: ['Major General the Right Reverend Dr'], given: ['Maximilian-Alexander-Bartholomew-Jo'], family: 'Featherstonehaugh-Cholmondeley-Beauchamp' }],
    gender: 'male', age: 68, birthday: '02-28', ethnicity: 'A',
  },
  { names: [official('Al-Zahra', 'Fatimah', 'Mrs'), scriptName('الزهراء', 'فاطمة', false)], gender: 'female', age: 45, birthday: '08-15', ethnicity: 'S', language: 'ar', interpreter: true },
  { names: [official('Li', 'Wei', 'Mr'), scriptName('李', '伟', true)], gender: 'male', age: 31, birthday: '02-10', ethnicity: 'R', language: 'zh' },
  { names: [official('Begum', 'Rahima', 'Mrs'), scriptName('বেগম', 'রহিমা', false)], gender: 'female', age: 70, birthday: '01-01', ethnicity: 'K', language: 'bn', interpreter: true },
  { names: [official('Marlow', 'Charlotte Jane', 'Dr'), { use: 'old', family: 'Prentice', given: ['Charlotte', 'Jane'] }], gender: 'female', age: 47, birthday: '09-30', ethnicity: 'A' },
  { names: [official('Thompson', 'Jordan', 'Mx'), { use: 'usual', family: 'Thompson', given: ['Jude'] }], gender: 'other', age: 24, birthday: '05-05', ethnicity: 'G' },
  { names: [official('Smith', 'John', 'Mr')], gender: 'male', age: 63, birthday: '06-06', ethnicity: 'A' },
  { names: [official('Smith', 'John', 'Mr')], gender: 'male', age: 34, birthday: '06-16', sameHousehold: true, ethnicity: 'A' },
  { names: [official('Okafor', 'Ngozi', 'Mrs')], gender: 'female', age: 79, birthday: '10-10', ethnicity: 'N', died: true },
  { names: [official("D'Souza", 'Ana-María')], gender: 'female', age: 14, birthday: '12-01', ethnicity: 'H', safeguarding: true },
  { names: [official('van der Berg', 'Jörg', 'Herr')], gender: 'male', age: 56, birthday: '08-08', ethnicity: 'C' },
  { names: [official('Ng', 'Bo')], gender: 'female', age: 3, birthday: '03-03', ethnicity: 'R' },
];

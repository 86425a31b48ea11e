/**
 * Drug names that are documented in the UK as mistaken for one another. There is no single UK list, and dm+d has no
 * tall-man lettering: a description stays as it is, and a screen separates and warns where two of a pair stand in one
 * list.
 */
const MHRA_2018 = 'MHRA Drug Safety Update, January 2018: Drug-name confusion: reminder to be vigilant for potential errors (gov.uk/drug-safety-update)';
const NPA_2020 = 'National Pharmacy Association, patient safety report for the last quarter of 2020 (Dispensing Doctors’ Association, 14 April 2021)';

interface Pair {
  readonly names: readonly [string, string];
  readonly source: string;
}

const PAIRS: readonly Pair[] = [
  // Reports of harm to the MHRA (Yellow Card).
  { names: ['clobazam', 'clonazepam'], source: MHRA_2018 },
  { names: ['atenolol', 'amlodipine'], source: MHRA_2018 },
  { names: ['propranolol', 'prednisolone'], source: MHRA_2018 },
  { names: ['risperidone', 'ropinirole'], source: MHRA_2018 },
  { names: ['sulfadiazine', 'sulfasalazine'], source: MHRA_2018 },
  { names: ['amlodipine', 'nimodipine'], source: MHRA_2018 },
  // The most frequent of look-alike errors that pharmacies reported.
  { names: ['amlodipine', 'amitriptyline'], source: NPA_2020 },
  { names: ['gabapentin', 'pregabalin'], source: NPA_2020 },
  { names: ['rosuvastatin', 'rivaroxaban'], source: NPA_2020 },
  { names: ['atenolol', 'allopurinol'], source: NPA_2020 },
];

export interface LookAlike {
  /** The name in this product, and the other that it may be taken for. */
  readonly name: string;
  readonly mistakenFor: string;
  /** Who has documented it. */
  readonly source: string;
}

/** For each of a list of products, by the words of its names: with which others of the list it may be confused. */
export function lookAlikesAmong(products: readonly ReadonlySet<string>[]): LookAlike[][] {
  const found: LookAlike[][] = products.map(() => []);
  for (const { names: [one, other], source } of PAIRS) {
    for (const [name, mistakenFor] of [[one, other], [other, one]] as const) {
      // What holds both is a combination, not a mistake.
      if (!products.some((words) => words.has(mistakenFor) && !words.has(name))) continue;
      for (const [at, words] of products.entries()) if (words.has(name) && !words.has(mistakenFor)) found[at]?.push({ name, mistakenFor, source });
    }
  }
  return found;
}

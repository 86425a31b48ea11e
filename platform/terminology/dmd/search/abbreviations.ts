/**
 * What clinicians type for words of a drug's name. A product whose name holds the words is found by the abbreviation;
 * its name is always shown in full. None that stands for two drugs.
 */
const ABBREVIATIONS: Readonly<Record<string, readonly string[]>> = {
  'modified release': ['mr'],
  'gastro resistant': ['ec', 'gr'],
  'sugar free': ['sf'],
  'preservative free': ['pf'],
  'glyceryl trinitrate': ['gtn'],
  'isosorbide mononitrate': ['ismn'],
  'isosorbide dinitrate': ['isdn'],
  'potassium chloride': ['kcl'],
  'sodium chloride': ['nacl'],
  'oral rehydration salts': ['ors'],
  'dry powder inhaler': ['dpi'],
  bendroflumethiazide: ['bfz'],
  hydrochlorothiazide: ['hctz'],
  dihydrocodeine: ['dhc'],
  methotrexate: ['mtx'],
  paracetamol: ['pcm'],
  phenoxymethylpenicillin: ['penv'],
  tablets: ['tabs'],
  tablet: ['tabs'],
  capsules: ['caps'],
  capsule: ['caps'],
  cream: ['crm'],
  solution: ['soln'],
  powder: ['pwdr'],
  suppositories: ['supps'],
  nebuliser: ['nebs'],
};

/** By the first word, so that most words are looked up once. */
const BY_FIRST = new Map<string, { readonly rest: readonly string[]; readonly abbreviations: readonly string[] }[]>();
for (const [phrase, abbreviations] of Object.entries(ABBREVIATIONS)) {
  const [first = '', ...rest] = phrase.split(' ');
  BY_FIRST.set(first, [...(BY_FIRST.get(first) ?? []), { rest, abbreviations }]);
}

/** The abbreviations of what words in a row say. */
export function abbreviationsOf(words: readonly string[]): string[] {
  const found: string[] = [];
  for (const [at, word] of words.entries())
    for (const { rest, abbreviations } of BY_FIRST.get(word) ?? []) if (rest.every((next, nth) => words[at + 1 + nth] === next)) found.push(...abbreviations);
  return found;
}

import { Random } from '../population/random.ts';

const COMMON = ('pain fracture injury infection chronic acute disease disorder syndrome left right upper lower primary secondary malignant benign neoplasm inflammation ulcer swelling wound burn open closed severe mild moderate recurrent congenital acquired '
  + 'hypertension diabetes asthma pneumonia bronchitis arthritis dermatitis eczema anaemia migraine depression anxiety epilepsy stroke angina infarction failure stenosis cyst abscess haemorrhage embolism thrombosis obstruction deficiency allergy').split(' ');
const SITES = 'chest heart lung liver kidney brain skin bone femur tibia humerus radius ulna wrist ankle knee hip shoulder elbow hand foot finger toe spine neck head eye ear nose throat tongue tooth jaw stomach bowel colon rectum bladder prostate uterus ovary breast thyroid pancreas spleen artery vein nerve muscle tendon ligament joint'.split(' ');
const PREFIXES = ['', 'hyper', 'hypo', 'peri', 'endo', 'epi', 'para', 'poly', 'pan', 'neo', 'pseudo', 'micro', 'macro', 'inter', 'intra', 'sub', 'supra', 'trans', 'dys', 'anti'];
const ROOTS = 'cardi neur hepat nephr derm gastr enter oste arthr my angi phleb lymph aden cyt haem leuk thromb bronch pneum rhin ot ophthalm kerat retin stomat gloss phary laryng trache oesophag col proct cyst ureter pyel orch salping mast thyr pancreat splen chondr tend spondyl crani encephal mening psych'.split(' ');
const SUFFIXES = ['itis', 'osis', 'opathy', 'ectomy', 'otomy', 'oscopy', 'algia', 'oma', 'olysis', 'oplasty', 'ostomy', 'ogram', 'ography', 'opexy', 'omegaly', 'emia', 'uria', 'oplegia', 'osclerosis', 'ostenosis'];

export interface Vocabulary {
  /** A word, the common ones far more often: the n-th about 1/n as often as the first. */
  word(random: Random): number;
  site(random: Random): number;
  text(word: number): string;
  siteText(site: number): string;
}

/** Words as they occur in medicine, the same for the same seed: everyday ones first, then learned ones put together from their parts. */
export function vocabulary(seed: number): Vocabulary {
  const learned = PREFIXES.flatMap((prefix) => ROOTS.flatMap((root) => SUFFIXES.map((suffix) => `${prefix}${root}${suffix}`)));
  const random = new Random(seed, 90, 0);
  for (let i = learned.length - 1; i > 0; i--) {
    const other = random.between(0, i);
    [learned[i], learned[other]] = [learned[other] ?? '', learned[i] ?? ''];
  }
  const words = [...COMMON, ...learned];
  // The inverse of the harmonic numbers, nearly: a fraction of the way up the logarithm.
  const zipf = (random: Random, size: number): number => Math.min(size - 1, Math.floor(size ** random.next()) - 1);
  return {
    word: (own) => zipf(own, words.length),
    site: (own) => zipf(own, SITES.length),
    text: (word) => words[word] ?? '',
    siteText: (site) => SITES[site] ?? '',
  };
}

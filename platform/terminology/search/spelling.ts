/** No "oe" that is one sound: "toe", "co-existing". */
const PLAIN = /^(?:toe|shoe|does|goes|canoe|aloe|poe|oboe|coe(?!l))/;

const RULES: readonly (readonly [RegExp, string])[] = [
  // haem-, paed-, -aemia, anaesth-, faeces; not aero-, anaerobic.
  [/ae(?!ro)/g, 'e'],
  // oesoph-, oedema, -rrhoea, -pnoea, foetus, coeliac; not gastroenteritis, hypoechoic, neuroendocrine.
  [/oe(?!nter|nceph|ndo|pith|rythr|cho|lectr|ffect|xud|xt|mbol|nzym|last|osin)(?=[a-z])/g, 'e'],
  [/(tum|col|behavi|od|lab|hum|fav|harb|vap|flav|neighb|arm|rig|vig|sav|hon)our/g, '$1or'],
  [/(?<=[a-z]{3})(?<![aeioucvw]|pr|prom|prem)is(e[drs]?|ing|ations?|able|ers)$/, 'iz$1'],
  [/(anal|paral|dial|catal|hydrol|electrol|lyophil)ys(e[drs]?|ing)$/, '$1yz$2'],
  [/sulph/g, 'sulf'],
  [/^leuc(?=[oa])/, 'leuk'],
  [/(cent|fib|lit|met|tit|goit|theat|calib|lust|spect|manoeuv|maneuv)re(s|d)?$/, '$1er$2'],
  [/^man(?:oe|e)uv/, 'maneuv'],
  [/(label|travel|counsel|model|level|cancel|channel|tunnel|signal|total|dial|equal|pedal|fuel|initial)l(ed|ing|ors?|ers?)$/, '$1$2'],
  [/(anal|catal|dial|epil|prol)ogue(s?)$/, '$1og$2'],
  [/^(fulfil|instil|enrol|distil)(?=s?$|ment)/, '$1l'],
  [/^(def|off|pret|lic)ence/, '$1ense'],
  [/^practis/, 'practic'],
  [/^(s?)mould/, '$1mold'],
  [/^grey/, 'gray'],
  [/^plough/, 'plow'],
  [/^skept/, 'scept'],
  [/^programmes?$/, 'program'],
  [/neurone/, 'neuron'],
  [/^disc(?=s?$|ectom|itis)/, 'disk'],
  [/artefact/, 'artifact'],
  [/aluminium/, 'aluminum'],
  [/^(ag|judg|acknowledg)e(?=ing|ment)/, '$1'],
  [/^hiccough/, 'hiccup'],
  [/^dietician/, 'dietitian'],
  [/c(?:ae|e)sarian/, 'cesarean'],
];

/**
 * A folded word in one spelling, most often the American: British and American spellings of a word come out the same.
 * It is a key and need not be a word ("anaesthetise" is "anesthetize", "judgement" is "judgment").
 */
export function oneSpelling(word: string): string {
  if (word.length < 4 || PLAIN.test(word)) return word;
  let spelt = word;
  for (const [pattern, replacement] of RULES) spelt = spelt.replace(pattern, replacement);
  return spelt;
}

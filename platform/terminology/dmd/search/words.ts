/**
 * Words of a drug's name, as the index holds them and as a query is split. Lower case, without accents.
 * - A number keeps the unit written to it: `500mg`, `2.5mg`, `100micrograms`, `10%`; thousands without comma.
 * - What a hyphen joins stands as its parts and as one: `co-amoxiclav` is `co`, `amoxiclav` and `coamoxiclav`.
 */
const ACCENTS = /[\u0300-\u036f]/g;
const WORD = /\d+(?:\.\d+)?(?:%|[a-z]+)?|[a-z][a-z0-9]*(?:-[a-z0-9]+)*/g;

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/µ|μ/g, 'micro')
    .normalize('NFD')
    .replace(ACCENTS, '')
    .replace(/[’'`]/g, '')
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '');
}

/** The words of a name in their order, each with the parts a hyphen joins. */
export function wordsOf(name: string): { readonly word: string; readonly parts: readonly string[] }[] {
  return (plain(name).match(WORD) ?? []).map((word) => {
    const parts = word.split('-');
    return { word: parts.join(''), parts: parts.length > 1 ? parts : [] };
  });
}

export interface QueryWord {
  /** As it was typed, for saying why something matched. */
  readonly typed: string;
  readonly word: string;
  /** A strength or size: the whole number has to be the same. */
  readonly number: boolean;
  readonly parts: readonly string[];
}

const UNIT = /^(?:mg|g|kg|ml|l|mcg|ug|micrograms?|nanograms?|units?|iu|u|cm|mm|mmol)$/;
const UNIT_NAMES: Readonly<Record<string, string>> = { mc: 'microgram', mcg: 'microgram', ug: 'microgram', microg: 'microgram', ng: 'nanogram', iu: 'unit', u: 'unit', gram: 'g', grams: 'g' };

/** Units as dm+d writes them: `100mcg` is `100microgram`, the beginning of `100micrograms`. */
function withUnitName(word: string): string {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(.*)$/.exec(word) ?? [];
  return number + (UNIT_NAMES[unit] ?? unit);
}

/** What somebody typed, as words to look for. `500 mg` is one of them; `m/r` and `pen v` are. */
export function queryWords(query: string): QueryWord[] {
  const text = query.replace(/\b([a-z])\/([a-z])\b/gi, '$1$2').replace(/\bpen v\b/gi, 'penv');
  const found: QueryWord[] = [];
  for (const { word, parts } of wordsOf(text)) {
    const last = found.at(-1);
    if (last !== undefined && /^\d+(?:\.\d+)?$/.test(last.word) && UNIT.test(word)) found[found.length - 1] = { ...last, typed: last.typed + word, word: withUnitName(last.word + word) };
    else found.push({ typed: word, word: /^\d/.test(word) ? withUnitName(word) : word, number: /^\d/.test(word), parts });
  }
  return found.filter(({ word }, at) => found.findIndex((other) => other.word === word) === at);
}

/** Whether a word of a name begins with a number as a whole: 5 in 5mg, not in 50mg or 5.5mg; 5mg in 5mg. */
export function holdsNumber(word: string, number: string): boolean {
  return word.startsWith(number) && (/[a-z%]$/.test(number) || !/[\d.]/.test(word[number.length] ?? ''));
}

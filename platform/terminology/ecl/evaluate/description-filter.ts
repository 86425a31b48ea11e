import type { Acceptability, DescriptionCriterion } from '../ast.ts';
import { ACCEPTABLE, PREFERRED } from '../../build/descriptions.ts';
import type { ConceptSet } from '../concept-set.ts';
import { halvesOf } from '../../sctid.ts';
import { idTest, piecesOf, portions, timeTest } from './comparison.ts';
import type { Context } from './context.ts';
import { DIALECTS } from './dialects.ts';
import { termTest } from './terms.ts';

/** Of components.ts: FSN, SYNONYM, DEFINITION. */
const TYPES = { fsn: 0, syn: 1, def: 2 };
const TYPE_IDS = [halvesOf('900000000000003001'), halvesOf('900000000000013009'), halvesOf('900000000000550004')];
const LEVELS: Record<string, number> = { accept: ACCEPTABLE, prefer: PREFERRED, '900000000000549004': ACCEPTABLE, '900000000000548007': PREFERRED };

type RowTest = (description: number) => boolean;

/** ECL 6.8: concepts with one description for which every criterion holds; an active one, unless the criteria say of which status. */
export function filterByDescriptions(context: Context, set: ConceptSet, criteria: readonly DescriptionCriterion[]): ConceptSet {
  const { edition, work } = context;
  // What is read off a column comes before what has to look at the term.
  const tests = criteria.toSorted((a, b) => Number(a.on === 'term') - Number(b.on === 'term')).map((criterion) => descriptionTest(context, criterion));
  const { descriptionsAt, descriptionActive } = edition;
  const whateverStatus = criteria.some(({ on }) => on === 'active');
  const each = portions(...criteria.map((criterion): readonly unknown[] => ('dialects' in criterion ? criterion.dialects : 'codes' in criterion ? criterion.codes : 'tokens' in criterion ? criterion.tokens : [])));
  const everyByte = criteria.reduce((sum, criterion) => sum + (criterion.on === 'term' ? portions(piecesOf(criterion.terms)) / 2 : 0), 0);
  const textAt = edition.sections.u32('textAt');
  return set.where((concept) => {
    const from = descriptionsAt[concept] ?? 0;
    const to = descriptionsAt[concept + 1] ?? 0;
    work.spend(1 + (to - from) * each + ((textAt[to] ?? 0) - (textAt[from] ?? 0)) * everyByte);
    for (let row = from; row < to; row++) if ((whateverStatus || descriptionActive[row] === 1) && tests.every((test) => test(row))) return true;
    return false;
  });
}

function descriptionTest(context: Context, criterion: DescriptionCriterion): RowTest {
  const { edition } = context;
  const { sections } = edition;
  switch (criterion.on) {
    case 'active': return (row) => (edition.descriptionActive[row] === 1) === (criterion.value !== criterion.not);
    case 'effectiveTime': {
      const matches = timeTest(criterion.comparison, criterion.times);
      return (row) => matches(edition.descriptionTime[row] ?? 0);
    }
    case 'moduleId': {
      const matches = idTest(context, criterion.ids, criterion.not);
      const [hi, lo] = [sections.u32('descriptionModuleHi'), sections.u32('descriptionModuleLo')];
      return (row) => matches(hi[row] ?? 0, lo[row] ?? 0);
    }
    case 'term': {
      const matches = termTest(criterion.terms, false);
      const [textAt, text] = [sections.u32('textAt'), sections.u8('text')];
      return (row) => matches(text, textAt[row] ?? 0, textAt[row + 1] ?? 0) !== criterion.not;
    }
    case 'language': {
      const codes = criterion.codes.map((code) => code.charCodeAt(0) * 256 + code.charCodeAt(1));
      return (row) => codes.includes(edition.descriptionLanguage[row] ?? 0) !== criterion.not;
    }
    case 'type': {
      const types = criterion.tokens.map((token) => TYPES[token]);
      return (row) => types.includes(edition.descriptionType[row] ?? 0) !== criterion.not;
    }
    case 'typeId': {
      const matches = idTest(context, criterion.ids, criterion.not);
      const matching = TYPE_IDS.map(([hi, lo]) => matches(hi, lo));
      return (row) => matching[edition.descriptionType[row] ?? 0] === true;
    }
    case 'id': {
      const rows = new Set(criterion.ids.map((id) => edition.descriptionOf(id)));
      return (row) => rows.has(row) !== criterion.not;
    }
    case 'dialect': return dialectTest(context, criterion.not, criterion.dialects.map(({ alias, acceptability }) => {
      const code = DIALECTS[alias];
      if (code === undefined) context.note(alias);
      return { columns: edition.accepted.filter((_, i) => edition.dialects[i] === code), acceptability };
    }));
    case 'dialectId': return dialectTest(context, criterion.not, criterion.dialects.map(({ ids, acceptability }) => {
      const set = idTest(context, [ids]);
      return { columns: edition.accepted.filter((_, i) => set(...halvesOf(edition.dialects[i] ?? ''))), acceptability };
    }));
  }
}

function dialectTest({ note }: Context, not: boolean, dialects: { columns: readonly Uint8Array[]; acceptability: Acceptability | undefined }[]): RowTest {
  const wanted = dialects.flatMap(({ columns, acceptability }) => {
    const levels = acceptability?.map((each) => {
      const level = LEVELS[typeof each === 'string' ? each : each.code];
      if (level === undefined && typeof each !== 'string') note(each.code);
      return level;
    });
    return columns.map((column) => ({ column, levels }));
  });
  return (row) => wanted.some(({ column, levels }) => (levels === undefined ? column[row] !== 0 : levels.includes(column[row]))) !== not;
}

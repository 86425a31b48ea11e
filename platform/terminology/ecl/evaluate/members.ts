import type { MemberCriterion, MemberOf } from '../ast.ts';
import { ConceptSet } from '../concept-set.ts';
import type { Refset } from '../../edition.ts';
import { EclFault } from '../fault.ts';
import { idTest, piecesOf, portions, timeTest } from './comparison.ts';
import type { Context } from './context.ts';
import { fieldTest } from './field-tests.ts';
import { columnsOf, fieldNames, fieldOf, fieldText, type MemberField } from './member-fields.ts';

const REFERENCED = 'referencedComponentId';

/**
 * ECL 6.1 "Member of" and 6.10: the concepts that active members of the reference sets refer to, whatever the status of
 * the concept; or those that one field names. Criteria may ask for inactive members instead.
 */
export function membersIn(context: Context, refsetConcepts: ConceptSet, { fields }: MemberOf, criteria: readonly MemberCriterion[]): ConceptSet {
  if (fields === '*' || (fields !== undefined && fields.length > 1)) throw new EclFault('meaning', 'Several fields of a reference set are rows, not concepts; choose one field that holds concepts.');
  const [name = REFERENCED] = fields ?? [];
  const found = new ConceptSet(refsetConcepts.of);
  eachMember(context, refsetConcepts, [name], criteria, ([field]) => {
    if (field === undefined) return () => undefined;
    if (field.kind !== 'component') throw new EclFault('meaning', `The field “${name}” holds no concepts.`);
    return (row) => {
      const concept = field.conceptAt(row);
      if (concept >= 0) found.add(concept);
    };
  });
  return found;
}

/** ECL 6.1 "Member of" with several fields: the rows themselves, as text. */
export function memberRows(context: Context, refsetConcepts: ConceptSet, { fields = [REFERENCED] }: MemberOf, criteria: readonly MemberCriterion[]): { fields: string[]; rows: string[][] } {
  const names = fields === '*' ? [...new Set(asked(context, refsetConcepts).flatMap(fieldNames))] : [...fields];
  const rows: string[][] = [];
  eachMember(context, refsetConcepts, names, criteria, (columns) => (row) => {
    context.work.spend(20 * columns.length);
    rows.push(columns.map((column) => (column === undefined ? '' : fieldText(column, row))));
  });
  return { fields: names, rows };
}

const asked = ({ edition }: Context, refsetConcepts: ConceptSet): Refset[] => edition.refsets.filter(({ refset }) => refsetConcepts.has(refset));

type RowTest = (row: number) => boolean;

/** Calls for each reference set with the fields named, and what that answers for each member that the criteria leave. */
function eachMember(context: Context, refsetConcepts: ConceptSet, names: readonly string[], criteria: readonly MemberCriterion[], begin: (columns: (MemberField | undefined)[]) => (row: number) => void): void {
  const { edition, work } = context;
  const refsets = asked(context, refsetConcepts);
  const tests = criteria.map((criterion) => memberTest(context, criterion));
  const needed = [...names, ...criteria.flatMap((criterion) => (criterion.on === 'field' ? [criterion.field] : []))];
  for (const name of needed) if (refsets.length > 0 && !refsets.some((refset) => fieldOf(edition, refset, name))) throw noSuchField(name, refsets);
  const whateverStatus = criteria.some(({ on }) => on === 'active');
  const each = 1 + criteria.reduce((sum, criterion) => sum + 4 * portions(criterion.on === 'field' && criterion.test.kind === 'text' ? piecesOf(criterion.test.terms) : []), 0);
  for (const refset of refsets) {
    const { active } = columnsOf(edition, refset);
    work.spend((refset.to - refset.from) * each);
    const rowTests = tests.map((test) => test(refset));
    const call = begin(names.map((name) => fieldOf(edition, refset, name)));
    for (let row = refset.from; row < refset.to; row++) if ((whateverStatus || active[row] === 1) && rowTests.every((test) => test(row))) call(row);
  }
}

function noSuchField(name: string, refsets: readonly Refset[]): EclFault {
  const names = [...new Set(refsets.flatMap((refset) => refset.fields.map((field) => field.name)))];
  return new EclFault('meaning', `No reference set that is asked has a field “${name}”. Besides the fields that all have there ${names.length === 0 ? 'are none' : `is: ${names.join(', ')}`}.`);
}

function memberTest(context: Context, criterion: MemberCriterion): (refset: Refset) => RowTest {
  const { edition } = context;
  switch (criterion.on) {
    case 'active': return (refset) => {
      const { active } = columnsOf(edition, refset);
      return (row) => (active[row] === 1) === (criterion.value !== criterion.not);
    };
    case 'effectiveTime': {
      const matches = timeTest(criterion.comparison, criterion.times);
      return (refset) => {
        const { time } = columnsOf(edition, refset);
        return (row) => matches(time[row] ?? 0);
      };
    }
    case 'moduleId': {
      const matches = idTest(context, criterion.ids, criterion.not);
      return (refset) => {
        const { moduleHi, moduleLo } = columnsOf(edition, refset);
        return (row) => matches(moduleHi[row] ?? 0, moduleLo[row] ?? 0);
      };
    }
    case 'field': {
      const matches = fieldTest(context, criterion.test);
      return (refset) => {
        const field = fieldOf(edition, refset, criterion.field);
        return (row) => field !== undefined && matches(field, row);
      };
    }
  }
}

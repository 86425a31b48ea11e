/** What stands in each kind of release file: SNOMED CT Release File Specifications, 4.2 and 5.2. */
import { DEFINITION } from '../components.ts';
import { choiceField, dateField, type FieldReader, idField, integerField, languageField, textField, uuidField } from './fields.ts';
import type { ReleaseFileName } from './file-name.ts';

export interface Layout {
  /** Tables of the same key hold the same kind of component. Undefined: the lines are checked, not kept. */
  table: string | undefined;
  /** The header, column by column. */
  header: readonly string[];
  /** By the names of the columns in `Components`; a reader for each column of the header. */
  fields: readonly (readonly [column: string, reader: FieldReader])[];
  /** Rows for which this column is not among these values are left out once they are checked. */
  keepOnly?: { column: string; values: readonly number[] };
}

/** In the order of FSN and SYNONYM. */
const TYPES = ['900000000000003001', '900000000000013009'];
const DEFINITION_TYPE = '900000000000550004';
const CASES = ['900000000000448009', '900000000000020002', '900000000000017005'];
const STATUSES = ['900000000000074008', '900000000000073002'];
const MODIFIERS = ['900000000000451002', '900000000000450001'];
const [INFERRED, ADDITIONAL, QUALIFYING, STATED] = ['900000000000011006', '900000000000227009', '900000000000225001', '900000000000010007'];
const STATE = ['id', 'effectiveTime', 'active', 'moduleId'];
const MEMBER = [...STATE, 'refsetId', 'referencedComponentId'];

/** How a file is laid out, by its name and header; undefined where it is not one that is read. `release` is YYYYMMDD. */
export function layoutOf({ content, pattern }: ReleaseFileName, header: readonly string[], release: number): Layout | undefined {
  const state = (id: FieldReader): Layout['fields'] => [['id', id], ['time', dateField(release)], ['active', choiceField(['0', '1'], 'active flag')], ['module', idField('concept')]];
  switch (content) {
    case 'Concept':
      return { table: 'concepts', header: [...STATE, 'definitionStatusId'], fields: [...state(idField('concept')), ['defined', choiceField(STATUSES, 'definition status')]] };
    case 'Description':
    case 'TextDefinition':
      return {
        table: 'descriptions', header: [...STATE, 'conceptId', 'languageCode', 'typeId', 'term', 'caseSignificanceId'],
        fields: [
          ...state(idField('description')), ['concept', idField('concept')], ['language', languageField()], 
          ['type', content === 'Description' ? choiceField(TYPES, 'description type of this file') : choiceField([DEFINITION_TYPE], 'description type of this file', { first: DEFINITION })], ['term', textField()], ['caseSignificance', choiceField(CASES, 'case significance')],
        ],
      };
    case 'Relationship':
    case 'StatedRelationship':
    case 'RelationshipConcreteValues': {
      const isConcrete = content === 'RelationshipConcreteValues';
      const isStated = content === 'StatedRelationship';
      return {
        table: isStated ? undefined : 'relationships',
        header: [...STATE, 'sourceId', isConcrete ? 'value' : 'destinationId', 'relationshipGroup', 'typeId', 'characteristicTypeId', 'modifierId'],
        fields: [
          ...state(idField('relationship')), ['source', idField('concept')],
          isConcrete ? ['value', textField({ form: /^(?:#[+-]?\d+(?:\.\d+)?|".*"|true|false)$/, what: 'concrete value' })] : ['destination', idField('concept')],
          ['group', integerField(0, 65_535, 'u16')], ['type', idField('concept')],
          ['characteristic', choiceField(isStated ? [STATED] : [INFERRED, ADDITIONAL, QUALIFYING], 'characteristic type of this file')],
          ['modifier', choiceField(MODIFIERS, 'modifier', { keep: false })],
        ],
        // Qualifying relationships say what may be added to a concept, not what it is.
        keepOnly: { column: 'characteristic', values: [0, 1] },
      };
    }
    case 'Refset': {
      if (header.includes('owlExpression')) return { table: undefined, header: [...MEMBER, 'owlExpression'], fields: [['id', uuidField(false)], ['time', dateField(release, false)], ...state(uuidField(false)).slice(2), ['refset', idField('concept')], ['component', idField('concept')], ['owlExpression', textField({ keep: false })]] };
      const names = header.slice(MEMBER.length);
      return {
        table: `refset ${pattern} ${names.join(' ')}`, header: [...MEMBER, ...names.slice(0, pattern.length), ...Array.from({ length: Math.max(0, pattern.length - names.length) }, () => '?')],
        fields: [...state(uuidField()), ['refset', idField('concept')], ['component', idField()], ...names.slice(0, pattern.length).map((name, f) => [`f${f}`, memberField(pattern[f] ?? 's', name, release)] as const)],
      };
    }
    default:
      return undefined;
  }
}

function memberField(kind: string, name: string, release: number): FieldReader {
  if (kind === 'c') return idField();
  if (kind === 'i') return integerField(-2_147_483_648, 2_147_483_647, 'i32');
  return name === 'sourceEffectiveTime' || name === 'targetEffectiveTime' ? dateTextField(release) : textField({ mayBeEmpty: true });
}

/** A date among fields that are kept as text. */
function dateTextField(release: number): FieldReader {
  const [date, text] = [dateField(release, false), textField()];
  return { read: (bytes, from, to) => date.read(bytes, from, to) ?? text.read(bytes, from, to), done: () => text.done() };
}

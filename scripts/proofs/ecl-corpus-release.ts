import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildEdition } from '../../platform/terminology/build/build-edition.ts';
import { Edition } from '../../platform/terminology/edition.ts';
import { componentsOfList, type ListedConcept, type ListedRefset } from '../../platform/terminology/from-list.ts';

const ISA = '116680003';
const FSN = '900000000000003001';
const DEFINED = '900000000000073002';
const MODULE = '31000003106';

export interface CorpusRelease {
  concepts: ListedConcept[];
  refsets: ListedRefset[];
}

/** The small release the corpus is asked of: what of it expression constraints without filters can see. */
export function readCorpusRelease(folder: string): CorpusRelease {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const rows = (part: RegExp): Record<string, string>[] => names.filter((name) => part.test(name)).flatMap((name) => readRows(join(folder, name)));
  const descriptions = Map.groupBy(rows(/sct2_Description_/).filter(isActive), ({ conceptId }) => conceptId ?? '');
  const relationships = Map.groupBy([...rows(/sct2_Relationship_/), ...rows(/sct2_RelationshipConcreteValues_/)].filter(isActive), ({ sourceId }) => sourceId ?? '');
  const concepts = rows(/sct2_Concept_/).map(({ id = '', active, definitionStatusId }): ListedConcept => {
    const own = relationships.get(id) ?? [];
    const terms = descriptions.get(id) ?? [];
    return {
      code: id, inactive: active !== '1', defined: definitionStatusId === DEFINED,
      fsn: terms.find(({ typeId }) => typeId === FSN)?.['term'] ?? id,
      terms: terms.filter(({ typeId }) => typeId !== FSN).map(({ term = '' }) => term),
      parents: own.filter(({ typeId }) => typeId === ISA).map(({ destinationId = '' }) => destinationId),
      attributes: own.filter(({ typeId }) => typeId !== ISA).map(({ relationshipGroup, typeId = '', destinationId, value = '' }) => [Number(relationshipGroup), typeId, destinationId ?? value]),
    };
  });
  const associations = Map.groupBy(rows(/AssociationSnapshot/), ({ refsetId }) => refsetId ?? '');
  return {
    concepts,
    refsets: [...associations].map(([code, members]) => ({
      code, fields: [{ name: 'targetComponentId', kind: 'component' }],
      members: members.map(({ referencedComponentId = '', active, targetComponentId = '' }) => ({ component: referencedComponentId, inactive: active !== '1', values: [targetComponentId] })),
    })),
  };
}

const isActive = ({ active }: Record<string, string>): boolean => active === '1';

function readRows(file: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').split(/\r?\n/).filter((line) => line !== '');
  const names = header.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((value, i) => [names[i] ?? '', value])));
}

export function openCorpusRelease({ concepts, refsets }: CorpusRelease, more: readonly ListedConcept[] = []): Edition {
  const about = { title: 'Corpus', version: `http://snomed.info/xsct/${MODULE}/version/20250909`, demonstration: false, notice: '' };
  return new Edition(buildEdition(about, componentsOfList([...concepts, ...more], refsets, MODULE, 20250909)));
}

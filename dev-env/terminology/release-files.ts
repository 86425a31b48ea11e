import * as rows from './rows.ts';
import type { World } from './world.ts';

export type Kind = 'Full' | 'Snapshot' | 'Delta';

/** A file of a release and what is in it, a block of lines at a time. */
export interface MadeFile {
  path: string;
  content: () => Generator<string>;
}

const STATE = 'id\teffectiveTime\tactive\tmoduleId';
const MEMBER = `${STATE}\trefsetId\treferencedComponentId`;
const RELATIONSHIP = 'relationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId';
const DESCRIPTION = `${STATE}\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId`;

const FILES: readonly { folder: string; name: (kind: Kind) => string; header: string; rows: rows.Rows }[] = [
  { folder: 'Terminology', name: (kind) => `sct2_Concept_${kind}`, header: `${STATE}\tdefinitionStatusId`, rows: rows.conceptRows },
  { folder: 'Terminology', name: (kind) => `sct2_Description_${kind}-en`, header: DESCRIPTION, rows: rows.descriptionRows },
  { folder: 'Terminology', name: (kind) => `sct2_TextDefinition_${kind}-en`, header: DESCRIPTION, rows: rows.definitionRows },
  { folder: 'Terminology', name: (kind) => `sct2_Relationship_${kind}`, header: `${STATE}\tsourceId\tdestinationId\t${RELATIONSHIP}`, rows: rows.relationshipRows },
  { folder: 'Terminology', name: (kind) => `sct2_RelationshipConcreteValues_${kind}`, header: `${STATE}\tsourceId\tvalue\t${RELATIONSHIP}`, rows: rows.concreteRows },
  { folder: 'Terminology', name: (kind) => `sct2_sRefset_OWLExpression${kind}`, header: `${MEMBER}\towlExpression`, rows: rows.axiomRows },
  { folder: 'Refset/Language', name: (kind) => `der2_cRefset_Language${kind}-en`, header: `${MEMBER}\tacceptabilityId`, rows: rows.languageRows },
  { folder: 'Refset/Content', name: (kind) => `der2_Refset_Simple${kind}`, header: MEMBER, rows: rows.simpleRows },
  { folder: 'Refset/Content', name: (kind) => `der2_cRefset_Association${kind}`, header: `${MEMBER}\ttargetComponentId`, rows: rows.associationRows },
  { folder: 'Refset/Content', name: (kind) => `der2_cRefset_AttributeValue${kind}`, header: `${MEMBER}\tvalueId`, rows: rows.inactivationRows },
  { folder: 'Refset/Map', name: (kind) => `der2_iisssccRefset_ExtendedMap${kind}`, header: `${MEMBER}\tmapGroup\tmapPriority\tmapRule\tmapAdvice\tmapTarget\tcorrelationId\tmapCategoryId`, rows: rows.mapRows },
  { folder: 'Refset/Metadata', name: (kind) => `der2_ssRefset_ModuleDependency${kind}`, header: `${MEMBER}\tsourceEffectiveTime\ttargetEffectiveTime`, rows: rows.dependencyRows },
];

/**
 * The files of one form of a release: `date` is one of the world's dates. The extension, where there is one, is a package
 * of its own. A Delta says what changed since the date before.
 */
export function releaseFiles(world: World, kind: Kind, date: number): MadeFile[] {
  const at = world.dates.indexOf(date);
  const hasExtension = world.extensionFrom < world.size;
  const packages = [{ name: 'International', country: 'INT', isOwn: (module: string) => !hasExtension || module !== world.extensionModule }];
  if (hasExtension) packages.push({ name: 'Example', country: 'XX9999999', isOwn: (module) => module === world.extensionModule });
  return packages.flatMap(({ name, country, isOwn }) => FILES.map((file): MadeFile => ({
    path: `SnomedCT_${name}RF2_PRODUCTION_${date}T120000Z/${kind}/${file.folder}/${file.name(kind)}_${country}_${date}.txt`,
    *content() {
      yield `${file.header}\r\n`;
      let lines: string[] = [];
      for (let concept = 0; concept < world.size; concept++) {
        file.rows(world, concept, (id, module, states) => {
          if (!isOwn(module)) return;
          const known = states.filter((state) => state.date <= at);
          const shown = kind === 'Full' ? known : kind === 'Snapshot' ? known.slice(-1) : known.filter((state) => state.date === at);
          for (const state of shown) lines.push(`${id}\t${world.dates[state.date] ?? 0}\t${state.active ? 1 : 0}\t${module}\t${state.rest}\r\n`);
        });
        if (lines.length < 2000) continue;
        yield lines.join('');
        lines = [];
      }
      yield lines.join('');
    },
  })));
}

/** The concepts every release has, by the identifiers that FHIR's definitions and the release format itself name. */
export const ROOT = '138875005';
export const ISA = '116680003';
export const CORE_MODULE = '900000000000207008';
export const MODEL_MODULE = '900000000000012004';
export const GB_ENGLISH = '900000000000508004';
export const US_ENGLISH = '900000000000509007';
export const SAME_AS = '900000000000527005';
export const REPLACED_BY = '900000000000526001';
export const MODULE_DEPENDENCY = '900000000000534007';
export const CONCEPT_INACTIVATION = '900000000000489007';
const METADATA = '900000000000441003';

/** Code, name, semantic tag, parent. */
type MetadataConcept = readonly [code: string, name: string, tag: string, parent: string];

export const METADATA_CONCEPTS: readonly MetadataConcept[] = [
  [ROOT, 'SNOMED CT Concept', '', ''],
  [METADATA, 'SNOMED CT Model Component', 'metadata', ROOT],
  [ISA, 'Is a', 'attribute', METADATA],
  [CORE_MODULE, 'SNOMED CT core module', 'core metadata concept', METADATA],
  [MODEL_MODULE, 'SNOMED CT model component module', 'core metadata concept', METADATA],
  [GB_ENGLISH, 'Great Britain English language reference set', 'foundation metadata concept', METADATA],
  [US_ENGLISH, 'United States of America English language reference set', 'foundation metadata concept', METADATA],
  [SAME_AS, 'SAME AS association reference set', 'foundation metadata concept', METADATA],
  [REPLACED_BY, 'REPLACED BY association reference set', 'foundation metadata concept', METADATA],
  [MODULE_DEPENDENCY, 'Module dependency reference set', 'foundation metadata concept', METADATA],
  [CONCEPT_INACTIVATION, 'Concept inactivation indicator reference set', 'foundation metadata concept', METADATA],
  ['900000000000548007', 'Preferred', 'foundation metadata concept', METADATA],
  ['900000000000549004', 'Acceptable', 'foundation metadata concept', METADATA],
  ['900000000000482003', 'Duplicate', 'foundation metadata concept', METADATA],
  ['900000000000483008', 'Outdated', 'foundation metadata concept', METADATA],
  ['447561005', 'Map source not classified', 'foundation metadata concept', METADATA],
  ['447637006', 'Map source concept is properly classified', 'foundation metadata concept', METADATA],
  ['363698007', 'Finding site', 'attribute', METADATA],
  ['116676008', 'Associated morphology', 'attribute', METADATA],
  ['246075003', 'Causative agent', 'attribute', METADATA],
  ['127489000', 'Has active ingredient', 'attribute', METADATA],
];

/** The hierarchies of content: root, name, semantic tag, how much of a whole release is in it. */
export const HIERARCHIES = [
  { root: '404684003', name: 'Clinical finding', tag: 'finding', child: 'disorder', share: 0.33 },
  { root: '71388002', name: 'Procedure', tag: 'procedure', child: 'procedure', share: 0.14 },
  { root: '123037004', name: 'Body structure', tag: 'body structure', child: 'body structure', share: 0.09 },
  { root: '105590001', name: 'Substance', tag: 'substance', child: 'substance', share: 0.08 },
  { root: '373873005', name: 'Pharmaceutical / biologic product', tag: 'product', child: 'product', share: 0.24 },
  { root: '410607006', name: 'Organism', tag: 'organism', child: 'organism', share: 0.06 },
  { root: '363787002', name: 'Observable entity', tag: 'observable entity', child: 'observable entity', share: 0.03 },
  { root: '243796009', name: 'Situation with explicit context', tag: 'situation', child: 'situation', share: 0.03 },
] as const;
export const [FINDING, BODY, SUBSTANCE, PRODUCT] = [0, 2, 3, 4];

import { type ListedConcept, type ListedRefset, componentsOfList } from '../from-list.ts';
import type { LoadedRelease } from '../rf2/loaded-release.ts';

/** Concepts that base R4 and UK Core name themselves, with a little of what they mean: for tests of what is asked of a release. */
const CONCEPTS: readonly ListedConcept[] = [
  { code: '138875005', fsn: 'SNOMED CT Concept (SNOMED RT+CTV3)', terms: ['SNOMED CT Concept'], parents: [] },
  { code: '404684003', fsn: 'Clinical finding (finding)', terms: ['Clinical finding'], parents: ['138875005'] },
  { code: '64572001', fsn: 'Disease (disorder)', terms: ['Disease', 'Disorder'], parents: ['404684003'] },
  { code: '73211009', fsn: 'Diabetes mellitus (disorder)', terms: ['Diabetes mellitus', 'DM - Diabetes mellitus'], parents: ['64572001'] },
  { code: '44054006', fsn: 'Diabetes mellitus type 2 (disorder)', terms: ['Type 2 diabetes mellitus', 'T2DM'], parents: ['73211009'], defined: true },
  { code: '46635009', fsn: 'Diabetes mellitus type 1 (disorder)', terms: ['Type 1 diabetes mellitus'], parents: ['73211009'] },
  { code: '29857009', fsn: 'Chest pain (finding)', terms: ['Chest pain', 'Pain in chest'], parents: ['404684003'], attributes: [[1, '363698007', '51185008']] },
  { code: '51185008', fsn: 'Thoracic structure (body structure)', terms: ['Thorax'], parents: ['138875005'] },
  { code: '363698007', fsn: 'Finding site (attribute)', terms: ['Finding site'], parents: ['138875005'] },
  { code: '116680003', fsn: 'Is a (attribute)', terms: ['Is a'], parents: ['138875005'] },
  { code: '22298006', fsn: 'Myocardial infarction (disorder)', terms: ['Myocardial infarction', 'Heart attack'], parents: ['64572001'] },
  { code: '195967001', fsn: 'Asthma (disorder)', terms: ['Asthma'], parents: ['64572001'] },
  { code: '8801005', fsn: 'Secondary diabetes mellitus (disorder)', terms: ['Secondary diabetes mellitus'], parents: [], inactive: true },
  { code: '900000000000527005', fsn: 'SAME AS association reference set (foundation metadata concept)', terms: ['SAME AS association reference set'], parents: ['138875005'] },
  { code: '900000000000497000', fsn: 'CTV3 simple map reference set (foundation metadata concept)', terms: ['CTV3 simple map'], parents: ['138875005'] },
  { code: '900000000000455006', fsn: 'Reference set (foundation metadata concept)', terms: ['Reference set'], parents: ['138875005'] },
  { code: '999000051000001100', fsn: 'ePrescribing route of administration simple reference set (foundation metadata concept)', terms: ['ePrescribing routes'], parents: ['900000000000455006'] },
];

const REFSETS: readonly ListedRefset[] = [
  { code: '900000000000527005', fields: [{ name: 'targetComponentId', kind: 'component' }], members: [{ component: '8801005', values: ['73211009'] }] },
  { code: '900000000000497000', fields: [{ name: 'mapTarget', kind: 'string' }], members: [{ component: '29857009', values: ['182..'] }, { component: '195967001', values: ['H33..'] }] },
  { code: '999000051000001100', members: [{ component: '195967001' }, { component: '29857009', inactive: true }] },
];

export const SMALL_ABOUT = { title: 'SNOMED CT for tests', version: 'http://snomed.info/sct/900000000000207008/version/20261130', demonstration: true, notice: 'Only for tests' };

export function smallRelease(more: readonly ListedConcept[] = []): LoadedRelease {
  return {
    components: componentsOfList([...CONCEPTS, ...more], REFSETS, '900000000000207008', 20261130),
    release: { module: '900000000000207008', effectiveTime: 20261130, kind: 'Snapshot', packages: [] },
  };
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseAbout } from '../../platform/terminology/edition.ts';
import { componentsOfList, type ListedConcept, type ListedRefset } from '../../platform/terminology/from-list.ts';
import type { LoadedRelease } from '../../platform/terminology/rf2/loaded-release.ts';

const FOLDER = join(import.meta.dirname, 'demonstration');
/** The day the lists were made, YYYYMMDD. */
const MADE = 20261130;
/** No module: nobody published these lists as a release. */
const MODULE = '0';
const ROOT = '138875005';
const PRODUCTS = '373873005';
const REPLACED_BY = '900000000000526001';

/** The demonstration subset as a release. Its version changes with what is in it. */
export function demonstrationRelease(): { about: ReleaseAbout; loaded: LoadedRelease } {
  const listed = [...activeConcepts(), ...inactiveConcepts(), ...products()];
  const digest = createHash('sha256').update(JSON.stringify(listed)).digest('hex').slice(0, 12);
  return {
    about: {
      title: 'Demonstration subset of SNOMED CT', version: `urn:jenner:terminology:demonstration:${digest}`, demonstration: true,
      notice: 'Concepts of SNOMED CT that openly licensed sources name, in an order of Jenner’s own. Not for clinical use. SNOMED CT is © International Health Terminology Standards Development Organisation.',
    },
    loaded: { components: componentsOfList(listed, [replacements()], MODULE, MADE), release: { module: MODULE, effectiveTime: MADE, kind: 'Snapshot', packages: [] } },
  };
}

/** With our own words for them among their synonyms. */
function activeConcepts(): ListedConcept[] {
  const synonyms = Map.groupBy(rowsOf('synonyms.tsv'), ([code]) => code);
  return rowsOf('concepts.tsv').map(([code = '', fsn = '', preferred = '', parents = '']) => ({
    code, fsn, terms: [preferred, ...(synonyms.get(code) ?? []).map(([, synonym = '']) => synonym)], parents: parents.split(' ').filter((parent) => parent !== ''),
  }));
}

function inactiveConcepts(): ListedConcept[] {
  return rowsOf('inactive.tsv').map(([code = '', fsn = '', preferred = '']) => ({ code, fsn, terms: [preferred], parents: [], inactive: true }));
}

/** dm+d products that the example records carry: known by name, and found among drugs rather than here. */
function products(): ListedConcept[] {
  return [
    { code: PRODUCTS, fsn: 'Pharmaceutical / biologic product (product)', terms: ['Pharmaceutical / biologic product'], parents: [ROOT] },
    { code: REPLACED_BY, fsn: 'REPLACED BY association reference set (foundation metadata concept)', terms: ['REPLACED BY association reference set'], parents: [ROOT] },
    ...rowsOf('products.tsv').map(([code = '', name = '']) => ({ code, fsn: name, terms: [name], parents: [PRODUCTS] })),
  ];
}

function replacements(): ListedRefset {
  const members = rowsOf('inactive.tsv').filter(([, , , replacedBy = '']) => replacedBy !== '').map(([component = '', , , replacedBy = '']) => ({ component, values: [replacedBy] }));
  return { code: REPLACED_BY, fields: [{ name: 'targetComponentId', kind: 'component' }], members };
}

function rowsOf(file: string): string[][] {
  return readFileSync(join(FOLDER, file), 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split('\t'));
}

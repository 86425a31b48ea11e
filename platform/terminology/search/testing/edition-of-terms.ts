import { buildEdition } from '../../build/build-edition.ts';
import { Edition } from '../../edition.ts';
import { componentsOfList } from '../../from-list.ts';
import { withCheckDigit } from '../../sctid.ts';

/** A release of concepts that have nothing but terms, the preferred one first. The identifiers are nobody's. */
export function editionOfTerms(concepts: readonly { terms: readonly string[]; fsn?: string; inactive?: boolean }[]): Edition {
  const listed = concepts.map(({ terms, fsn, inactive = false }, i) => ({ code: withCheckDigit(`${i + 1000}00`), fsn: fsn ?? `${terms[0]} (finding)`, terms, parents: [], inactive }));
  return new Edition(buildEdition({ title: 'Test', version: '', demonstration: true, notice: '' }, componentsOfList(listed, [], '900000000000207008', 20261130)));
}

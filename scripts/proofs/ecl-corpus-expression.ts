import type { AttributeSet, Refinement } from '../../platform/terminology/ecl/ast.ts';
import { plainReference } from '../../platform/terminology/ecl/ast.ts';
import { parseEcl } from '../../platform/terminology/ecl/parse-ecl.ts';
import type { ListedConcept } from '../../platform/terminology/from-list.ts';
import { withCheckDigit } from '../../platform/terminology/sctid.ts';
import type { CorpusRelease } from './ecl-corpus-release.ts';

/** The code that an expression gets in the release: one that nobody published. */
export const EXPRESSION = withCheckDigit('999999999900');

/**
 * A postcoordinated expression as a concept of the release: below its focus concept, with the focus concept's attributes
 * and its own. The forms that the corpus has (focus, attributes, groups) are written as expression constraints are.
 */
export function conceptOfExpression({ concepts }: CorpusRelease, text: string): ListedConcept {
  const expression = parseEcl(text);
  const focus = expression.kind === 'refined' ? plainReference(expression.focus)?.code : undefined;
  const inherited = concepts.find(({ code }) => code === focus)?.attributes ?? [];
  if (expression.kind !== 'refined' || focus === undefined) throw new Error(`Not an expression of the corpus's kind: ${text}`);
  let group = 1000;
  const own = (refinement: Refinement | AttributeSet, inGroup: number): [number, string, string][] => {
    switch (refinement.kind) {
      case 'group': return own(refinement.attributes, ++group);
      case 'attribute': {
        const value = refinement.test.kind === 'concept' ? plainReference(refinement.test.value)?.code : undefined;
        return [[inGroup, plainReference(refinement.name)?.code ?? '', value ?? '']];
      }
      default: return refinement.operands.flatMap((each) => own(each, inGroup));
    }
  };
  return { code: EXPRESSION, fsn: text, terms: [], parents: [focus], attributes: [...inherited, ...own(expression.refinement, 0)] };
}

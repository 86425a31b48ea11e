import type { Expression } from '../ast.ts';
import type { ConceptSet } from '../concept-set.ts';
import type { Edition } from '../../edition.ts';
import { EclFault } from '../fault.ts';

/** What one evaluation carries with it. */
export interface Context {
  readonly edition: Edition;
  readonly work: Work;
  /** The ordinal of a code the expression names, or -1; a code that the release has not is noted. */
  readonly ordinal: (code: string) => number;
  readonly note: (unknown: string) => void;
  readonly evaluate: (expression: Expression) => ConceptSet;
  readonly alternate: (scheme: string, code: string) => string | undefined;
}

/** Rows touched, about ten nanoseconds each: counted, not timed, so that the same question always gets the same answer. */
export class Work {
  #left: number;

  constructor(rows: number) {
    this.#left = rows;
  }

  spend(rows: number): void {
    this.#left -= rows;
    if (this.#left < 0) throw new EclFault('too costly', 'The expression asks for more work than one question may take; narrow what it begins with.');
  }
}

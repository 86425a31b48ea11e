import { Tag } from 'nhsuk-react-components';
import type { Verdict } from '../../../capabilities/view-record/usual-range.ts';
import { h, type ReactNode } from './h.ts';

const WORDS: Readonly<Record<Verdict, string>> = {
  'within': 'Within the usual range',
  'above': 'Above the usual range',
  'below': 'Below the usual range',
  'outside': 'Outside the usual range',
  'perhaps-outside': 'May be outside the usual range',
};

export function verdictWords(verdict: Verdict): string {
  return WORDS[verdict];
}

/** The words carry the meaning; the colour only helps the eye find them. */
export function verdictTag(verdict: Verdict): ReactNode {
  return h(Tag, { modifier: verdict === 'within' ? 'green' : 'yellow' }, WORDS[verdict]);
}

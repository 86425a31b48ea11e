import assert from 'node:assert/strict';
import { it } from 'node:test';
import { buildEdition } from '../build/build-edition.ts';
import { Edition } from '../edition.ts';
import { componentsOfList } from '../from-list.ts';
import { withCheckDigit } from '../sctid.ts';
import { evaluateEclCached } from './ecl-cache.ts';

const ROOT = withCheckDigit('100000');
const open = (date: number): Edition => new Edition(buildEdition({ title: 'Test', version: String(date), demonstration: false, notice: '' }, componentsOfList([{ code: ROOT, fsn: 'Root', terms: [], parents: [] }], [], ROOT, date)));

it('an answer is kept for its edition, and the one longest not asked goes first', () => {
  const [edition, other] = [open(20260131), open(20260228)];
  const first = evaluateEclCached(edition, '*');
  assert.equal(evaluateEclCached(edition, '*'), first);
  assert.notEqual(evaluateEclCached(other, '*'), first);
  const numbered = (n: number): string => `* {{ C effectiveTime != "${20000101 + n}" }}`;
  const second = evaluateEclCached(edition, numbered(0));
  for (let n = 1; n < 200; n++) {
    evaluateEclCached(edition, `${numbered(0)} AND ${ROOT} /* ${n} */`);
    evaluateEclCached(edition, '*');
  }
  assert.equal(evaluateEclCached(edition, '*'), first);
  assert.notEqual(evaluateEclCached(edition, numbered(0)), second);
});

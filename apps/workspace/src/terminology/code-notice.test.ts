import assert from 'node:assert/strict';
import test from 'node:test';
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { codeNotice } from './code-notice.ts';

const property = (code: string, value: Partial<ParametersParameter>, description?: string): ParametersParameter => ({
  name: 'property', part: [{ name: 'code', valueCode: code }, { name: 'value', ...value }, ...(description === undefined ? [] : [{ name: 'description', valueString: description }])],
});
const answer = (...parameter: ParametersParameter[]): Parameters => ({ resourceType: 'Parameters', parameter });
const INACTIVE = property('inactive', { valueBoolean: true });

test('a code in use, or one that nobody can be asked of, is not remarked on', () => {
  assert.equal(codeNotice(undefined), undefined);
  assert.equal(codeNotice(answer(property('inactive', { valueBoolean: false }))), undefined);
});

test('a code that the terminology does not have is said to be unknown, not wrong', () => {
  assert.equal(codeNotice('unknown'), 'This code is not in the terminology in use.');
});

test('SNOMED CT historical associations: an inactive code says what stands for it, surest first, and never makes "may" into "is"', () => {
  assert.equal(codeNotice(answer(INACTIVE)), 'This code is no longer in use.');
  assert.equal(codeNotice(answer(INACTIVE, property('same-as', { valueCode: '73211009' }, 'Diabetes mellitus'))), 'This code is no longer in use; it means Diabetes mellitus.');
  assert.equal(
    codeNotice(answer(INACTIVE, property('possibly-equivalent-to', { valueCode: '1' }, 'One'), property('replaced-by', { valueCode: '3' }), property('possibly-equivalent-to', { valueCode: '2' }, 'Two'))),
    'This code is no longer in use; replaced by 3; it may mean One or Two.',
  );
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainTerm } from './plain-english.ts';

describe('plain English', () => {
  const cases: [recorded: string, text: string][] = [
    ['O/E - blood pressure reading', 'Blood pressure reading'],
    ['O/E - Systolic BP reading', 'Systolic blood pressure reading'],
    ['[V]Personal history of bisphosphonate allergy', 'Personal history of bisphosphonate allergy'],
    ['[X]Beta-adrenorecep antag caus advers eff in ther use, NEC', 'Beta-adrenorecep antag caus advers eff in ther use'],
    ['Drug hypersensitivity NOS', 'Drug hypersensitivity'],
    ['Influenza vaccination (& inactivated)', 'Influenza vaccination'],
    ['Myocardial infarction', 'Heart attack (myocardial infarction)'],
    ['Total cholesterol:HDL (high density lipoprotein) ratio', 'Total cholesterol:HDL (high density lipoprotein) ratio'],
    ['Full blood count - FBC', 'Full blood count - FBC'],
    ['Adverse reaction to amoxycillin', 'Bad reaction to amoxycillin'],
    ['dsDNA binding autoantibody level', 'dsDNA binding autoantibody level'],
  ];
  for (const [recorded, text] of cases) {
    it(`reads "${recorded}" as "${text}"`, () => assert.equal(plainTerm(recorded).text, text));
  }

  it('never drops a prefix that changes the meaning: past and family illness stay past and family', () => {
    assert.equal(plainTerm('H/O: warfarin allergy').text, 'History of warfarin allergy');
    assert.equal(plainTerm('H/O: antibiotic allergy NOS').text, 'History of antibiotic allergy');
    assert.equal(plainTerm('FH: Cardiovascular disease').text, 'Family history: cardiovascular disease');
    assert.equal(plainTerm('FH: Myocardial infarction').text, 'Family history: heart attack (myocardial infarction)');
  });

  it('keeps the surgery’s wording beside what it changed, and only then', () => {
    assert.equal(plainTerm('O/E - itchy rash').recorded, 'O/E - itchy rash');
    assert.equal(plainTerm('Asthma').recorded, undefined);
  });

  it('leaves a term alone that is nothing but a filing mark', () => {
    assert.equal(plainTerm('NOS').text, 'NOS');
    assert.equal(plainTerm('[X]').text, '[X]');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainAbbreviations } from './abbreviations.ts';
import { readNotes } from './notes.ts';
import { formatPhone } from './phone.ts';
import { plainQuantity } from './quantities.ts';
import { plainMoment } from './when.ts';

describe('quantities', () => {
  it('writes units out where patients misread them, and puts counted things in the plural', () => {
    assert.equal(plainQuantity({ value: 77, unit: 'umol/L' }), '77 micromol/L');
    assert.equal(plainQuantity({ value: 9.5, unit: '10*9/L' }), '9.5 × 10⁹/L');
    assert.equal(plainQuantity({ value: 28, unit: 'tablet' }), '28 tablets');
    assert.equal(plainQuantity({ value: 1, unit: 'tablet' }), '1 tablet');
    assert.equal(plainQuantity({ value: 4, unit: 'suppository' }), '4 suppositories');
    assert.equal(plainQuantity({ value: 100, unit: 'ml' }), '100 ml');
    assert.equal(plainQuantity({ value: 98, unit: '%' }), '98%');
  });

  it('says a comparator in words and groups thousands', () => {
    assert.equal(plainQuantity({ value: 1000, comparator: '>=', unit: 'ng/L' }), 'at least 1,000 ng/L');
    assert.equal(plainQuantity({ value: 0.5, comparator: '<=', unit: 'g/L' }), 'no more than 0.5 g/L');
    assert.equal(plainQuantity({ value: 1234567.1234 }), '1,234,567.1234');
  });
});

describe('notes', () => {
  it('takes qualifiers from the front and leaves the text as it was', () => {
    const { text, qualifiers } = readNotes([{ text: 'Severity : Moderate, Frequencies : Infrequent - Only happens with a cold' }]);
    assert.deepEqual(text, ['Only happens with a cold']);
    assert.deepEqual(qualifiers, [{ label: 'How bad', value: 'moderate' }, { label: 'How often', value: 'infrequent' }]);
  });

  it('drops the surgery’s filing marks only', () => {
    assert.deepEqual(readNotes([{ text: 'Significance : Major - Episodicity : First' }]), { text: [], qualifiers: [] });
    assert.deepEqual(readNotes([{ text: 'Significance : Minor - Episodicity : First - hhh €' }]).text, ['hhh €']);
  });

  it('leaves alone what only looks like a qualifier', () => {
    for (const text of ['Mode:Written', 'Plan : review in 2 weeks', ' Fasting       4.3            negative', 'Weight - stable']) {
      assert.deepEqual(readNotes([{ text }]).text, [text]);
    }
  });
});

describe('dates, phones and abbreviations', () => {
  it('shows the time of day, but not the midnight of a day without a time', () => {
    assert.equal(plainMoment('2020-12-14T10:18:00+00:00'), '14 December 2020, 10:18am');
    assert.equal(plainMoment('2010-05-24T00:00:00+01:00'), '24 May 2010');
    assert.equal(plainMoment('2018-12'), 'December 2018');
  });

  it('groups UK phone numbers and leaves other texts alone', () => {
    assert.equal(formatPhone('01133800000'), '0113 380 0000');
    assert.equal(formatPhone('+44 20 7946 0123'), '020 7946 0123');
    assert.equal(formatPhone('07700900123'), '07700 900123');
    assert.equal(formatPhone('ext 12'), 'ext 12');
  });

  it('explains the short forms that stand as words, and no others', () => {
    const found = explainAbbreviations(['O/E chest clear. SOB on stairs, BP ok. From home.']).map(({ short }) => short);
    assert.deepEqual(found, ['BP', 'O/E', 'SOB']);
  });
});

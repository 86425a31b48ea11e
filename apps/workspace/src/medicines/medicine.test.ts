import assert from 'node:assert/strict';
import test from 'node:test';
import type { Extension, Medication } from '@medplum/fhirtypes';
import { isApart, medicineOf } from './medicine.ts';

const said = (name: string, value: Partial<Extension>): Extension => ({ url: `urn:jenner:dmd:${name}`, ...value });
const medication = (display: string, more: Partial<Medication> = {}): Medication => ({ resourceType: 'Medication', code: { coding: [{ system: 'https://dmd.nhs.uk', code: display.length.toString(), display }] }, ...more });

test('MEDi: the name is dm+d’s own to the letter; strengths without a slash, thousands with a comma, pence as pounds', () => {
  const medicine = medicineOf(medication('Amoxicillin 250mg/5ml oral suspension', {
    form: { text: 'Oral suspension' },
    ingredient: [
      { itemCodeableConcept: { text: 'Amoxicillin' }, strength: { numerator: { value: 250, unit: 'mg' }, denominator: { value: 5, unit: 'ml' } } },
      { itemCodeableConcept: { text: 'Something' }, strength: { numerator: { value: 1000, unit: 'unit' }, denominator: { value: 1, unit: 'ml' } } },
      { itemCodeableConcept: { text: 'Bare' } },
    ],
    extension: [said('level', { valueCode: 'VMP' }), said('price', { valueInteger: 123456 }), said('legal-category', { valueString: 'POM' })],
  }));
  assert.equal(medicine?.name, 'Amoxicillin 250mg/5ml oral suspension');
  assert.deepEqual(medicine.ingredients, ['Amoxicillin 250 mg in 5 ml', 'Something 1,000 unit in ml', 'Bare']);
  assert.equal(medicine.level, 'VMP');
  assert.equal(medicine.price, '£1,234.56');
  assert.equal(medicine.legalCategory, 'POM');
  assert.equal(medicine.discontinued, false);
});

test('what is not said is not shown, and what has no dm+d code is not a medicine', () => {
  const medicine = medicineOf(medication('Thing'));
  assert.deepEqual(medicine, { code: '5', name: 'Thing', level: undefined, ingredients: [], lookAlikes: [], discontinued: false });
  assert.equal(medicineOf({ resourceType: 'Medication', code: { text: 'Thing' } }), undefined);
});

test('rows of two drugs that are easily confused are drawn apart; rows of one drug are not', () => {
  const [first, second, other] = ['Carbamazepine 100mg tablets', 'Carbamazepine 200mg tablets x', 'Carbimazole 5mg tablets'].map((name, index) =>
    medicineOf(medication(name, { extension: [said('look-alike', { valueString: index === 2 ? 'carbamazepine' : 'carbimazole' })] })));
  assert.ok(first && second && other);
  assert.equal(isApart(first, undefined), false);
  assert.equal(isApart(second, first), false);
  assert.equal(isApart(other, second), true);
});

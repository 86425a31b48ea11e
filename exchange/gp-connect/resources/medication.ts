import type { Medication, MedicationIngredient } from '@medplum/fhirtypes';
import { codeableConcept, ratio, reference } from '../reading/datatypes.ts';
import { boolean, sameCode } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';
import { header } from './header.ts';
import type { Stored } from './header.ts';

/**
 * Medication, STU3 -> R4. What is not named keeps its name.
 * - ingredient.amount -> ingredient.strength
 * - isBrand, isOverTheCounter, package, image stay as extensions: GP Connect does not send them
 */
export function medication(r: Reader, id: string): Stored<Medication> {
  return r.finish<Stored<Medication>>({
    resourceType: 'Medication',
    ...header(r, id),
    code: r.one('code', codeableConcept),
    status: r.one('status', sameCode('active', 'inactive', 'entered-in-error')),
    manufacturer: r.one('manufacturer', reference),
    form: r.one('form', codeableConcept),
    ingredient: r.many('ingredient', ingredient),
  });
}

const ingredient: Parse<MedicationIngredient> = (value, place, world) => {
  const r = new Reader('Medication.ingredient', value, place, world);
  return r.finish<MedicationIngredient>({
    itemCodeableConcept: r.one('itemCodeableConcept', codeableConcept),
    itemReference: r.one('itemReference', reference),
    isActive: r.one('isActive', boolean),
    strength: r.one('amount', ratio),
  });
};

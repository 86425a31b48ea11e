import type { Extension, Medication, MedicationIngredient } from '@medplum/fhirtypes';
import type { Ampp, Ingredient, Level, Product, Quantity, Vmp } from '../../../terminology/dmd/product.ts';
import type { DrugHit } from '../../../terminology/dmd/search/search-drugs.ts';
import { DMD } from '../../../terminology/fhir/coded.ts';
import type { Drugs } from '../../../terminology/terminology.ts';

const URL = 'urn:jenner:dmd:';

/** A product of dm+d as a Medication: its description verbatim; what R4 has no place for in extensions `urn:jenner:dmd:…`. */
export function medicationOf({ dmd }: Drugs, product: Product, hit?: DrugHit): Medication {
  const { id, level, description } = product;
  const generic = genericOf(dmd, product);
  // A brand's legal category stands with its packs.
  const pack = product.level === 'AMP' ? dmd.product(dmd.amppsOf(id)[0] ?? '') : product;
  const form = generic?.forms[0];
  const extensions: (Extension | undefined)[] = [
    { url: `${URL}level`, valueCode: level },
    said('controlled-drug', generic?.controlledDrug?.code === '0000' ? undefined : generic?.controlledDrug?.description),
    said('prescribing-status', product.level === 'VMP' ? product.prescribingStatus?.description : undefined),
    said('availability', product.level === 'AMP' ? product.availability?.description : product.level === 'VMP' ? product.nonAvailability?.description : undefined),
    said('legal-category', pack?.level === 'AMPP' ? pack.legalCategory?.description : undefined),
    said('pack', product.level === 'VMPP' ? quantity(product.quantity) : product.level === 'AMPP' ? packSize(dmd, product) : undefined),
    pence(product.level === 'AMPP' ? product.price?.pence : product.level === 'VMPP' ? product.drugTariff?.price : undefined),
    isDiscontinued(product) ? { url: `${URL}discontinued`, valueBoolean: true } : undefined,
    said('why-not', hit === undefined || hit.refusals.length === 0 ? undefined : hit.refusals.join('; ')),
    said('matched', hit?.matched.find((match) => match.in !== 'name')?.word),
    ...(hit?.lookAlikes ?? []).map(({ mistakenFor }) => said('look-alike', mistakenFor)),
  ];
  return {
    resourceType: 'Medication',
    extension: extensions.filter((one) => one !== undefined),
    code: { coding: [{ system: DMD, code: id, display: description }], text: description },
    ...(form === undefined ? {} : { form: { coding: [{ system: DMD, code: form.code, display: form.description }], text: form.description } }),
    ...(level === 'VTM' || generic === undefined ? {} : { ingredient: generic.ingredients.map(ingredientOf) }),
  };
}

/** The virtual product that says what is in a product: itself, or the one it is made as. */
function genericOf(dmd: Drugs['dmd'], product: Product): Vmp | undefined {
  if (product.level === 'VMP') return product;
  const above: readonly Level[] = ['VMP', 'AMP', 'VMPP'];
  for (const id of dmd.parentsOf(product.id)) {
    const parent = dmd.product(id);
    if (parent !== undefined && above.includes(parent.level)) return genericOf(dmd, parent);
  }
  return undefined;
}

function ingredientOf({ substance, strength, per }: Ingredient): MedicationIngredient {
  const numerator = strength === undefined ? undefined : { value: strength.value, ...(strength.unit === undefined ? {} : { unit: strength.unit.description }) };
  const denominator = per === undefined ? { value: 1 } : { value: per.value, ...(per.unit === undefined ? {} : { unit: per.unit.description }) };
  return { itemCodeableConcept: { coding: [{ system: DMD, code: substance.id, display: substance.name }], text: substance.name }, ...(numerator === undefined ? {} : { strength: { numerator, denominator } }) };
}

function packSize(dmd: Drugs['dmd'], { vmpp, subpack }: Ampp): string | undefined {
  const virtual = vmpp === undefined ? undefined : dmd.product(vmpp.id);
  return subpack ?? (virtual?.level === 'VMPP' ? quantity(virtual.quantity) : undefined);
}

function quantity(found: Quantity | undefined): string | undefined {
  return found === undefined ? undefined : `${found.value.toLocaleString('en-GB')}${found.unit === undefined ? '' : ` ${found.unit.description}`}`;
}

function isDiscontinued(product: Product): boolean {
  return product.invalid || (product.level === 'AMPP' && product.discontinued?.code === '0001');
}

function said(name: string, words: string | undefined): Extension | undefined {
  return words === undefined ? undefined : { url: `${URL}${name}`, valueString: words };
}

function pence(value: number | undefined): Extension | undefined {
  return value === undefined ? undefined : { url: `${URL}price`, valueInteger: Math.round(value) };
}

import type { Coding, ParametersParameter } from '@medplum/fhirtypes';
import { Problem } from '../../../errors.ts';
import type { Level, Product } from '../../../terminology/dmd/product.ts';
import { DMD } from '../../../terminology/fhir/coded.ts';
import { drugCode, drugKindOf } from '../../../terminology/fhir/drug-codes.ts';
import type { Drugs } from '../../../terminology/terminology.ts';

/** CodeSystem/$lookup of a product or ingredient of dm+d, by dm+d's own words; undefined where there is none such. An old id answers with what has taken its place. */
export function lookUpDrug({ dmd, release }: Drugs, code: string, wanted: readonly string[]): ParametersParameter[] | undefined {
  const successor = drugKindOf(dmd, code) === undefined ? dmd.successorOf(code) : undefined;
  const [product, found] = [dmd.product(successor ?? code), drugCode(dmd, successor ?? code)];
  if (found === undefined) return undefined;
  const said = [
    ['level', product?.level ?? 'INGREDIENT'], ['inactive', found.inactive === true], ...(successor === undefined ? [] : [['replaced-by', successor] as const]),
    ...dmd.parentsOf(found.code).map((parent) => ['parent', parent] as const), ...(product === undefined ? [] : saidOf(product)),
  ].filter(([name]) => wanted.length === 0 || wanted.includes(String(name)));
  return [
    { name: 'name', valueString: 'dm+d' },
    { name: 'version', valueString: release.version },
    { name: 'display', valueString: found.display },
    ...said.map(([name, value]): ParametersParameter => ({ name: 'property', part: [{ name: 'code', valueCode: String(name) }, { name: 'value', ...(typeof value === 'boolean' ? { valueBoolean: value } : name === 'parent' || name === 'replaced-by' || name === 'level' ? { valueCode: value } : { valueString: value }) }] })),
  ];
}

type Said = readonly [name: string, value: string | boolean];

function saidOf(product: Product): Said[] {
  const found: (readonly [string, string | undefined])[] = [];
  if (product.level === 'VMP') found.push(['form', product.forms[0]?.description], ['prescribing-status', product.prescribingStatus?.description], ['controlled-drug', product.controlledDrug?.description], ['bnf', product.bnf], ['atc', product.atc]);
  if (product.level === 'AMP') found.push(['supplier', product.supplier?.description], ['availability', product.availability?.description], ['licensing', product.licensing?.description]);
  if (product.level === 'AMPP') found.push(['legal-category', product.legalCategory?.description], ['discontinued', product.discontinued?.description]);
  return found.flatMap(([name, value]): Said[] => (value === undefined ? [] : [[name, value]]));
}

const LEVEL = /^https:\/\/dmd\.nhs\.uk\?fhir_cm=(VTM|VMP|VMPP|AMP|AMPP)$/;

/** ConceptMap/$translate between the levels of dm+d: up to the one that a product belongs to, down to all that belong to it. */
export function byDrugLevel({ dmd }: Drugs, url: string, { code = '' }: Coding): { equivalence: 'wider' | 'narrower' | 'equal'; concept: Coding }[] {
  const level = LEVEL.exec(url)?.[1] as Level | undefined;
  if (level === undefined) throw new Problem('not-found', 'dm+d has the levels VTM, VMP, VMPP, AMP and AMPP');
  const concept = (id: string): Coding => ({ system: DMD, code: id, display: dmd.product(id)?.description ?? id });
  if (dmd.level(code) === level) return [{ equivalence: 'equal', concept: concept(code) }];
  const up = aboveProduct(dmd, code).filter((id) => dmd.level(id) === level);
  if (up.length > 0) return up.map((id) => ({ equivalence: 'wider', concept: concept(id) }));
  const down = belowProduct(dmd, code).filter((id) => dmd.level(id) === level);
  return down.map((id) => ({ equivalence: 'narrower', concept: concept(id) }));
}

/** The products that one belongs to, each once. */
export function aboveProduct(dmd: Drugs['dmd'], code: string): string[] {
  return reach(code, (id) => dmd.parentsOf(id));
}

/** The products that belong to one, each once. */
export function belowProduct(dmd: Drugs['dmd'], code: string): string[] {
  return reach(code, (id) => [...dmd.vmpsOf(id), ...dmd.ampsOf(id), ...dmd.vmppsOf(id), ...dmd.amppsOf(id)]);
}

/** Everything that steps lead to, each once. */
function reach(from: string, step: (id: string) => readonly string[]): string[] {
  const met = new Set<string>();
  const walk = (id: string): void => {
    for (const next of step(id)) {
      if (met.has(next)) continue;
      met.add(next);
      walk(next);
    }
  };
  walk(from);
  return [...met];
}

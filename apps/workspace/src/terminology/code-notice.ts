import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import type { LookedUp } from '../api/lookup.ts';

/** How a code that is no longer in use stands to another, surest first: SNOMED CT's historical associations. */
const STANDS: Readonly<Record<string, string>> = {
  'same-as': 'it means',
  'replaced-by': 'replaced by',
  'partially-equivalent-to': 'in part it means',
  'possibly-equivalent-to': 'it may mean',
  'possibly-replaced-by': 'it may be replaced by',
  'was-a': 'it was a kind of',
  'alternative': 'in its place there is',
};

/** What has to be asked of a code. */
export const NOTICED = ['inactive', ...Object.keys(STANDS)];

/** What a reader has to know of a code of an entry, in words; undefined where there is nothing to say. */
export function codeNotice(answer: LookedUp): string | undefined {
  if (answer === undefined) return undefined;
  if (answer === 'unknown') return 'This code is not in the terminology in use.';
  const properties = propertiesOf(answer);
  if (!properties.some(({ code, value }) => code === 'inactive' && value?.valueBoolean === true)) return undefined;
  const stands = Object.entries(STANDS).flatMap(([code, words]) => {
    const names = properties.filter((property) => property.code === code).map(({ name, value }) => name ?? value?.valueCode ?? '');
    return names.length === 0 ? [] : [`${words} ${names.join(' or ')}`];
  });
  return stands.length === 0 ? 'This code is no longer in use.' : `This code is no longer in use; ${stands.join('; ')}.`;
}

interface Property {
  code: string | undefined;
  value: ParametersParameter | undefined;
  /** What the code of the value is called. */
  name: string | undefined;
}

function propertiesOf({ parameter = [] }: Parameters): Property[] {
  const part = (of: ParametersParameter, name: string): ParametersParameter | undefined => of.part?.find((one) => one.name === name);
  return parameter.filter(({ name }) => name === 'property').map((of) => ({
    code: part(of, 'code')?.valueCode, value: part(of, 'value'), name: part(of, 'description')?.valueString,
  }));
}

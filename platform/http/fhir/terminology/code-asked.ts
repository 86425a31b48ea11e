import type { Coding } from '@medplum/fhirtypes';
import { Problem } from '../../../errors.ts';
import type { Asked } from './parameters.ts';

/** The codings that an operation is asked about: `code` with `system`, a `coding`, or each of a `codeableConcept`. Problem `invalid` where there is none. */
export function codingsAsked(asked: Asked, standard: string | undefined): Coding[] {
  const [code, display, version] = [asked.text('code'), asked.text('display'), asked.text('version')];
  if (code !== undefined) {
    const system = asked.text('system') ?? standard;
    return [{ ...(system === undefined ? {} : { system }), code, ...(display === undefined ? {} : { display }), ...(version === undefined ? {} : { version }) }];
  }
  const coding = asked.coding('coding');
  const found = coding !== undefined ? [coding] : (asked.concept('codeableConcept')?.coding ?? []);
  if (found.length === 0 || found.some((one) => one.code === undefined)) throw new Problem('invalid', 'Say which code: code with system, coding or codeableConcept');
  return found;
}

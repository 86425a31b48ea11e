import type { Reference } from '@medplum/fhirtypes';
import { reference } from '../reading/datatypes.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';

/**
 * The requester of an STU3 request -> an R4 reference: agent is the reference itself; onBehalfOf, which R4 lacks, stays
 * on it as an extension. `type` is the STU3 resource type.
 */
export function requester(type: string): Parse<Reference<never>> {
  return (value, place, world) => {
    const r = new Reader(`${type}.requester`, value, place, world);
    return r.finish<Reference<never>>(r.one('agent', reference) ?? {});
  };
}

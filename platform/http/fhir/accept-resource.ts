import type { Resource } from '@medplum/fhirtypes';
import { Problem } from '../../errors.ts';
import { isValidNhsNumber, NHS_NUMBER_SYSTEM } from '../../fhir/nhs-number.ts';
import type { AppContext } from '../context.ts';
import { isStray } from './stray.ts';

/** Lets a body through as a resource of the type when it is sound FHIR R4; otherwise Problem `invalid` with every fault's place. */
export function acceptResource(context: AppContext, body: unknown, type: string): Resource {
  const issues = context.validate(body);
  if (issues.length > 0) {
    throw new Problem('invalid', 'The resource is not valid FHIR R4', { issues: issues.map(({ code, expression, message }) => ({ code, expression, message })) });
  }
  if (!isResource(body)) throw new Problem('invalid', 'The body is not a resource');
  if (body.resourceType !== type) throw new Problem('invalid', `The resource is a ${body.resourceType}, the address says ${type}`);
  return body;
}

/**
 * Whose a resource is must be beyond doubt: an entry of a record names its patient as `Patient/<id>` (not by NHS number,
 * nor by another address), and an NHS number has the check digit that keeps a slip of the fingers from being another's.
 */
export function checkIdentity(resource: Resource, place: string): void {
  if (isStray(resource)) throw fault(resource, place, 'must name the patient it is about as Patient/<id>, the id they have at this practice');
  if (resource.resourceType !== 'Patient') return;
  for (const [i, { system, value }] of (resource.identifier ?? []).entries()) {
    if (system !== NHS_NUMBER_SYSTEM || value === undefined || isValidNhsNumber(value)) continue;
    throw fault(resource, `${place}.identifier[${i}].value`, 'is not an NHS number: its check digit (modulus 11) is wrong');
  }
}

function fault({ resourceType }: Resource, expression: string, message: string): Problem {
  return new Problem('invalid', `The ${resourceType} ${message}`, { issues: [{ code: 'value', expression, message }] });
}

/** True once the validator has found no fault: it checks resourceType against FHIR R4. */
function isResource(body: unknown): body is Resource {
  return typeof body === 'object' && body !== null && 'resourceType' in body && typeof body.resourceType === 'string';
}

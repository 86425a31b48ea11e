import type { Resource } from '@medplum/fhirtypes';
import { Problem } from '../../errors.ts';
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

/** Refuses an entry of a record that does not name its patient as `Patient/<id>`: by NHS number or by another address, say. */
export function refuseStray(resource: Resource, place: string): void {
  if (!isStray(resource)) return;
  const message = 'must name the patient it is about as Patient/<id>, the id they have at this practice';
  throw new Problem('invalid', `The ${resource.resourceType} ${message}`, { issues: [{ code: 'value', expression: place, message }] });
}

/** True once the validator has found no fault: it checks resourceType against FHIR R4. */
function isResource(body: unknown): body is Resource {
  return typeof body === 'object' && body !== null && 'resourceType' in body && typeof body.resourceType === 'string';
}

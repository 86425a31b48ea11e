import { Problem } from '../../errors.ts';

/** Not resources that these routes hold: messages; and Subscription and AuditEvent, which have routes of their own. */
const NOT_KEPT = new Set(['Bundle', 'Parameters', 'OperationOutcome', 'Subscription', 'AuditEvent']);

/** The resource types that can be read and written here, of those that FHIR R4 defines. */
export function keptTypes(defined: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...defined].filter((type) => !NOT_KEPT.has(type)).sort());
}

/** Refuses an address where no resource can ever stand: 404, told apart from one that merely is not there. */
export function checkAddress(types: ReadonlySet<string>, type: string, id?: string): void {
  if (!types.has(type)) throw notSupported('Resources of that type are not kept here');
  if (id?.startsWith('$') === true) throw notSupported('There is no operation of that name here');
  if (id !== undefined && !/^[A-Za-z0-9\-.]{1,64}$/.test(id)) throw new Problem('not-found', 'There is no such resource: an id has 1 to 64 letters, digits, dashes or dots');
}

function notSupported(message: string): Problem {
  return new Problem('not-found', message, { issues: [{ code: 'not-supported', message }] });
}

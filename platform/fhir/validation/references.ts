/**
 * The Reference data type: the syntax of a literal reference, the types it may point to,
 * and the rule that a reference says something (reference, identifier or display).
 */
import type { ObjectCheck } from './check.ts';
import type { Fault, Findings } from './findings.ts';

const SAYS_NOTHING: Fault = { code: 'structure', message: 'must have a reference, an identifier or a display' };
const MALFORMED: Fault = {
  code: 'value',
  message: 'must be Type/id, #id, an absolute URL, urn:uuid: or urn:oid:',
};
const UNKNOWN_TYPE: Fault = { code: 'value', message: 'must point to a FHIR R4 resource type' };
const SEARCH: Fault = { code: 'value', message: 'may be a search only inside a Bundle' };

const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const REST = /^[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const ABSOLUTE = /^(?:urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+|(?!urn:)[a-z][a-z0-9+.-]*:(?:\/\/)?[^\s/][^\s]*)$/i;

/** The check that follows the structure of every Reference. */
export function referenceCheck(resourceTypes: ReadonlySet<string>): ObjectCheck {
  return (value, findings) => {
    const { reference } = value;
    if (reference === undefined) {
      const empty = value['identifier'] === undefined && value['display'] === undefined && value['_display'] === undefined;
      if (empty && value['extension'] === undefined && value['_reference'] === undefined) findings.report(SAYS_NOTHING);
      return;
    }
    if (typeof reference !== 'string' || reference === '') return;
    const slash = reference.indexOf('/');
    if (slash > 0 && resourceTypes.has(reference.slice(0, slash))) {
      if (!isRest(reference, slash + 1)) findings.report(MALFORMED, 'reference');
    } else checkOther(reference, findings, resourceTypes);
  };
}

/** The check of one element that may point only to some resource types. Local and absolute references cannot be told. */
export function targetCheck(targets: readonly string[], resourceTypes: ReadonlySet<string>, by = ''): ObjectCheck {
  const allowed = new Set(targets);
  const fault: Fault = { code: 'value', message: `must point to one of: ${targets.join(', ')}${by}` };
  return (value, findings) => {
    const { reference } = value;
    if (typeof reference !== 'string') return;
    const slash = reference.indexOf('/');
    const type = slash <= 0 ? '' : reference.slice(0, slash);
    if (!allowed.has(type) && resourceTypes.has(type)) findings.report(fault, 'reference');
  };
}

function isRest(reference: string, start: number): boolean {
  return REST.test(reference.slice(start));
}

function checkOther(reference: string, findings: Findings, resourceTypes: ReadonlySet<string>): void {
  if (reference.startsWith('#')) {
    if (reference !== '#' && !ID.test(reference.slice(1))) findings.report(MALFORMED, 'reference');
    else findings.noteLocal(reference, 'reference', true);
    return;
  }
  if (ABSOLUTE.test(reference)) return;
  const search = /^([A-Z][A-Za-z]*)\?[^\s]+$/.exec(reference);
  if (search !== null && resourceTypes.has(search[1] ?? '')) {
    if (!findings.inBundle) findings.report(SEARCH, 'reference');
  } else findings.report(/^[A-Z][A-Za-z]*\//.test(reference) ? UNKNOWN_TYPE : MALFORMED, 'reference');
}

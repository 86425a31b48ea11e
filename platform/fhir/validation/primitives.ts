/**
 * The FHIR R4 primitive types: JSON type, then form. Each answers the fault of a value, or undefined.
 * Every check takes time linear in the length of the value. Faults are constants: they never hold the value.
 */
import { dateShape, isTime } from '../date-shape.ts';
import type { Fault } from './findings.ts';
import { xhtmlFault } from './xhtml.ts';

export type PrimitiveCheck = (value: unknown) => Fault | undefined;

const MOST_BYTES = 1024 * 1024;
const LARGEST_INTEGER = 2 ** 31 - 1;

const TOO_LONG: Fault = { code: 'too-long', message: 'must not be longer than 1 MB' };
const EMPTY: Fault = { code: 'value', message: 'must not be empty' };
const CONTROL: Fault = { code: 'value', message: 'must not hold control characters or broken Unicode' };
const NOT_STRING: Fault = { code: 'structure', message: 'must be a JSON string' };
const NOT_NUMBER: Fault = { code: 'structure', message: 'must be a JSON number' };
const NOT_BOOLEAN: Fault = { code: 'structure', message: 'must be true or false' };

/** Control characters, and halves of surrogate pairs, which are well formed only in twos. */
const SUSPECT = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF]/;
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/;

function text(value: unknown): Fault | undefined {
  const fault = characters(value);
  if (fault !== undefined || typeof value !== 'string') return fault;
  return value.length * 3 > MOST_BYTES && Buffer.byteLength(value) > MOST_BYTES ? TOO_LONG : undefined;
}

/** Text of any length: a narrative may be longer than a string may. */
function characters(value: unknown): Fault | undefined {
  if (typeof value !== 'string') return NOT_STRING;
  if (value === '') return EMPTY;
  return SUSPECT.test(value) && (FORBIDDEN.test(value) || !value.isWellFormed()) ? CONTROL : undefined;
}

/** A string type with a form of its own; `form` must need only linear time. */
function formed(name: string, form: (value: string) => boolean): PrimitiveCheck {
  const fault: Fault = { code: 'value', message: `must be a valid ${name}` };
  return (value) => (typeof value !== 'string' ? NOT_STRING : form(value) ? undefined : fault);
}

function matching(name: string, pattern: RegExp): PrimitiveCheck {
  return formed(name, (value) => pattern.test(value));
}

function integer(name: string, least: number): PrimitiveCheck {
  const fault: Fault = { code: 'value', message: `must be a valid ${name}` };
  return (value) => {
    if (typeof value !== 'number') return NOT_NUMBER;
    return Number.isInteger(value) && value >= least && value <= LARGEST_INTEGER ? undefined : fault;
  };
}

const NOT_FINITE: Fault = { code: 'value', message: 'must be a valid decimal' };

function decimal(value: unknown): Fault | undefined {
  if (typeof value !== 'number') return NOT_NUMBER;
  return Number.isFinite(value) ? undefined : NOT_FINITE;
}

function isBase64(value: string): boolean {
  const packed = /\s/.test(value) ? value.replace(/\s+/g, '') : value;
  return packed.length > 0 && packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
}

function isDate(value: string): boolean {
  const shape = dateShape(value);
  return shape === 'day' || shape === 'month' || shape === 'year';
}

const URI = /^[^\s\u0000-\u001F]+$/;

export const PRIMITIVES: Readonly<Record<string, PrimitiveCheck>> = {
  base64Binary: formed('base64Binary', isBase64),
  boolean: (value) => (typeof value === 'boolean' ? undefined : NOT_BOOLEAN),
  canonical: matching('canonical', URI),
  code: matching('code', /^[^\s\u0000-\u001F]+( [^\s\u0000-\u001F]+)*$/),
  date: formed('date', isDate),
  dateTime: formed('dateTime', (value) => isDate(value) || dateShape(value) === 'instant'),
  decimal,
  id: matching('id', /^[A-Za-z0-9\-.]{1,64}$/),
  instant: formed('instant', (value) => dateShape(value) === 'instant'),
  integer: integer('integer', -LARGEST_INTEGER - 1),
  markdown: text,
  oid: matching('oid', /^urn:oid:[0-2](\.(0|[1-9][0-9]*))+$/),
  positiveInt: integer('positiveInt', 1),
  string: text,
  time: formed('time', isTime),
  unsignedInt: integer('unsignedInt', 0),
  uri: matching('uri', URI),
  url: matching('url', URI),
  uuid: matching('uuid', /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
  xhtml: (value) => characters(value) ?? xhtmlFault(value),
};

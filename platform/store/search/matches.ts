import type { CodeableConcept, Coding, Identifier, Resource } from '@medplum/fhirtypes';
import { Problem } from '../../errors.ts';
import { clinicalDate } from '../../fhir/clinical-date.ts';
import { fhirInterval } from '../../fhir/dates.ts';
import { codedEntriesOf } from '../rows/coded-entries.ts';
import { fromCodeKey } from '../rows/code-key.ts';
import { nameWords } from '../rows/name-words.ts';
import { dateValue } from './date-value.ts';
import type { Criterion } from './parameters.ts';

/** Whether a resource meets every criterion: the exact test, whatever index brought the row here. */
export function matches(resource: Resource, criteria: readonly Criterion[]): boolean {
  return criteria.every((criterion) => {
    if (criterion.modifier === 'not') return !criterion.values.some((value) => meets(resource, criterion.name, value, ''));
    return criterion.values.some((value) => meets(resource, criterion.name, value, criterion.modifier));
  });
}

function meets(resource: Resource, name: string, value: string, modifier: string): boolean {
  switch (name) {
    case '_id':
      return resource.id === value;
    case '_lastUpdated':
      return dateMeets(resource.meta?.lastUpdated, value);
    case 'date':
      return dateMeets(clinicalDate(resource), value);
    case 'birthdate':
      return resource.resourceType === 'Patient' && dateMeets(resource.birthDate, value);
    case 'identifier':
      return identifiers(resource).some((identifier) => tokenMeets(identifier.system, identifier.value, value));
    case 'code':
      return codedEntriesOf(resource).some((entry) => {
        const { system, code } = fromCodeKey(entry.code);
        return tokenMeets(system, code, value);
      });
    case 'category':
      return categories(resource).some((coding) => tokenMeets(coding.system, coding.code, value));
    case 'status':
      return statuses(resource).some((coding) => tokenMeets(coding.system, coding.code, value));
    case 'gender':
      return resource.resourceType === 'Patient' && resource.gender === value;
    case 'encounter':
      return 'encounter' in resource && referenceMeets(resource.encounter, value, 'Encounter');
    case 'name':
    case 'family':
    case 'given':
      return nameMeets(resource, name, value, modifier);
    default:
      throw new Problem('invalid', `The parameter ${name} is not known`);
  }
}

/** `system|code`, `|code`, `system|` or `code`. */
function tokenMeets(system: string | undefined, code: string | undefined, value: string): boolean {
  const bar = value.lastIndexOf('|');
  if (bar < 0) return code === value;
  const wantedSystem = value.slice(0, bar);
  const wantedCode = value.slice(bar + 1);
  return (system ?? '') === wantedSystem && (wantedCode === '' || code === wantedCode);
}

/** FHIR R4 §3.1.1.4.5: the prefix compares the ranges that two partial dates stand for. */
function dateMeets(date: string | undefined, value: string): boolean {
  const own = date === undefined ? undefined : fhirInterval(date);
  const asked = dateValue(value);
  if (own === undefined || asked === undefined) return false;
  const { prefix, wanted } = asked;
  const within = own.low >= wanted.low && own.high <= wanted.high;
  switch (prefix) {
    case 'lt':
      return own.low < wanted.low;
    case 'le':
      return own.low < wanted.low || within;
    case 'gt':
      return own.high > wanted.high;
    case 'ge':
      return own.high > wanted.high || within;
    case 'sa':
      return own.low >= wanted.high;
    case 'eb':
      return own.high <= wanted.low;
    case 'ne':
      return !within;
    default:
      return within;
  }
}

function nameMeets(resource: Resource, part: 'name' | 'family' | 'given', value: string, modifier: string): boolean {
  if (resource.resourceType !== 'Patient' && resource.resourceType !== 'Practitioner') return false;
  const texts = (resource.name ?? []).flatMap((name) => [
    ...(part !== 'given' ? [name.family] : []),
    ...(part !== 'family' ? (name.given ?? []) : []),
    ...(part === 'name' ? [name.text] : []),
  ]);
  const wanted = nameWords(value);
  return texts.some((text) => {
    if (text === undefined) return false;
    if (modifier === 'exact') return text === value;
    const words = nameWords(text);
    return wanted.every((word) => words.some((own) => own.startsWith(word)));
  });
}

function identifiers(resource: Resource): readonly Identifier[] {
  if (!('identifier' in resource) || resource.identifier === undefined) return [];
  return Array.isArray(resource.identifier) ? resource.identifier : [resource.identifier];
}

function categories(resource: Resource): readonly Coding[] {
  if (!('category' in resource) || resource.category === undefined) return [];
  const all: readonly (CodeableConcept | string)[] = Array.isArray(resource.category) ? resource.category : [resource.category];
  return all.flatMap((category) => (typeof category === 'string' ? [{ code: category }] : (category.coding ?? [])));
}

function statuses(resource: Resource): readonly Coding[] {
  const found: Coding[] = [];
  if ('status' in resource && typeof resource.status === 'string') found.push({ code: resource.status });
  if ('clinicalStatus' in resource && typeof resource.clinicalStatus === 'object') found.push(...(resource.clinicalStatus.coding ?? []));
  return found;
}

function referenceMeets(reference: { reference?: string } | undefined, value: string, type: string): boolean {
  return reference?.reference === (value.includes('/') ? value : `${type}/${value}`);
}

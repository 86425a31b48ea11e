import type { Observation, Reference, Resource } from '@medplum/fhirtypes';
import { clinicalDate } from '../../../../../platform/fhir/clinical-date.ts';
import { ACT_CODE, hasLabel } from '../../../../../platform/fhir/labels.ts';
import { relativeReference } from '../../../../../platform/fhir/resource.ts';
import { entryType } from './entry-type.ts';
import { entryTerm, entryText, entryValue } from './entry-words.ts';
import { nameOf, organisationByPractitioner, organisationNames } from './people.ts';
import type { PatientRecord } from './record.ts';

/** One line of a record: what every entry has, whatever its type. */
export interface Entry {
  key: string;
  resource: Resource;
  type: string;
  /** FHIR date at its own precision; absent where none was recorded. */
  date?: string;
  term: string;
  value?: string;
  /** Notes and comments. */
  text?: string;
  author?: string;
  source?: string;
  hiddenFromPatient: boolean;
}

/** Reads a resource as one line of the record. */
export function entryOf(record: PatientRecord, resource: Resource): Entry {
  const date = clinicalDate(resource);
  const value = entryValue(record, resource);
  const text = entryText(resource);
  const references = authorsOf(resource);
  const author = references.map((reference) => nameOf(record, reference)).find((name) => name !== undefined);
  const source = sourceOf(record, resource, references);
  return {
    key: relativeReference(resource),
    resource,
    type: entryType(resource),
    ...(date === undefined ? {} : { date }),
    term: entryTerm(record, resource),
    ...(value === undefined ? {} : { value }),
    ...(text === undefined ? {} : { text }),
    ...(author === undefined ? {} : { author }),
    ...(source === undefined ? {} : { source }),
    hiddenFromPatient: hasLabel(resource.meta, ACT_CODE, 'NOPAT'),
  };
}

/** Who stands behind an entry, the one who did or said it first. */
export function authorsOf(resource: Resource): Reference[] {
  switch (resource.resourceType) {
    case 'Observation': return resource.performer ?? [];
    case 'Condition': return present([resource.asserter, resource.recorder]);
    case 'AllergyIntolerance': return present([resource.asserter, resource.recorder]);
    case 'MedicationRequest': return present([resource.requester, resource.recorder]);
    case 'MedicationStatement': return present([resource.informationSource]);
    case 'Immunization': return (resource.performer ?? []).map((performer) => performer.actor);
    case 'Procedure': return [...(resource.performer ?? []).map((performer) => performer.actor), ...present([resource.asserter, resource.recorder])];
    case 'Encounter': return (resource.participant ?? []).flatMap((participant) => present([participant.individual]));
    case 'DiagnosticReport': return [...(resource.performer ?? []), ...(resource.resultsInterpreter ?? [])];
    case 'DocumentReference': return [...(resource.author ?? []), ...present([resource.custodian])];
    case 'Composition': return resource.author ?? [];
    case 'ServiceRequest': return present([resource.requester]);
    case 'QuestionnaireResponse': return present([resource.author, resource.source]);
    case 'List': return present([resource.source]);
    case 'Specimen': return present([resource.collection?.collector]);
    case 'Communication': return present([resource.sender]);
    case 'Task': return present([resource.requester]);
    case 'ClinicalImpression': return present([resource.assessor]);
    default: return [];
  }
}

function sourceOf(record: PatientRecord, resource: Resource, authors: readonly Reference[]): string | undefined {
  if (resource.resourceType === 'Encounter') return nameOf(record, resource.serviceProvider);
  if (resource.resourceType === 'DocumentReference') return nameOf(record, resource.custodian);
  const encounter = record.find(encounterOf(resource));
  if (encounter?.resourceType === 'Encounter' && encounter.serviceProvider) return nameOf(record, encounter.serviceProvider);
  const organisations = organisationByPractitioner(record);
  return authors.map((author) => organisations.get(author.reference ?? '')).find((name) => name !== undefined) ?? senderOf(record, resource);
}

/** GP Connect names the sending system and practice in the identifier of each entry: `https://EMISWeb/A82038`. */
function senderOf(record: PatientRecord, resource: Resource): string | undefined {
  const identifiers = 'identifier' in resource && Array.isArray(resource.identifier) ? resource.identifier : [];
  const [, system, ods] = identifiers.map((identifier) => SENDER.exec(identifier.system ?? '')).find((match) => match !== null) ?? [];
  return ods === undefined ? undefined : organisationNames(record).get(ods) ?? `${system} ${ods}`;
}

const SENDER = /^https:\/\/(\w+)\/([A-Z0-9]{5,6})$/;

/** The consultation an entry says it belongs to. */
export function encounterOf(resource: Resource): string | undefined {
  if (resource.resourceType === 'DocumentReference') return resource.context?.encounter?.[0]?.reference;
  if (resource.resourceType === 'MedicationStatement') return resource.context?.reference;
  if ('encounter' in resource) {
    const { encounter } = resource;
    if (typeof encounter === 'object' && 'reference' in encounter) return encounter.reference;
  }
  return 'extension' in resource
    ? resource.extension?.find((extension) => extension.url?.endsWith('encounter-associatedEncounter'))?.valueReference?.reference
    : undefined;
}

/** What an observation or a report is made of, in its own order. */
export function partsOf(resource: Resource): string[] {
  const references: (Reference | undefined)[] = resource.resourceType === 'DiagnosticReport'
    ? [...(resource.specimen ?? []), ...(resource.result ?? [])]
    : resource.resourceType === 'Observation' ? (resource satisfies Observation).hasMember ?? [] : [];
  return references.flatMap((reference) => reference?.reference ?? []);
}

function present(references: readonly (Reference | undefined)[]): Reference[] {
  return references.filter((reference) => reference !== undefined);
}

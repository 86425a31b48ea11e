import type { Reference, Resource } from '@medplum/fhirtypes';
import { officialName, patientName } from '../../../../../platform/fhir/human-name.ts';
import { perRecord } from './per-record.ts';
import type { PatientRecord } from './record.ts';

/** The name of whoever or whatever a reference stands for: a person, an organisation, a place. */
export function nameOf(record: PatientRecord, reference: Reference | undefined): string | undefined {
  if (!reference) return undefined;
  return knownName(record, reference.reference) ?? reference.display ?? reference.identifier?.value;
}

const names = perRecord(() => new Map<string, string | undefined>());

/** Each name is worked out once: thousands of entries share a handful of authors. */
function knownName(record: PatientRecord, reference: string | undefined): string | undefined {
  if (reference === undefined) return undefined;
  const known = names(record);
  if (!known.has(reference)) {
    known.set(reference, undefined);
    known.set(reference, directoryName(record, record.find(reference)));
  }
  return known.get(reference);
}

function directoryName(record: PatientRecord, resource: Resource | undefined): string | undefined {
  switch (resource?.resourceType) {
    case 'Practitioner':
    case 'RelatedPerson': {
      const name = officialName(resource.name, Date.now());
      if (!name) return undefined;
      const title = name.prefix?.[0];
      return [title, patientName(name)].filter((part) => part !== undefined && part !== '').join(' ') || undefined;
    }
    case 'Patient': return 'The patient';
    case 'Organization':
    case 'Location':
    case 'HealthcareService': return resource.name;
    case 'PractitionerRole': return nameOf(record, resource.practitioner) ?? nameOf(record, resource.organization);
    default: return undefined;
  }
}

/** The organisation each practitioner of the record works for, where a PractitionerRole says so. */
export const organisationByPractitioner = perRecord((record) => {
  const organisations = new Map<string, string>();
  for (const role of record.ofType('PractitionerRole')) {
    const practitioner = role.practitioner?.reference;
    const organisation = nameOf(record, role.organization);
    if (practitioner !== undefined && organisation !== undefined) organisations.set(practitioner, organisation);
  }
  return organisations;
});

/** Organisations of the record by ODS code, and by any other identifier. */
export const organisationNames = perRecord((record) => {
  const byCode = new Map<string, string>();
  for (const organisation of record.ofType('Organization')) {
    for (const { value } of organisation.identifier ?? []) if (value !== undefined && organisation.name !== undefined) byCode.set(value, organisation.name);
  }
  return byCode;
});

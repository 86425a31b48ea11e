import type { HumanName, Reference } from '@medplum/fhirtypes';
import { officialName, patientName } from '../../platform/fhir/human-name.ts';
import { isA, type PatientRecord } from './record.ts';

/** "Topsy Magre": a patient's or relative's name in the order of everyday speech. */
export function personName(names: readonly HumanName[] | undefined): string | undefined {
  const name = officialName(names, Date.now());
  return name === undefined ? undefined : patientName(name) || undefined;
}

/** "Dr David McAvenue": staff are known by their title as well. */
function staffName(names: readonly HumanName[] | undefined): string | undefined {
  const name = officialName(names, Date.now());
  if (name === undefined) return undefined;
  return [name.prefix?.[0] ?? '', patientName(name)].join(' ').trim() || undefined;
}

/** The name of the person, surgery or place a reference stands for. */
export function nameOf(record: PatientRecord, reference: Reference | undefined): string | undefined {
  const target = record.resolve(reference);
  if (isA(target, 'Practitioner')) return staffName(target.name);
  if (isA(target, 'PractitionerRole')) return nameOf(record, target.practitioner) ?? nameOf(record, target.organization);
  if (isA(target, 'Organization') || isA(target, 'Location')) return target.name;
  return reference?.display;
}

/** The surgery that keeps the record, and how to ring it. */
export function surgeryOf(record: PatientRecord): { name?: string; phone?: string } {
  const surgery = record.resolve(record.patient.managingOrganization);
  if (!isA(surgery, 'Organization')) return {};
  const phone = surgery.telecom?.find(({ system }) => system === 'phone')?.value;
  return { ...(surgery.name !== undefined && { name: surgery.name }), ...(phone !== undefined && { phone }) };
}

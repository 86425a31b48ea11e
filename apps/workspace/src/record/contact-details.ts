import type { Patient } from '@medplum/fhirtypes';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { CONFIDENTIALITY, hasLabel } from '../../../../platform/fhir/labels.ts';
import { call } from '../api/http.ts';
import { WrongPatientError } from './model/record.ts';
import type { PatientRecord } from './model/record.ts';

/** A record as it is shown, and whether its patient's contact details are withheld from whoever looks. */
interface Shown {
  record: PatientRecord;
  withheld: boolean;
}

/**
 * A restricted patient's whereabouts are not in the record that is sent. They are read by themselves, once the glass is
 * broken (`open`: until when), and stand in the record as it is shown.
 */
export function useContactDetails(ods: string, record: PatientRecord | undefined, open: string | undefined): Shown | undefined {
  const restricted = record !== undefined && hasLabel(record.patient.meta, CONFIDENTIALITY, 'R');
  const id = record?.patient.id ?? '';
  const { data } = useQuery({
    queryKey: ['contact-details', ods, id, open], queryFn: ({ signal }) => fetchPatient(ods, id, signal),
    enabled: restricted && open !== undefined, gcTime: 0, staleTime: Infinity,
  });
  const full = restricted && open !== undefined ? data : undefined;
  return useMemo(() => {
    if (record === undefined) return undefined;
    return full === undefined ? { record, withheld: restricted } : { record: { ...record, patient: full }, withheld: false };
  }, [record, restricted, full]);
}

async function fetchPatient(ods: string, id: string, signal: AbortSignal): Promise<Patient & { id: string }> {
  const { body } = await call<Patient>(`/${ods}/fhir/r4/Patient/${encodeURIComponent(id)}`, { signal });
  if (body?.resourceType !== 'Patient') throw new Error('The server sent no patient');
  if (body.id !== id) throw new WrongPatientError(body);
  return { ...body, id };
}

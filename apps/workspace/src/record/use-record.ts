import { useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchRecord } from '../api/record.ts';
import type { HeldRecord } from '../api/record.ts';

export function recordKey(ods: string, patientId: string) {
  return ['record', ods, patientId] as const;
}

/** A patient's record, fetched once and kept fresh by live changes. Everything about it is under the patient's id. */
export function useRecord(ods: string, patientId: string) {
  const client = useQueryClient();
  return useQuery<HeldRecord>({
    queryKey: recordKey(ods, patientId),
    queryFn: ({ signal }) => fetchRecord(ods, patientId, client.getQueryData<HeldRecord>(recordKey(ods, patientId)), signal),
    staleTime: Infinity,
    gcTime: 10 * 60_000,
    structuralSharing: false,
    retry: false,
  });
}

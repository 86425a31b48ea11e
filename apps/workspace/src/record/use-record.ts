import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/http.ts';
import { fetchRecord } from '../api/record.ts';
import type { HeldRecord } from '../api/record.ts';

export function recordKey(ods: string, patientId: string) {
  return ['record', ods, patientId] as const;
}

/**
 * A patient's record, fetched once and kept fresh by live changes. Everything about it is under the patient's id.
 * What was held is not shown any more once the server answers that it is not for whoever looks.
 */
export function useRecord(ods: string, patientId: string) {
  const client = useQueryClient();
  const { data, error, isPending, isError, refetch } = useQuery<HeldRecord>({
    queryKey: recordKey(ods, patientId),
    queryFn: ({ signal }) => fetchRecord(ods, patientId, client.getQueryData<HeldRecord>(recordKey(ods, patientId)), signal),
    staleTime: Infinity,
    gcTime: 10 * 60_000,
    structuralSharing: false,
    retry: false,
  });
  const closed = error instanceof ApiError && (error.status === 403 || error.status === 404);
  return { data: closed ? undefined : data, error, closed, isPending, isError, refetch };
}

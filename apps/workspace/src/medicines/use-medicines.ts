import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetchProduct, findMedicines, type MedicineSearch } from '../api/medicines.ts';
import { type Medicine, medicineOf } from './medicine.ts';

const NONE: readonly Medicine[] = [];

/**
 * The medicines for what is typed now, asked for at each key, kept for going back; the question before is called off. What
 * was found before stays until the next answer is there.
 */
export function useFoundMedicines(ods: string, search: MedicineSearch) {
  const wanted = search.text !== '';
  const { data, error, isPlaceholderData, isPending } = useQuery({
    queryKey: ['medicines', ods, search],
    queryFn: ({ signal }) => findMedicines(ods, search, signal),
    enabled: wanted, placeholderData: keepPreviousData, staleTime: Infinity,
  });
  const medicines = useMemo(() => data?.medications.flatMap((one) => medicineOf(one) ?? []) ?? NONE, [data]);
  const state = !wanted ? 'idle' : error ? 'failed' : isPlaceholderData || isPending ? 'searching' : 'done';
  const from = data?.demonstration === true ? 'Demonstration extract of dm+d: not for clinical use.' : (data?.release ?? '');
  return wanted && !error ? { medicines, total: data?.total ?? 0, from, state, error } as const : { medicines: NONE, total: 0, from: '', state, error } as const;
}

/** A product with its generic, brands and packs. */
export function useProduct(ods: string, code: string) {
  return useQuery({
    queryKey: ['medicine', ods, code],
    queryFn: async ({ signal }) => (await fetchProduct(ods, code, signal)).flatMap((one) => medicineOf(one) ?? []),
    staleTime: Infinity,
  });
}

import { useQueries } from '@tanstack/react-query';
import { lookUpCode } from '../api/lookup.ts';
import { codeNotice, NOTICED } from './code-notice.ts';

interface Code {
  system: string;
  code: string;
}

/** The code systems whose releases an installation loads. Other codes are what another system sent, and nobody here knows them. */
const ASKED = new Set(['http://snomed.info/sct', 'https://dmd.nhs.uk']);

/** What to say of each code (`system|code`) that is no longer in use or not known. Asked once for each code of a session; nothing until then. */
export function useCodeNotices(ods: string, codes: readonly Code[]): ReadonlyMap<string, string> {
  const asked = [...new Map(codes.filter(({ system }) => ASKED.has(system)).map((one) => [codeKey(one), one])).values()];
  const found = useQueries({
    queries: asked.map((one) => ({
      queryKey: ['code', ods, one.system, one.code],
      queryFn: async () => codeNotice(await lookUpCode(ods, one, NOTICED)) ?? '',
      staleTime: Infinity, gcTime: Infinity,
    })),
  });
  return new Map(asked.flatMap((one, index) => {
    const words = found[index]?.data ?? '';
    return words === '' ? [] : [[codeKey(one), words] as const];
  }));
}

export function codeKey({ system, code }: Code): string {
  return `${system}|${code}`;
}

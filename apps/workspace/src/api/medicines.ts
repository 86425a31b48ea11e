import type { Bundle, Medication } from '@medplum/fhirtypes';
import { call } from './http.ts';

export interface FoundMedicines {
  medications: readonly Medication[];
  total: number;
  /** The release in use. */
  release: string;
  /** Only what may ship with Jenner: not for clinical use. */
  demonstration: boolean;
}

export interface MedicineSearch {
  text: string;
  count: number;
  /** Packs too, not only what is in them. */
  packs: boolean;
  discontinued: boolean;
}

/** Medicines, their brands and packs, for what was typed so far, best first. */
export async function findMedicines(ods: string, { text, count, packs, discontinued }: MedicineSearch, signal: AbortSignal): Promise<FoundMedicines> {
  const query = new URLSearchParams({ text, _count: String(count), ...(packs ? { packs: 'true' } : {}), ...(discontinued ? { discontinued: 'true' } : {}) });
  const { body } = await call<Bundle>(`/${ods}/fhir/r4/Medication/$find?${query}`, { signal });
  const medications = medicationsOf(body);
  const said = (url: string) => body?.meta?.extension?.find((one) => one.url === `urn:jenner:dmd:${url}`);
  return { medications, total: body?.total ?? medications.length, release: said('release')?.valueString ?? '', demonstration: said('demonstration')?.valueBoolean === true };
}

/** A product of dm+d with its generic, its brands and its packs, in no order. */
export async function fetchProduct(ods: string, code: string, signal: AbortSignal): Promise<readonly Medication[]> {
  return medicationsOf((await call<Bundle>(`/${ods}/fhir/r4/Medication/$product?${new URLSearchParams({ code })}`, { signal })).body);
}

function medicationsOf(bundle: Bundle | undefined): Medication[] {
  return (bundle?.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === 'Medication' ? [resource] : []));
}

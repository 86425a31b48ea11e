import { bundleOf, exchange } from './client.ts';
import { FHIR_CASES } from './fhir-cases.ts';
import { type HeldRecord, pick } from './fhir-target.ts';

interface SearchCase {
  name: string;
  ours: (i: number) => Promise<unknown>;
  /** The same resources, by their keys, from the bare server: what the answer costs when it is known beforehand. */
  floor: (i: number) => Promise<unknown>;
}

const VARIANTS = 40;

/** The plain FHIR searches, each with its floor. */
export async function searchCases(fhir: string, floor: string, headers: Record<string, string>, typical: readonly HeldRecord[]): Promise<SearchCase[]> {
  const cases: SearchCase[] = [];
  const [heavy] = typical;
  if (heavy === undefined) return [];
  const loaded = { target: { name: 'Jenner', base: fhir, headers }, typical, heavy, resources: 0, perSecond: 0 };
  for (const { name, request } of FHIR_CASES.filter((one) => one.name.startsWith('search'))) {
    const urls = Array.from({ length: VARIANTS }, (_, i) => fhir + request(loaded, i).path);
    const same: string[] = [];
    for (const url of urls) {
      const { entry = [] } = bundleOf(await exchange(url, { headers }));
      same.push(`${floor}/resources?keys=${entry.map(({ resource }) => `${resource?.resourceType}/${resource?.id}`).join(',')}`);
    }
    cases.push({ name, ours: (i) => exchange(pick(urls, i), { headers }), floor: (i) => exchange(pick(same, i)) });
  }
  return cases;
}

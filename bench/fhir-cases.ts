import { bundleOf, exchange, type Outgoing } from './client.ts';
import { consultationFor, observationFor } from './fhir-bodies.ts';
import { type Loaded, pick, type Target } from './fhir-target.ts';

/** One thing to measure, in plain FHIR R4, so that any server can be asked. */
export interface FhirCase {
  name: string;
  /** `heavy` takes longer: fewer runs. */
  weight: 'light' | 'heavy';
  request: (loaded: Loaded, i: number) => Outgoing & { path: string };
  /** The answer's further pages are asked for too. */
  whole?: true;
}

const COUNT = 20;
const BLOOD_PRESSURE = 'http://snomed.info/sct|75367002';
/** Records whole records are opened from. */
const OPENED = 20;

const get = (path: string): { path: string } => ({ path });
const post = (path: string, body: unknown): Outgoing & { path: string } => ({ path, method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(body) });
const code = encodeURIComponent(BLOOD_PRESSURE);

/** Those that write come last: what the others read stays as it was loaded. */
export const FHIR_CASES: readonly FhirCase[] = [
  { name: 'read an Observation', weight: 'light', request: ({ typical }, i) => get(`/Observation/${pick(pick(typical, i).observations, i)}`) },
  { name: 'search Observation by patient', weight: 'light', request: ({ typical }, i) => get(`/Observation?patient=${pick(typical, i).patient}&_count=${COUNT}`) },
  { name: 'search Observation by patient and code', weight: 'light', request: ({ typical }, i) => get(`/Observation?patient=${pick(typical, i).patient}&code=${code}&_count=${COUNT}`) },
  { name: 'search Observation by patient and date', weight: 'light', request: ({ typical }, i) => get(`/Observation?patient=${pick(typical, i).patient}&date=ge${2012 + (i % 14)}-01-01&_count=${COUNT}`) },
  { name: 'search Patient by name', weight: 'light', request: ({ typical }, i) => get(`/Patient?name=${encodeURIComponent(pick(typical, i).family)}&_count=${COUNT}`) },
  { name: 'search Patient by identifier', weight: 'light', request: ({ typical }, i) => get(`/Patient?identifier=${encodeURIComponent(`https://fhir.nhs.uk/Id/nhs-number|${pick(typical, i).nhsNumber}`)}`) },
  { name: 'search Observation by code and date, all patients', weight: 'light', request: (_, i) => get(`/Observation?code=${code}&date=ge${2012 + (i % 14)}-01-01&_count=${COUNT}`) },
  { name: 'Patient/$everything, typical', weight: 'heavy', whole: true, request: ({ typical }, i) => get(`/Patient/${pick(typical.slice(0, OPENED), i).patient}/$everything`) },
  { name: 'Patient/$everything, heavy', weight: 'heavy', whole: true, request: ({ heavy }) => get(`/Patient/${heavy.patient}/$everything`) },
  { name: 'create an Observation', weight: 'light', request: ({ typical }, i) => post('/Observation', observationFor(pick(typical, i).patient, i)) },
  { name: 'transaction of 50', weight: 'heavy', request: ({ typical }, i) => post('', consultationFor(pick(typical, i).patient, i, 50)) },
];

/** Runs a case once: one answer, or all its pages, whose addresses are kept so that later runs need not parse. */
export class Runner {
  readonly #loaded: Loaded;
  readonly #one: FhirCase;
  readonly #pages = new Map<string, readonly string[]>();

  constructor(loaded: Loaded, one: FhirCase) {
    this.#loaded = loaded;
    this.#one = one;
  }

  async run(i: number): Promise<void> {
    const { path, ...outgoing } = this.#one.request(this.#loaded, i);
    const { target } = this.#loaded;
    const urls = this.#pages.get(path) ?? [target.base + path];
    for (const url of urls) await exchange(url, { ...outgoing, headers: { ...target.headers, ...outgoing.headers } });
  }

  /** Asks once and counts the entries, where it has not been asked before. Throws Refused where the server does not do this. */
  async trial(i: number): Promise<number> {
    const { path, ...outgoing } = this.#one.request(this.#loaded, i);
    const { target } = this.#loaded;
    if (this.#pages.has(path)) return 0;
    const urls: string[] = [];
    let entries = 0;
    let url: string | undefined = target.base + path;
    while (url !== undefined) {
      const answer = await exchange(url, { ...outgoing, headers: { ...target.headers, ...outgoing.headers } });
      urls.push(url);
      if (!this.#one.whole && !path.includes('?')) return 1;
      const bundle = bundleOf(answer);
      entries += bundle.entry?.length ?? 0;
      url = this.#one.whole ? onTarget(target, bundle.link?.find(({ relation }) => relation === 'next')?.url) : undefined;
    }
    this.#pages.set(path, urls);
    return entries;
  }

  /** Trials enough to have met every page of every record that is opened whole. */
  get trials(): number {
    return this.#one.whole ? OPENED : 5;
  }
}

/** A server may call itself by another name than the one it was reached by. */
function onTarget({ base }: Target, next: string | undefined): string | undefined {
  if (next === undefined) return undefined;
  const { search } = new URL(next, `${base}/`);
  const path = new URL(next, `${base}/`).pathname;
  return new URL(path + search, base).href;
}

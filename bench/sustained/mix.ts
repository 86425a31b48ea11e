import { exchange, type Outgoing } from '../client.ts';
import { consultationFor, observationFor } from '../fhir-bodies.ts';
import { pick } from '../fhir-target.ts';
import type { ServedPractice } from './practices.ts';

/** What a surgery does, and how often in a hundred: a consultation finds, opens, looks around, and writes. */
export const MIX = [
  { kind: 'find a patient', share: 20 },
  { kind: 'open a whole record', share: 20 },
  { kind: 'read an Observation', share: 20 },
  { kind: 'search Observation by patient and code', share: 20 },
  { kind: 'create an Observation', share: 15 },
  { kind: 'transaction of 10', share: 5 },
] as const;

export type Kind = (typeof MIX)[number]['kind'];

const HUNDRED: readonly Kind[] = interleaved();

/** The kind of the i-th arrival: the shares hold in every hundred, spread out. */
export function kindOf(i: number): Kind {
  return pick(HUNDRED, i);
}

/** Does one thing at one practice; answers the addresses (`Type/id`) that it was told are written. */
export async function perform(kind: Kind, { fhir, headers, records }: ServedPractice, i: number): Promise<string[]> {
  const record = pick(records, i);
  const ask = (path: string, outgoing: Outgoing = {}) => exchange(fhir + path, { ...outgoing, headers: { ...headers, ...outgoing.headers } });
  const post = (path: string, body: unknown) => ask(path, { method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(body) });
  switch (kind) {
    case 'find a patient':
      await ask(`/Patient/$find?text=${encodeURIComponent(record.family.slice(0, 3 + (i % 4)))}`);
      return [];
    case 'open a whole record':
      await ask(`/Patient/${record.patient}/$everything`);
      return [];
    case 'read an Observation':
      await ask(`/Observation/${pick(record.observations, i)}`);
      return [];
    case 'search Observation by patient and code':
      await ask(`/Observation?patient=${record.patient}&code=${encodeURIComponent('http://snomed.info/sct|75367002')}&_count=20`);
      return [];
    case 'create an Observation': {
      const answer = await post('/Observation', observationFor(record.patient, i));
      return addresses(JSON.stringify(answer.headers['location'] ?? ''));
    }
    case 'transaction of 10':
      return addresses((await post('', consultationFor(record.patient, i, 10))).body.toString());
  }
}

function addresses(text: string): string[] {
  return [...text.matchAll(/((?:Observation|Encounter)\/[A-Za-z0-9.-]+)\/_history/g)].map(([, address = '']) => address);
}

/** Each kind at even distances, rather than twenty of one after another. */
function interleaved(): Kind[] {
  return MIX.flatMap(({ kind, share }) => Array.from({ length: share }, (_, n) => ({ kind, place: (n + 0.5) / share })))
    .toSorted((a, b) => a.place - b.place)
    .map(({ kind }) => kind);
}

import { Refused } from './client.ts';
import { FHIR_CASES, type FhirCase, Runner } from './fhir-cases.ts';
import type { Loaded } from './fhir-target.ts';
import { compare, type Comparison } from './measure.ts';

/** How one server answered a case when it was asked before measuring. */
export type Trial = { entries: number } | { refused: number };

export interface PeerLine {
  name: string;
  clients: number;
  ours: Trial;
  peer: Trial;
  /** Absent where one of the two does not do it: nothing is compared with nothing. */
  measured?: Comparison;
}

const ROUNDS = 5;

/** Every FHIR case at 1 and at 16 clients, ours and the peer's in turns. */
export async function runPeerCases(ours: Loaded, peer: Loaded, { milliseconds, only }: { milliseconds: number; only: string }, say: (message: string) => void): Promise<PeerLine[]> {
  const lines: PeerLine[] = [];
  for (const one of FHIR_CASES.filter(({ name }) => name.includes(only))) {
    const ourRunner = new Runner(ours, one);
    const peerRunner = new Runner(peer, one);
    const trials = { ours: await trial(ourRunner), peer: await trial(peerRunner) };
    for (const clients of [1, 16]) {
      say(`Measuring ${one.name}, ${clients} ${clients === 1 ? 'client' : 'clients'}…`);
      const line: PeerLine = { name: one.name, clients, ...trials, ...('refused' in trials.ours || 'refused' in trials.peer ? {} : { measured: await measureCase(one, clients, milliseconds, ourRunner, peerRunner) }) };
      lines.push(line);
      say(`  ${line.measured === undefined ? 'not compared' : `${line.measured.rates.toFixed(1)} × the throughput`}`);
    }
  }
  return lines;
}

function measureCase(one: FhirCase, clients: number, milliseconds: number, ours: Runner, peer: Runner): Promise<Comparison> {
  const count = one.weight === 'heavy' ? 400 : 4000;
  return compare({ rounds: ROUNDS, clients, count, milliseconds }, (i) => ours.run(i), (i) => peer.run(i));
}

async function trial(runner: Runner): Promise<Trial> {
  try {
    let entries = 0;
    for (let i = 0; i < runner.trials; i++) entries += await runner.trial(i);
    return { entries };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.status };
    throw error;
  }
}

/**
 * npm run bench [-- --patients 10000]
 *   One practice, loaded through the importer, served as `npm start` does, measured over HTTP. Each figure beside
 *   its floor: the same bytes moved by a bare server and driver, in turns, in the same run.
 * npm run bench -- --peer <FHIR base> --peer-token <token, or a file that holds it> [--peer-name Medplum] [--peer-patients 200] [--only search]
 *   Another FHIR server in turns with ours, both loaded with the same people by plain FHIR. docs/benchmarks.md
 * npm run bench -- --sustained <minutes> [--rate 100] [--clients 64] [--practices 4] [--patients 500]
 *   Mixed clinical work at a fixed rate of arrival; then every acknowledged write is looked for.
 * npm run bench -- --terminology 1000000
 *   A made-up release of SNOMED CT of so many concepts: loaded, put into use, searched and asked.
 * Each takes --save (docs/proofs) and --json <file>.
 */
import { parseArgs } from 'node:util';
import { inEnvironment } from './environment.ts';
import { benchAgainstFloor } from './against-floor.ts';
import { benchAgainstPeer } from './against-peer.ts';
import { publish } from './report.ts';
import { benchTerminology } from './terminology/bench-terminology.ts';
import { benchSustained } from './sustained/bench-sustained.ts';

const { values } = parseArgs({
  options: {
    patients: { type: 'string' },
    save: { type: 'boolean', default: false },
    json: { type: 'string' },
    peer: { type: 'string' },
    'peer-token': { type: 'string', default: '' },
    'peer-name': { type: 'string', default: 'peer' },
    'peer-patients': { type: 'string', default: '200' },
    turn: { type: 'string', default: '1000' },
    only: { type: 'string', default: '' },
    sustained: { type: 'string' },
    rate: { type: 'string', default: '100' },
    clients: { type: 'string', default: '64' },
    practices: { type: 'string', default: '4' },
    terminology: { type: 'string' },
  },
});
const say = (message: string): void => console.error(message);

const report = await inEnvironment(say, (environment) => {
  if (values.peer !== undefined) {
    const peer = { base: values.peer, token: values['peer-token'], name: values['peer-name'] };
    return benchAgainstPeer(environment, { peer, patients: Number(values['peer-patients']), milliseconds: Number(values.turn), only: values.only }, say);
  }
  if (values.terminology !== undefined) return benchTerminology(environment, Number(values.terminology), say);
  if (values.sustained !== undefined) {
    const { rate, clients, practices, patients = '500' } = values;
    return benchSustained(environment, { minutes: Number(values.sustained), rate: Number(rate), clients: Number(clients), practices: Number(practices), patients: Number(patients) }, say);
  }
  return benchAgainstFloor(environment, Number(values.patients ?? '10000'), say);
});
await publish(report, { save: values.save, json: values.json });
if (report.fault !== undefined) {
  console.error(report.fault);
  process.exitCode = 1;
}

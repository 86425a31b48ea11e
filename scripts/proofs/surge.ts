import type { Proof } from './proof.ts';
import { surgeRounds } from './surge-rounds.ts';

const SECONDS = 30;
const CALM_CLIENTS = 48;

/** The whole form of surge-rounds.test.ts. */
export const surge: Proof = {
  title: 'Ten times the load turns some away, loses nothing, and is over when it is over',
  async run(progress) {
    const tally = await surgeRounds({ seconds: SECONDS, calmClients: CALM_CLIENTS, progress });
    const { calm, surge: high, after } = tally;
    const bad = calm.bad + high.bad + after.bad;
    const shed = (high.statuses['429'] ?? 0) + (high.statuses['503'] ?? 0);
    return {
      ok: bad === 0 && shed > 0 && tally.lost === 0 && tally.faults === 0 && tally.recoverySeconds < SECONDS && tally.slowestHealthCheck >= 0,
      lines: [
        `${SECONDS} s of ${calm.clients} clients that ask again as soon as they are answered (two reads of a resource, a search, a whole record and a`,
        `write in turn, all to one practice), ${SECONDS} s of ten times as many, and ${SECONDS} s as before. Who is turned away asks again after 100 ms,`,
        'whatever Retry-After says. Server, database and clients share the machine, so latencies are higher than a server alone would give.',
        '',
        '| | clients | done a second | p50 / p95 ms | 429 | 503 | p95 ms of a refusal | other failures |',
        '| --- | --- | --- | --- | --- | --- | --- | --- |',
        ...([['before', calm], ['surge', high], ['after', after]] as const).map(
          ([name, phase]) => `| ${name} | ${phase.clients} | ${phase.perSecond} | ${phase.p50} / ${phase.p95} | ${phase.statuses['429'] ?? 0} | ${phase.statuses['503'] ?? 0} | ${phase.refusedP95} | ${phase.bad} |`,
        ),
        '',
        `Every refusal bore Retry-After. ${tally.acknowledged} writes acknowledged, ${tally.lost} lost; \`verify\` afterwards found ${tally.faults} faults. p95 was back`,
        `within twice the earlier one ${tally.recoverySeconds} s after the surge. The slowest health check of the whole run took ${tally.slowestHealthCheck} ms.`,
      ],
    };
  },
};

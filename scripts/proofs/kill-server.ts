import { type ServerKillTally, serverKillRounds } from './server-kill-rounds.ts';
import type { Proof } from './proof.ts';

const KILLS = 45;
const CONTROL_KILLS = 10;

/** The whole form of server-kill-rounds.test.ts, with its control. */
export const killServer: Proof = {
  title: 'Nothing acknowledged is lost when the server, its database or both are killed',
  async run(progress) {
    const durable = await serverKillRounds({ kills: KILLS, synchronousCommit: 'on', progress });
    const control = await serverKillRounds({ kills: CONTROL_KILLS, synchronousCommit: 'off', progress });
    return {
      ok: durable.lost === 0 && durable.torn === 0 && durable.faults === 0 && control.lost > 0,
      lines: [
        'Eight clients write by the store of a Jenner in a process of its own: a new observation, the same one again and one',
        'that is changed every time, as one transaction with its history, search rows, audit and change feed, while others open',
        'the record. After 100 to 500 ms SIGKILL goes to the Jenner process, to PostgreSQL, or to both, in turn. Where only',
        'PostgreSQL is killed, Jenner starts it again by itself and the clients go on. Then everything acknowledged is looked',
        'for, and in the end `verify` checks the whole database. The control runs PostgreSQL with `synchronous_commit = off`,',
        'where a kill may lose the last moments: that the loss is seen there shows that this way of looking can see one.',
        '',
        '| | kills | acknowledged | lost | half written | faults found by `verify` | slowest return to service |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        row('as Jenner runs it', durable),
        row('control', control),
      ],
    };
  },
};

function row(name: string, { kills, acknowledged, lost, torn, faults, slowestReturnMs }: ServerKillTally): string {
  return `| ${name} | ${kills} | ${acknowledged} | ${lost} | ${torn} | ${faults} | ${slowestReturnMs} ms |`;
}

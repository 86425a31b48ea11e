import { type KillTally, killRounds } from './kill-rounds.ts';
import type { Proof } from './proof.ts';

const KILLS = 200;
const CONTROL_KILLS = 20;

/** The whole form of kill-rounds.test.ts, with its control. */
export const killDatabase: Proof = {
  title: 'Nothing acknowledged is lost when the database server is killed',
  async run(progress) {
    const durable = await killRounds({ kills: KILLS, synchronousCommit: 'on', progress });
    const control = await killRounds({ kills: CONTROL_KILLS, synchronousCommit: 'off', progress });
    return {
      ok: durable.lost === 0 && durable.torn === 0 && control.lost > 0,
      lines: [
        'Four clients write transactions of two rows in two tables as fast as they can; after 50 to 300 ms the server',
        'gets SIGKILL; it is started again, and every transaction whose commit was acknowledged is looked for.',
        'The control runs with `synchronous_commit = off`, where PostgreSQL may lose the last moments: that the loss',
        'is seen there shows that this way of looking can see one. A kill of the server leaves the operating system',
        'running, so this says nothing about the loss of power: that rests on `fsync = on` and honest disks.',
        '',
        '| | kills | acknowledged | lost | torn | slowest restart |',
        '| --- | --- | --- | --- | --- | --- |',
        row('as Jenner runs it', durable),
        row('control', control),
      ],
    };
  },
};

function row(name: string, { kills, acknowledged, lost, torn, slowestRestartMs }: KillTally): string {
  return `| ${name} | ${kills} | ${acknowledged} | ${lost} | ${torn} | ${slowestRestartMs} ms |`;
}

import { MUTANTS } from '../../dev-env/matrix/mutants.ts';
import { runMatrix } from '../../dev-env/matrix/run-matrix.ts';
import { tryMutant } from '../../dev-env/matrix/try-mutant.ts';
import { startWorld } from '../../dev-env/matrix/world.ts';
import type { Proof } from './proof.ts';

/** How much longer or shorter not-found may take where there is something that must not be told of. */
const MEDIANS_MS = 10;

/** The whole form of dev-env/matrix/matrix.test.ts. */
export const authorisation: Proof = {
  title: 'Nobody sees or does what is not theirs: every route, asked as everybody, of every kind of record',
  async run(progress) {
    const world = await startWorld();
    try {
      const { cells, classes, wrong, uncovered, hidden, never } = await runMatrix(world, { progress });
      const unnoticed: string[] = [];
      for (const mutant of MUTANTS) {
        const { wrong: shown } = await tryMutant(world, mutant);
        if (shown.length === 0) unnoticed.push(mutant.name);
        progress(`${mutant.name}: ${shown.length} cells show it`);
      }
      const apart = Math.abs(median(hidden) - median(never));
      return {
        ok: wrong.length === 0 && uncovered.length === 0 && unnoticed.length === 0 && apart <= MEDIANS_MS,
        lines: [
          'The requests are made from the server’s own table of routes; what must come of each is said by an oracle that',
          'does not import the policy (dev-env/matrix/oracle.ts). Each cell is a real request over a real PostgreSQL: its status, its bytes',
          '(each thing in a record holds a word of its own, which may appear before those alone who may see the thing, and must',
          'before them), its likeness to the answer for an id that never was, and its row in the audit are compared.',
          '',
          `${cells} cells: ${world.askers.length} askers; ${wrong.length} wrong; ${uncovered.length} routes without cells.`,
          `Not found, there but hidden: median ${median(hidden).toFixed(1)} ms of ${hidden.length}; never there: ${median(never).toFixed(1)} ms of ${never.length}.`,
          `Of ${MUTANTS.length} parts of the policy, each taken away by itself, ${MUTANTS.length - unnoticed.length} were noticed by its cells.`,
          ...unnoticed.map((name) => `- not noticed: ${name}`),
          '',
          '| cells | class |',
          '| --- | --- |',
          ...[...classes].toSorted(([a], [b]) => a.localeCompare(b)).map(([kind, count]) => `| ${count} | ${kind} |`),
          '',
          ...[...uncovered.map((route) => `no cell: ${route}`), ...wrong.slice(0, 500)].map((line) => `- ${line}`),
        ],
      };
    } finally {
      await world.stop();
    }
  },
};

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

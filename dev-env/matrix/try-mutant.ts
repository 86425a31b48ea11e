import { mutatedApp } from './mutated-app.ts';
import type { Mutant } from './mutants.ts';
import { type MatrixOptions, runMatrix } from './run-matrix.ts';
import type { World } from './world.ts';

/** Whether the matrix shows that part of the policy has gone: cells that are wrong with it and right without. */
export async function tryMutant(world: World, mutant: Mutant): Promise<{ cells: number; wrong: string[] }> {
  const choose: MatrixOptions['choose'] = (asker, target, ask) => mutant.cells.test(`${asker.key} | ${target?.id ?? '-'} | ${ask.route} | ${ask.name}`);
  const before = new Set((await runMatrix(world, { choose, hasPublic: false })).wrong);
  const { cells, wrong } = await withMutant(world, mutant, (app) => runMatrix(world, { choose, hasPublic: false, ...(app === undefined ? {} : { app }) }));
  return { cells, wrong: wrong.filter((fault) => !before.has(fault)) };
}

async function withMutant<T>(world: World, { source, function: changed, rows }: Mutant, work: (app: MatrixOptions['app']) => Promise<T>): Promise<T> {
  const { owner } = world;
  if (source !== undefined) {
    const mutated = await mutatedApp(world, [source]);
    try {
      return await work(mutated.app);
    } finally {
      await mutated.close();
    }
  }
  if (rows !== undefined) {
    await owner.query(rows.change, []);
    try {
      return await work(undefined);
    } finally {
      await owner.query(rows.back, []);
    }
  }
  if (changed === undefined) throw new Error('The mutant changes nothing');
  const [found] = await owner.query<{ text: string }>(`select pg_get_functiondef(oid) as text from pg_proc where pronamespace = 'jenner'::regnamespace and proname = $1`, [changed.name]);
  const text = found?.text ?? '';
  if (text.split(changed.from).length < 2) throw new Error(`${changed.name} does not say: ${changed.from}`);
  await owner.query(text.replaceAll(changed.from, () => changed.to), []);
  try {
    return await work(undefined);
  } finally {
    await owner.query(text, []);
  }
}

import type { TestDatabase } from '../../dev-env/test-database.ts';
import { type TenancyTally, tenancyRounds, type World } from './tenancy-rounds.ts';
import { withFunctionsWithoutPractice, withoutPractice } from './without-practice.ts';

type Options = Parameters<typeof tenancyRounds>[4];

/**
 * The rounds as the application runs them; with its own check of the practice taken away, so that row-level security
 * stands alone; and as the tables' owner, whom row-level security does not bind, so that the check stands alone.
 */
export async function tenancyPasses(db: TestDatabase, practices: readonly string[], world: World, options: Options): Promise<{ name: string; tally: TenancyTally }[]> {
  const both = await tenancyRounds(db.app, db.owner, practices, world, options);
  const removed = { statements: new Set<string>() };
  const policies = await withFunctionsWithoutPractice(db.owner, () => tenancyRounds(withoutPractice(db.app, removed), db.owner, practices, world, { ...options, seed: options.seed + 1 }));
  const check = await tenancyRounds(db.owner, db.owner, practices, world, { ...options, seed: options.seed + 2 });
  return [
    { name: 'as the application runs', tally: both },
    { name: `row-level security alone (the check taken out of ${removed.statements.size} statements)`, tally: policies },
    { name: 'the application’s check alone', tally: check },
  ];
}

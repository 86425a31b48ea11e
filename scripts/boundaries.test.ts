import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { findViolations, forbids, importsOf } from './boundaries.ts';

const allowed: [string, string][] = [
  ['apps/server/http.ts', 'market/catalogue/list.ts'],
  ['apps/server/http.ts', 'platform/store/read.ts'],
  ['exchange/gp-connect/a.ts', 'exchange/import/b.ts'],
  ['capabilities/appointments/cancel.ts', 'capabilities/appointments/policy.ts'],
  ['capabilities/appointments/cancel.test.ts', 'dev-env/system.ts'],
  ['apps/server/cli/main.ts', 'dev-env/system.ts'],
  ['dev-env/system.ts', 'apps/server/start.ts'],
  ['dev-env/population/person.ts', 'platform/fhir/nhs-number.ts'],
  ['bench/main.ts', 'apps/server/start.ts'],
  ['apps/workspace/src/app.tsx', 'capabilities/appointments/workspace/list.tsx'],
];

const forbidden: [string, string][] = [
  ['platform/store/read.ts', 'capabilities/appointments/cancel.ts'],
  ['capabilities/appointments/cancel.ts', 'capabilities/consultations/save.ts'],
  ['capabilities/appointments/cancel.ts', 'exchange/gp-connect/a.ts'],
  ['exchange/gp-connect/a.ts', 'apps/server/http.ts'],
  ['exchange/gp-connect/a.test.ts', 'apps/server/http.ts'],
  ['platform/store/read.ts', 'dev-env/system.ts'],
  ['apps/server/http.ts', 'dev-env/system.ts'],
  ['apps/server/cli/main.ts', 'scripts/test.ts'],
  ['apps/workspace/src/app.tsx', 'apps/server/http.ts'],
  ['apps/workspace/src/app.tsx', 'exchange/gp-connect/a.ts'],
  ['dev-env/population/person.ts', 'exchange/gp-connect/a.ts'],
];

for (const [from, to] of allowed) it(`lets ${from} import ${to}`, () => assert.equal(forbids(from, to), undefined));
for (const [from, to] of forbidden) it(`keeps ${from} from importing ${to}`, () => assert.ok(forbids(from, to)));

it('sees every form of import', () => {
  const source = `import a from './a.ts'
import type { B,
  C } from "../b.ts"
export * from './c.ts'
export { d } from './d.ts'
import './e.ts'
import postgres from 'postgres'
const f = await import('./f.ts')
type G = import('./g.ts').G`;
  assert.deepEqual(importsOf('platform/x/y.ts', source), [
    'platform/x/a.ts',
    'platform/b.ts',
    'platform/x/c.ts',
    'platform/x/d.ts',
    'platform/x/e.ts',
    'platform/x/f.ts',
    'platform/x/g.ts',
  ]);
});

it('finds a forbidden import in a tree', () => {
  const root = mkdtempSync(join(tmpdir(), 'jenner-test-'));
  const files = {
    'platform/a.ts': "import { b } from '../apps/b.ts'",
    'apps/b.ts': "import { a } from '../platform/a.ts'",
  };
  for (const [file, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), source);
  }
  assert.deepEqual(findViolations(root), ['platform/a.ts imports apps/b.ts: platform/ stands below apps/']);
  rmSync(root, { recursive: true });
});

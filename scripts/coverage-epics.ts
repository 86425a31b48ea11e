/**
 * `npm run coverage:epics [-- --list]`: how many epics of the capability framework the last `npm test` proves,
 * out of docs/requirements/epics.json and test-results/results.json.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Epic, type Evidence, evidenceFor, type NamedResult } from './epic-coverage.ts';

const root = join(import.meta.dirname, '..');
const resultsFile = join(root, 'test-results', 'results.json');

function main(): void {
  if (!existsSync(resultsFile)) {
    console.error('There are no test results yet. Run npm test first.');
    process.exitCode = 1;
    return;
  }
  const results = JSON.parse(readFileSync(resultsFile, 'utf8')) as NamedResult[];
  const { epics } = JSON.parse(readFileSync(join(root, 'docs', 'requirements', 'epics.json'), 'utf8')) as {
    epics: Epic[];
  };
  const judged = epics.map((epic) => ({ ...epic, evidence: evidenceFor(epic, results) }));

  if (process.argv.includes('--list')) {
    for (const { id, capability, level, evidence, name } of judged) {
      console.log(`${evidence.padEnd(9)}  ${level.padEnd(4)}  ${capability.padEnd(4)} ${id.padEnd(7)}  ${name}`);
    }
  }
  for (const level of ['MUST', 'MAY'] as const) {
    const ofLevel = judged.filter((epic) => epic.level === level);
    const count = (evidence: Evidence) => ofLevel.filter((epic) => epic.evidence === evidence).length;
    const met = count('real') + count('simulated') + count('attested');
    console.log(
      `${level}: ${met} of ${ofLevel.length} epics (${count('real')} real, ${count('simulated')} simulated, ${count('attested')} attested; ${count('failing')} failing)`,
    );
  }
}

main();

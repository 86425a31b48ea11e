/** Loads a release of SNOMED CT in a process of its own, so that its memory is its own. Told by message; answers with what it took. */
import { once } from 'node:events';
import { connect, type ConnectionOptions } from '../../platform/store/database.ts';
import { loadSnomed } from '../../platform/terminology/release/load-snomed.ts';

const [{ connection, source }] = (await once(process, 'message')) as [{ connection: ConnectionOptions; source: string }];
const owner = connect(connection, { size: 2 });
const began = performance.now();
let stage = '';
const stages: Record<string, number> = {};
let from = began;
const next = (name: string): void => {
  if (name === stage) return;
  if (stage !== '') stages[stage] = (stages[stage] ?? 0) + performance.now() - from;
  from = performance.now();
  stage = name;
};
const version = await loadSnomed(owner, { sources: [source] }, (message) => next(message.replace(/^\d+ %: /, '').replace(/^Reading .*$/, 'Reading').replace(/:? ?\d+ %$/, '')));
next('');
await owner.close();
process.send?.({ version, milliseconds: performance.now() - began, stages, kilobytes: process.resourceUsage().maxRSS });
process.disconnect();

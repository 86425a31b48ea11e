import { defineJob } from '../jobs/job.ts';
import { makeFiles } from './make-files.ts';

/** Makes the files of one export. Killed or failing, it starts again from nothing, at a new moment. */
export const EXPORT = defineJob<{ id: string }>({
  name: 'export',
  retries: 3,
  accepts: (payload): payload is { id: string } => typeof payload === 'object' && payload !== null && 'id' in payload && typeof payload.id === 'string',
  run: (db, practice, { id }) => makeFiles(db, practice, id),
});

import { type FileHandle, open, rename } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Problem } from '../../../../platform/errors.ts';
import { exportPractice } from '../../../../exchange/export/export-practice.ts';
import type { Command } from '../command.ts';
import { knownPractice, withDatabase } from '../with-database.ts';

export const command: Command = {
  summary: 'export everything a practice holds, as FHIR R4 NDJSON',
  help: `npm run jenner -- export <file.ndjson> --practice <ODS code>

Writes every current resource of the practice, one a line: its directory first, then patient by patient.
\`import\` reads the file back, into another installation too. The export is audited.`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { practice: { type: 'string' } } });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) throw new Problem('invalid', 'Name the file to write. See --help.');
    return withDatabase(async (databases) => {
      const practice = await knownPractice(databases, values.practice);
      const draft = `${path}.part`;
      const file = await openFile(draft);
      try {
        const counts = await exportPractice(databases.app, practice, 'system:command-line', (text) => file.appendFile(text));
        console.log(`${counts.patients} patients, ${counts.resources} resources written to ${path}`);
      } finally {
        await file.close();
      }
      await rename(draft, path);
      return 0;
    });
  },
};

/** Opened before anything is read, and for nobody else's eyes. */
async function openFile(path: string): Promise<FileHandle> {
  return open(path, 'w', 0o600).catch(() => {
    throw new Problem('invalid', `${path} cannot be written: is the folder there, and yours?`);
  });
}

import { Problem } from '../../../platform/errors.ts';
import { listPractices } from '../../../platform/store/practices.ts';
import { type Databases, openDatabasesForCommand } from '../databases.ts';
import { readSettings } from '../settings.ts';

/** Opens the database for a command, beside a running server or alone, and closes it whatever happens. */
export async function withDatabase<T>(work: (databases: Databases) => Promise<T>): Promise<T> {
  const databases = await openDatabasesForCommand(readSettings(process.env), (message) => console.error(message));
  try {
    return await work(databases);
  } finally {
    await databases.close();
  }
}

/** The practice a command names. Throws when the command names none, or one that is not here. */
export async function knownPractice({ app }: Databases, practice: string | undefined): Promise<string> {
  if (practice === undefined) throw new Problem('invalid', 'Say which practice: --practice <ODS code>');
  const known = await listPractices(app);
  if (known.some(({ ods }) => ods === practice)) return practice;
  const here = known.map(({ ods }) => ods).join(', ');
  throw new Problem('not-found', `There is no practice ${practice} here${here === '' ? '; add it with --create "<its name>"' : ` (there is: ${here})`}`);
}

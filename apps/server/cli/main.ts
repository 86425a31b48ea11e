import { Problem } from '../../../platform/errors.ts';
import { HierarchyFault } from '../../../platform/terminology/build/hierarchy.ts';
import { ReleaseFault } from '../../../platform/terminology/rf2/release-fault.ts';
import { SettingError } from '../settings.ts';
import type { Command } from './command.ts';

const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  start: () => import('./commands/start.ts'),
  import: () => import('./commands/import.ts'),
  export: () => import('./commands/export.ts'),
  token: () => import('./commands/token.ts'),
  user: () => import('./commands/user.ts'),
  secrets: () => import('./commands/secrets.ts'),
  terminology: () => import('./commands/terminology.ts'),
  audit: () => import('./commands/audit.ts'),
  verify: () => import('./commands/verify.ts'),
  backup: () => import('./commands/backup.ts'),
  restore: () => import('./commands/restore.ts'),
};

async function main([name = '', ...args]: string[]): Promise<number> {
  const load = COMMANDS[name];
  if (load === undefined) {
    if (name !== '' && name !== '--help' && name !== 'help') console.error(`There is no command ${name}.\n`);
    console.log('npm run jenner -- <command> [--help]\n');
    for (const [known, loadKnown] of Object.entries(COMMANDS)) console.log(`  ${known.padEnd(12)} ${(await loadKnown()).command.summary}`);
    return name === '' || name === '--help' || name === 'help' ? 0 : 1;
  }
  const { command } = await load();
  if (args.includes('--help')) {
    console.log(command.help);
    return 0;
  }
  return command.run(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(sentence(error));
  process.exit(1);
}

/** One clear sentence. The stack is for our own faults only. */
function sentence(error: unknown): string {
  if (error instanceof Problem || error instanceof SettingError || error instanceof ReleaseFault || error instanceof HierarchyFault) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  if (/^(?:ECONNREFUSED|ENOTFOUND|CONNECT_TIMEOUT|EHOSTUNREACH|ETIMEDOUT)$/.test(code)) return 'The database in DATABASE_URL cannot be reached. Check that it runs and that the address is right.';
  if (code === '28P01' || code === '28000') return 'The database in DATABASE_URL refuses the user or password.';
  if (code === '3D000') return 'The database named in DATABASE_URL does not exist. Create it first.';
  if (code === '53100' || code === 'ENOSPC') return 'The disk is full: free some space and start again. Nothing that was acknowledged is lost.';
  if (code === 'EADDRINUSE') return error.message;
  if (/^(?:EACCES|EPERM|EROFS|ENOTDIR|EEXIST|EISDIR)$/.test(code) && 'path' in error) return `${String(error.path)} cannot be used (${code}): is it a folder, and this user's to write? Choose another data folder with JENNER_DATA.`;
  if (code.startsWith('ERR_PARSE_ARGS')) return `${error.message}. See --help.`;
  if (error.name === 'Error' && error.stack !== undefined && code === '') return error.message;
  return error.stack ?? error.message;
}

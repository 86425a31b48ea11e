import { parseArgs } from 'node:util';
import { isScope } from '../../../../platform/access/scope.ts';
import { Problem } from '../../../../platform/errors.ts';
import { issueAccessToken } from '../../../../platform/identity/sessions.ts';
import type { Command } from '../command.ts';
import { knownPractice, withDatabase } from '../with-database.ts';

export const command: Command = {
  summary: 'print an access token for a program at one practice',
  help: `npm run jenner -- token --practice <ODS code> --scope <scopes> [--days <n>]

Prints a bearer token, once; only its hash is kept. Use it as \`Authorization: Bearer <token>\`.

  --scope   SMART v2 scopes, space-separated: system/*.rs (read and search all), system/Patient.r, system/*.cruds
  --days    how long it lasts, 1 to 365 (default 30)`,
  async run(args) {
    const { values } = parseArgs({ args, options: { practice: { type: 'string' }, scope: { type: 'string' }, days: { type: 'string', default: '30' } } });
    const scope = (values.scope ?? '').trim().split(/\s+/);
    const wrong = scope.find((one) => !isScope(one));
    if (wrong !== undefined) throw new Problem('invalid', `--scope ${wrong === '' ? 'is missing' : `cannot be ${wrong}`}: use for instance system/*.rs. See --help.`);
    const days = Number(values.days);
    if (!Number.isInteger(days) || days < 1 || days > 365) throw new Problem('invalid', '--days must be a whole number from 1 to 365');
    return withDatabase(async (databases) => {
      const practice = await knownPractice(databases, values.practice);
      console.log(await issueAccessToken(databases.app, practice, scope.join(' '), days));
      return 0;
    });
  },
};

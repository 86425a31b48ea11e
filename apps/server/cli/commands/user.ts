import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Problem } from '../../../../platform/errors.ts';
import { disableAccount, listAccounts, type NewAccount, saveAccount } from '../../../../platform/identity/accounts.ts';
import type { Databases } from '../../databases.ts';
import { PASSWORD_WORDS } from '../password-words.ts';
import type { Command } from '../command.ts';
import { knownPractice, withDatabase } from '../with-database.ts';

const ROLES = ['gp', 'nurse', 'receptionist', 'manager', 'patient'] as const;

export const command: Command = {
  summary: 'list, add or disable sign-ins',
  help: `npm run jenner -- user list    --practice <ODS code>
npm run jenner -- user save    --practice <ODS code> --username <name> --role <role> --name "<full name>" --reference <Type/id>
npm run jenner -- user disable --practice <ODS code> --username <name>

\`save\` adds a sign-in or gives it a new password, which it prints once.

  --role       ${ROLES.join(', ')}
  --reference  the Practitioner (staff) or Patient the sign-in belongs to, e.g. Practitioner/1234`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { practice: { type: 'string' }, username: { type: 'string' }, role: { type: 'string' }, name: { type: 'string' }, reference: { type: 'string' } },
    });
    const [action, ...more] = positionals;
    if ((action !== 'list' && action !== 'save' && action !== 'disable') || more.length > 0) throw new Problem('invalid', 'Say list, save or disable. See --help.');
    return withDatabase(async (databases) => {
      const practice = await knownPractice(databases, values.practice);
      switch (action) {
        case 'list':
          for (const account of await listAccounts(databases.app, practice)) {
            console.log([account.username.padEnd(20), account.role.padEnd(14), account.name.padEnd(32), account.reference, account.disabled ? '(disabled)' : ''].join(' '));
          }
          return 0;
        case 'save': {
          const password = Array.from({ length: 5 }, () => PASSWORD_WORDS[randomInt(PASSWORD_WORDS.length)]).join('-');
          const account = details(values);
          await refuseUnknown(databases, practice, account.reference);
          await saveAccount(databases.app, practice, { ...account, password });
          console.log(password);
          return 0;
        }
        case 'disable':
          await disableAccount(databases.app, practice, required(values.username, 'username'));
          return 0;
      }
    });
  },
};

function details(values: { username?: string; role?: string; name?: string; reference?: string }): Omit<NewAccount, 'password'> {
  const role = ROLES.find((one) => one === values.role);
  if (role === undefined) throw new Problem('invalid', `--role must be one of ${ROLES.join(', ')}`);
  const reference = required(values.reference, 'reference');
  const type = role === 'patient' ? 'Patient' : 'Practitioner';
  if (!reference.startsWith(`${type}/`)) throw new Problem('invalid', `--reference must be ${type}/<id> for the role ${role}`);
  return { username: required(values.username, 'username'), role, name: required(values.name, 'name'), reference };
}

/** What somebody writes names them: it must lead to somebody. */
async function refuseUnknown({ app }: Databases, practice: string, reference: string): Promise<void> {
  const [type = '', id = ''] = reference.split('/');
  const found = await app.transaction(practice, (tx) => tx.query(`select 1 from resource where practice = $1 and type = $2 and id = $3`, [practice, type, id]));
  if (found.length === 0) throw new Problem('not-found', `There is no ${reference} at ${practice}: import it, or create it by the API, first`);
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new Problem('invalid', `--${name} is missing. See --help.`);
  return value;
}

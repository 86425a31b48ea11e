import { parseArgs } from 'node:util';
import { ROLES } from '../../../../platform/access/roles.ts';
import { Problem } from '../../../../platform/errors.ts';
import { disableAccount, listAccounts, type NewAccount, saveAccount } from '../../../../platform/identity/accounts.ts';
import { issueEnrolmentCode, removeWaysIn } from '../../../../platform/identity/enrolment.ts';
import type { Databases } from '../../databases.ts';
import type { Command } from '../command.ts';
import { knownPractice, withDatabase } from '../with-database.ts';

const ACTIONS = ['list', 'save', 'enrol', 'reset', 'disable'] as const;

export const command: Command = {
  summary: 'list, add, enrol or disable sign-ins',
  help: `npm run jenner -- user list    --practice <ODS code>
npm run jenner -- user save    --practice <ODS code> --username <name> --role <role> --name "<full name>" --reference <Type/id> [--cis2 <nhsid_useruid>] [--organisation <ODS code>]
npm run jenner -- user enrol   --practice <ODS code> --username <name>
npm run jenner -- user reset   --practice <ODS code> --username <name>
npm run jenner -- user disable --practice <ODS code> --username <name>

\`save\` adds an account, or changes its details; its sessions end. A new account without --cis2 gets an enrolment
code, printed once and good for three days: with it, its holder sets up a passkey, or a password and an authenticator
app, at /workspace/. \`enrol\` prints another code. \`reset\` first takes away every way of signing in that the account
has, and ends its sessions: for a lost or stolen device.

  --role       ${ROLES.join(', ')}
  --reference  the Practitioner (staff) or Patient the account belongs to, e.g. Practitioner/1234
  --cis2       who this is to NHS CIS2; the role chosen there is the account's
  --organisation  who employs them, where it is not the practice: they see what a sharing agreement lets them`,
  async run(args) {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { practice: text, username: text, role: text, name: text, reference: text, cis2: text, organisation: text } });
    const [first, ...more] = positionals;
    const action = ACTIONS.find((one) => one === first);
    if (action === undefined || more.length > 0) throw new Problem('invalid', 'Say list, save, enrol, reset or disable. See --help.');
    return withDatabase(async (databases) => {
      const practice = await knownPractice(databases, values.practice);
      await ACT[action](databases, practice, values);
      return 0;
    });
  },
};

type Values = Partial<Record<'username' | 'role' | 'name' | 'reference' | 'cis2' | 'organisation', string>>;

const ACT: Record<(typeof ACTIONS)[number], (databases: Databases, practice: string, values: Values) => Promise<void>> = {
  async list({ app }, practice) {
    for (const { username, role, name, reference, ways, disabled } of await listAccounts(app, practice)) {
      console.log([username.padEnd(20), role.padEnd(20), name.padEnd(32), reference, disabled ? '(disabled)' : ways.length === 0 ? '(no way to sign in yet)' : ways.join(', ')].join(' '));
    }
  },
  async save(databases, practice, values) {
    const account = details(values);
    await refuseUnknown(databases, practice, account.reference);
    const fresh = await saveAccount(databases.app, practice, account);
    if (fresh && account.cis2User === undefined) console.log(await issueEnrolmentCode(databases.app, practice, account.username, ''));
  },
  async enrol({ app }, practice, { username }) {
    console.log(await issueEnrolmentCode(app, practice, required(username, 'username'), ''));
  },
  async reset({ app }, practice, { username }) {
    await removeWaysIn(app, practice, required(username, 'username'));
    console.log(await issueEnrolmentCode(app, practice, required(username, 'username'), ''));
  },
  async disable({ app }, practice, { username }) {
    await disableAccount(app, practice, required(username, 'username'));
  },
};

function details(values: Values): NewAccount {
  const role = ROLES.find((one) => one === values.role);
  if (role === undefined) throw new Problem('invalid', `--role must be one of ${ROLES.join(', ')}`);
  const reference = required(values.reference, 'reference');
  const type = role === 'patient' ? 'Patient' : 'Practitioner';
  if (!reference.startsWith(`${type}/`)) throw new Problem('invalid', `--reference must be ${type}/<id> for the role ${role}`);
  return {
    username: required(values.username, 'username'), role, name: required(values.name, 'name'), reference,
    ...(values.cis2 === undefined ? {} : { cis2User: required(values.cis2, 'cis2') }),
    ...(values.organisation === undefined ? {} : { organisation: odsCode(values.organisation) }),
  };
}

function odsCode(text: string): string {
  if (!/^[A-Z0-9]{3,12}$/.test(text)) throw new Problem('invalid', '--organisation must be an ODS code');
  return text;
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

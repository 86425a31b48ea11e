import { parseArgs } from 'node:util';
import { connect } from '../../../../platform/store/database.ts';
import { forgetSecrets } from '../../../../platform/store/secrets/settle-secrets.ts';
import type { Command } from '../command.ts';
import { withOwner } from '../with-owner.ts';

export const command: Command = {
  summary: 'go on after the key of the sealed secrets has been lost',
  help: `npm run jenner -- secrets --forget

For when the key of the secrets (secrets.key in JENNER_DATA, or JENNER_SECRETS_KEY) is lost for good, while no server runs.
Authenticator apps, webhook secrets and the keys of ID tokens cannot be opened without it and are given up: the
next start makes a new key. See docs/running/secrets.md.`,
  async run(args) {
    const { values } = parseArgs({ args, options: { forget: { type: 'boolean' } } });
    if (values.forget !== true) {
      console.error('Say --forget, once you are sure that the key is lost: what is sealed under it goes.');
      return 1;
    }
    const accounts = await withOwner(async (connection) => {
      const owner = connect(connection, { size: 1 });
      try {
        return await forgetSecrets(owner);
      } finally {
        await owner.close();
      }
    });
    console.log(`Done. ${accounts} accounts have to set up their authenticator app anew (user enrol); passkeys and NHS CIS2 go on working.`);
    return 0;
  },
};

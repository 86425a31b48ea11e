import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useSession } from '../app/session-context.ts';
import { announce } from '../components/announcer.tsx';
import { Toggle } from '../components/toggle.tsx';
import { Field } from '../sign-in/field.tsx';
import { useForm } from '../sign-in/use-form.ts';
import { giveGrant } from './access-api.ts';
import type { GrantKind } from './access-api.ts';
import { grantsKey } from './grants.tsx';
import { UntilField } from './until-field.tsx';

const KINDS = [['care-team', 'Care team'], ['proxy', 'Acts for the patient']] as const;
const NEEDED = { username: 'Enter a username', reason: 'Write why' };

/** Lets one account into the record, for a reason and until a day. */
export function GrantForm({ patientId }: { patientId: string }) {
  const { practice: { ods } } = useSession();
  const client = useQueryClient();
  const id = useId();
  const [kind, setKind] = useState<GrantKind>('care-team');
  const [given, setGiven] = useState(0);
  const form = useForm(NEEDED, 'username', 'Sign in again first.', async (text) => {
    await giveGrant(ods, { patient: patientId, kind, username: text('username'), reason: text('reason'), ends: text('ends') });
    announce('Let in');
    setGiven((times) => times + 1);
    await client.invalidateQueries({ queryKey: grantsKey(ods, patientId) });
  });
  return (
    <>
      <h3>Let somebody in</h3>
      <form key={given} className="form" onSubmit={form.submit} noValidate>
        {form.errors['form'] !== undefined && <p className="form-error" role="alert">{form.errors['form']}</p>}
        <Toggle label="As what" value={kind} options={KINDS} onChange={setKind} />
        <Field id={`${id}u`} name="username" label="Username" hint={kind === 'proxy' ? 'Of somebody who signs in as a patient' : 'Of a member of staff'} autoComplete="off" error={form.errors['username']} />
        <Field id={`${id}r`} name="reason" label="Why" autoComplete="off" wide error={form.errors['reason']} />
        <UntilField />
        <button type="submit" className="button primary" aria-disabled={form.busy}>Let in</button>
      </form>
    </>
  );
}

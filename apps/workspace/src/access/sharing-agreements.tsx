import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useSession } from '../app/session-context.ts';
import { announce } from '../components/announcer.tsx';
import { Day } from '../components/day.tsx';
import { Problem } from '../components/problem-panel.tsx';
import { useNow } from '../components/use-now.ts';
import { Field } from '../sign-in/field.tsx';
import { useForm } from '../sign-in/use-form.ts';
import { agreeSharing, endSharing, fetchSharing } from './access-api.ts';
import { UntilField } from './until-field.tsx';

/** The organisations whose staff, where they have accounts here, may read this practice's records. */
export function SharingAgreements() {
  const { practice: { ods } } = useSession();
  const client = useQueryClient();
  const now = useNow().getTime();
  const id = useId();
  const key = ['sharing', ods];
  const [agreed, setAgreed] = useState(0);
  const sharing = useQuery({ queryKey: key, queryFn: () => fetchSharing(ods) });
  const end = useMutation({
    mutationFn: (organisation: string) => endSharing(ods, organisation),
    onSuccess: () => {
      announce('Sharing ended');
      return client.invalidateQueries({ queryKey: key });
    },
  });
  const form = useForm({ organisation: 'Enter an ODS code' }, 'organisation', 'Sign in again first.', async (text) => {
    await agreeSharing(ods, text('organisation').toUpperCase(), text('ends'));
    announce('Sharing agreed');
    setAgreed((times) => times + 1);
    await client.invalidateQueries({ queryKey: key });
  });
  // The minute may be older than what was just fetched.
  const at = Math.max(now, sharing.dataUpdatedAt);
  return (
    <section className="card" aria-labelledby={`${id}h`}>
      <h2 id={`${id}h`}>Sharing with other organisations</h2>
      <p className="quiet">Their staff who have accounts here may read, without sensitive entries, and write nothing.</p>
      {sharing.isError && <Problem error={sharing.error} retry={() => void sharing.refetch()} />}
      {end.isError && <Problem error={end.error} />}
      {sharing.data?.length === 0 && <p className="none">With nobody.</p>}
      <ul className="entries">
        {sharing.data?.map(({ organisation, ends }) => {
          const over = new Date(ends).getTime() <= at;
          return (
            <li key={organisation} className="entry-head">
              <span><strong>{organisation}</strong> <span className="quiet">{over ? 'ended' : 'until'} <Day date={ends} time /></span></span>
              {!over && <button type="button" className="button small" onClick={() => { if (!end.isPending) end.mutate(organisation); }}>End<span className="visually-hidden"> sharing with {organisation}</span></button>}
            </li>
          );
        })}
      </ul>
      <form key={agreed} className="form" onSubmit={form.submit} noValidate>
        {form.errors['form'] !== undefined && <p className="form-error" role="alert">{form.errors['form']}</p>}
        <Field id={`${id}o`} name="organisation" label="ODS code of the organisation" autoComplete="off" error={form.errors['organisation']} />
        <UntilField />
        <button type="submit" className="button primary" aria-disabled={form.busy}>Share</button>
      </form>
    </section>
  );
}

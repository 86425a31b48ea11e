import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ROLE_WORDS } from '../app/role-words.ts';
import { chooseRole, fetchRoles } from '../api/sign-in.ts';
import type { NationalRole } from '../api/sign-in.ts';
import type { Session } from '../api/session.ts';
import { refusalOf } from './use-form.ts';

/** Somebody with several national roles at this practice says in which they work now. */
export function RoleChoice({ ods, onSignedIn }: { ods: string; onSignedIn: (session: Session) => void }) {
  const roles = useQuery({ queryKey: ['roles', ods], queryFn: () => fetchRoles(ods), staleTime: Infinity });
  const [refused, setRefused] = useState('');

  async function choose({ id }: NationalRole) {
    await chooseRole(ods, id).then(onSignedIn, (error: unknown) => { setRefused(refusalOf(error, 'That took too long. Sign in again.')); });
  }

  if (roles.isPending) return <p role="status">Loading…</p>;
  return (
    <>
      {(refused !== '' || roles.isError) && <p className="form-error" role="alert">{refused === '' ? 'That took too long. Sign in again.' : refused}</p>}
      <ul className="ways">
        {(roles.data ?? []).map((each) => (
          <li key={each.id}><button type="button" className="button" onClick={() => void choose(each)}>{wordsFor(each)}</button></li>
        ))}
      </ul>
      <p><a href="/workspace/">Start again</a></p>
    </>
  );
}

function wordsFor({ role, name }: NationalRole): string {
  return Object.entries(ROLE_WORDS).find(([known]) => known === role)?.[1] ?? name;
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { passkeysWork, presentPasskey } from '../api/passkeys.ts';
import { fetchServices } from '../api/sign-in.ts';
import type { Session } from '../api/session.ts';
import { refusalOf } from './use-form.ts';

interface Props {
  ods: string;
  onSignedIn: (session: Session) => void;
  /** Given where the page must stay: the service opens in a window of its own. */
  keepPage?: boolean;
}

/** NHS CIS2 and passkeys, each as one button. */
export function OtherWays({ ods, onSignedIn, keepPage = false }: Props) {
  const services = useQuery({ queryKey: ['services', ods], queryFn: () => fetchServices(ods), staleTime: Infinity });
  const [refused, setRefused] = useState('');
  const cis2 = services.data?.cis2;
  const address = `/${ods}/auth/cis2`;

  async function withPasskey() {
    setRefused('');
    await presentPasskey(ods, 'passkey-session').then(onSignedIn, (error: unknown) => { setRefused(refusalOf(error, 'That passkey does not sign anybody in here.')); });
  }

  return (
    <div className="ways">
      {refused !== '' && <p className="form-error" role="alert">{refused}</p>}
      {cis2 && (
        <a className="button primary" href={address} {...(keepPage ? { target: '_blank', rel: 'opener' } : {})}>
          Sign in with {cis2.simulated ? 'simulated ' : ''}NHS CIS2
        </a>
      )}
      {passkeysWork() && <button type="button" className="button" onClick={() => void withPasskey()}>Sign in with a passkey</button>}
    </div>
  );
}

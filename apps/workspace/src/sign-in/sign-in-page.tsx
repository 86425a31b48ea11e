import { useEffect } from 'react';
import type { Practice, Session } from '../api/session.ts';
import { SyntheticBar } from '../components/synthetic-bar.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage({ practices, onSignedIn }: { practices: readonly Practice[]; onSignedIn: (session: Session) => void }) {
  useEffect(() => { document.title = 'Sign in – Jenner'; }, []);
  return (
    <div className="sign-in-page">
      {practices.length > 0 && practices.every((practice) => practice.synthetic) && <SyntheticBar />}
      <main className="sign-in">
        <p className="product">Jenner</p>
        <h1>Sign in</h1>
        {practices.length === 0
          ? <p role="alert">This server holds no practice yet.</p>
          : <SignInForm practices={practices} onSignedIn={onSignedIn} />}
      </main>
    </div>
  );
}

import { useEffect, useId, useState } from 'react';
import { settings } from '../app/settings.ts';
import type { Practice, Session } from '../api/session.ts';
import { SyntheticBar } from '../components/synthetic-bar.tsx';
import { EnrolmentForm } from './enrolment-form.tsx';
import { OtherWays } from './other-ways.tsx';
import { problemOf, readOutcome } from './outcome.ts';
import { practiceOfReturn, readReturn } from './return-address.ts';
import { RoleChoice } from './role-choice.tsx';
import { SignInForm } from './sign-in-form.tsx';

interface Props {
  practices: readonly Practice[];
  onSignedIn: (session: Session) => void;
}

/** Signing in, by whatever way somebody has; choosing a role; and setting a way up with an enrolment code. */
export function SignInPage({ practices, onSignedIn }: Props) {
  const [outcome] = useState(readOutcome);
  const [chosen, setChosen] = useState(() => practiceOfReturn(readReturn()) ?? outcome?.practice ?? settings.read().practice);
  const [enrolling, setEnrolling] = useState(false);
  const practice = practices.find(({ ods }) => ods === chosen) ?? practices[0];
  const choosingRole = outcome?.outcome === 'role' && practice !== undefined;
  const problem = problemOf(outcome);
  useEffect(() => { document.title = 'Sign in – Jenner'; }, []);

  return (
    <div className="sign-in-page">
      {practices.length > 0 && practices.every(({ synthetic }) => synthetic) && <SyntheticBar />}
      <main className="sign-in">
        <p className="product">Jenner</p>
        <h1>{choosingRole ? 'Choose your role' : enrolling ? 'Set up your sign-in' : 'Sign in'}</h1>
        {problem !== undefined && <p className="form-error" role="alert">{problem}</p>}
        {practice === undefined && <p role="alert">This server holds no practice yet.</p>}
        {practice !== undefined && (
          <>
            <PracticeField practices={practices} chosen={practice} onChoose={setChosen} />
            {choosingRole && <RoleChoice ods={practice.ods} onSignedIn={onSignedIn} />}
            {!choosingRole && !enrolling && (
              <>
                <OtherWays key={practice.ods} ods={practice.ods} onSignedIn={onSignedIn} />
                <h2>With a password and a code</h2>
                <SignInForm ods={practice.ods} onSignedIn={onSignedIn} />
              </>
            )}
            {enrolling && <EnrolmentForm ods={practice.ods} onSignedIn={onSignedIn} />}
            {!choosingRole && (
              <p><button type="button" className="link" onClick={() => { setEnrolling(!enrolling); }}>{enrolling ? 'Back to signing in' : 'I have an enrolment code'}</button></p>
            )}
          </>
        )}
      </main>
    </div>
  );
}

function PracticeField({ practices, chosen, onChoose }: { practices: readonly Practice[]; chosen: Practice; onChoose: (ods: string) => void }) {
  const id = useId();
  if (practices.length === 1) {
    return (
      <div className="field">
        <span className="label">Practice</span>
        <span>{chosen.name} <span className="quiet">({chosen.ods})</span></span>
      </div>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>Practice</label>
      <select id={id} name="practice" value={chosen.ods} onChange={(event) => { onChoose(event.target.value); }}>
        {practices.map(({ ods, name }) => <option key={ods} value={ods}>{name} ({ods})</option>)}
      </select>
    </div>
  );
}

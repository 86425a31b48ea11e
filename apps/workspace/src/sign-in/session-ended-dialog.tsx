import type { Session } from '../api/session.ts';
import { Dialog } from '../components/dialog.tsx';
import { SignInForm } from './sign-in-form.tsx';

interface Props {
  session: Session;
  onSignedIn: (session: Session) => void;
  onLeave: () => void;
}

/** Signs the same person in again over the page, so that nothing typed is lost. Another person starts with an empty page. */
export function SessionEndedDialog({ session, onSignedIn, onLeave }: Props) {
  return (
    <Dialog title="Sign in again">
      <p>Your session has ended. What you typed is still here.</p>
      <SignInForm practices={[session.practice]} username={session.user.username} onSignedIn={onSignedIn} />
      <p><button type="button" className="link" onClick={onLeave}>I am not {session.user.name}: close everything and start again</button></p>
    </Dialog>
  );
}

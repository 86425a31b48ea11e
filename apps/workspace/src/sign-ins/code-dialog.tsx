import { Dialog } from '../components/dialog.tsx';

export interface IssuedCode {
  name: string;
  username: string;
  code: string;
}

/** The code, to be handed over. It is shown here once and kept nowhere. */
export function CodeDialog({ issued: { name, username, code }, onClose }: { issued: IssuedCode; onClose: () => void }) {
  return (
    <Dialog title={`Enrolment code for ${name}`} onClose={onClose}>
      <p>Give it to them in person, or by a way that only they can read. It is shown this once, works once and for three days; an earlier one has stopped working.</p>
      <dl>
        <dt>Username</dt><dd><code>{username}</code></dd>
        <dt>Code</dt><dd><code>{code}</code></dd>
      </dl>
      <p>At the sign-in page they choose “I have an enrolment code”.</p>
      <div className="actions"><button type="button" className="button primary" onClick={onClose}>I have noted it</button></div>
    </Dialog>
  );
}

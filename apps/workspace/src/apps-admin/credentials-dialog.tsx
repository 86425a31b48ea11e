import { Dialog } from '../components/dialog.tsx';
import type { Credentials } from './apps-api.ts';

/** What whoever runs the app has to be told. The secret is shown here once and kept nowhere. */
export function CredentialsDialog({ credentials, onClose }: { credentials: Credentials; onClose: () => void }) {
  return (
    <Dialog title="The app is registered" onClose={onClose} wide>
      <p>Give this to whoever runs the app{credentials.secret !== undefined && ', by a way that only they can read. The secret is shown this once'}.</p>
      <dl>
        <dt>FHIR address</dt><dd><code>{credentials.fhir}</code></dd>
        <dt>Client id</dt><dd><code>{credentials.id}</code></dd>
        {credentials.secret !== undefined && <><dt>Secret</dt><dd><code>{credentials.secret}</code></dd></>}
      </dl>
      <div className="actions"><button type="button" className="button primary" onClick={onClose}>I have noted it</button></div>
    </Dialog>
  );
}

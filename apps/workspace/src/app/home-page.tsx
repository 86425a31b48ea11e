import { useEffect } from 'react';
import { useSession } from './session-context.ts';

/** What stands there when no record is open. */
export function HomePage({ onBreakGlass }: { onBreakGlass: () => void }) {
  const { abilities } = useSession();
  useEffect(() => { document.title = 'Jenner'; }, []);
  return (
    <main id="main" className="home" tabIndex={-1}>
      <h1>No record open</h1>
      {abilities.findPatients
        ? <p>Press <kbd>Ctrl</kbd> <kbd>K</kbd> and type part of a name, a date of birth or an NHS number, in any order: <q>smi jo 14/8/80</q></p>
        : <p>This account cannot open patients’ records.</p>}
      {abilities.breakGlass && <p><button type="button" className="button" onClick={onBreakGlass}>Open a guarded record <kbd>Alt+G</kbd></button></p>}
    </main>
  );
}

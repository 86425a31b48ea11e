import { go, pathOf, VIEWS } from '../app/routes.ts';
import type { View } from '../app/routes.ts';
import { useSession } from '../app/session-context.ts';
import { SHORTCUTS, useShortcut } from '../app/shortcuts.ts';
import { VIEW_NAMES } from './view-names.ts';

/** The views of a record, each with its function key. */
export function Rail({ patientId, view }: { patientId: string; view: View }) {
  const { abilities } = useSession();
  useShortcut('search-record', () => { go({ page: 'patient', patientId, view: 'journal' }); });
  return (
    <nav className="rail" aria-label="Record">
      <ul>
        {VIEWS.filter((one) => (one !== 'consult' || abilities.writeClinical) && (one !== 'audit' || abilities.readAudit)).map((one) => <RailLink key={one} patientId={patientId} view={one} current={one === view} />)}
      </ul>
    </nav>
  );
}

function RailLink({ patientId, view, current }: { patientId: string; view: View; current: boolean }) {
  const show = () => { go({ page: 'patient', patientId, view }); };
  useShortcut(view, show);
  return (
    <li>
      <a
        href={pathOf({ page: 'patient', patientId, view })} aria-current={current ? 'page' : undefined} aria-keyshortcuts={SHORTCUTS[view].keys}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          show();
        }}
      >
        <kbd aria-hidden="true">{SHORTCUTS[view].keys}</kbd> <span>{VIEW_NAMES[view]}</span>
      </a>
    </li>
  );
}

import { useNow } from '../components/use-now.ts';
import { identityOf } from '../record/patient-summary.ts';
import { useRecord } from '../record/use-record.ts';
import { go, pathOf } from './routes.ts';
import type { View } from './routes.ts';
import { useSession } from './session-context.ts';
import { useShortcut } from './shortcuts.ts';
import type { ShortcutId } from './shortcuts.ts';
import { lastViewOf } from './last-view.ts';

interface RecordTabsProps {
  open: readonly string[];
  current: string | undefined;
  onClose: (patientId: string) => void;
}

/** The open records: name and age on each, Alt+1 to Alt+9, and a way to close. Links, so that Back and new windows work. */
export function RecordTabs({ open, current, onClose }: RecordTabsProps) {
  useShortcut('close-record', () => { if (current !== undefined) onClose(current); }, current !== undefined);
  if (open.length === 0) return null;
  return (
    <nav className="record-tabs" aria-label="Open records">
      <ul>
        {open.map((patientId, index) => (
          <RecordTab key={patientId} patientId={patientId} place={index + 1} current={patientId === current} onClose={onClose} />
        ))}
      </ul>
    </nav>
  );
}

interface RecordTabProps {
  patientId: string;
  place: number;
  current: boolean;
  onClose: (patientId: string) => void;
}

function RecordTab({ patientId, place, current, onClose }: RecordTabProps) {
  const { practice } = useSession();
  const { data, isError } = useRecord(practice.ods, patientId);
  const now = useNow();
  const identity = data && identityOf(data.record.patient, now);
  const view: View = lastViewOf(patientId);
  useShortcut(`record-${place}` as ShortcutId, () => { go({ page: 'patient', patientId, view }); });
  const label = identity ? `${identity.name}${identity.age === undefined ? '' : ` ${identity.age}`}` : isError ? 'Not available' : 'Opening…';
  return (
    <li className={current ? 'record-tab current' : 'record-tab'}>
      <a
        href={pathOf({ page: 'patient', patientId, view })}
        aria-current={current ? 'page' : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go({ page: 'patient', patientId, view });
        }}
      >
        <kbd aria-hidden="true">{place}</kbd> {label}
      </a>
      <button type="button" className="close" aria-label={`Close ${identity?.spokenName ?? 'record'}`} onClick={() => { onClose(patientId); }}>×</button>
    </li>
  );
}

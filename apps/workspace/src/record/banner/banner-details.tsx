import { useId } from 'react';
import type { ReactNode } from 'react';
import { Day } from '../../components/day.tsx';
import type { Allergies } from '../model/allergies.ts';
import { nameOf } from '../model/people.ts';
import type { PatientRecord } from '../model/record.ts';
import { addressLine, phoneText, WITHHELD } from '../patient-summary.ts';
import { SHORTCUTS } from '../../app/shortcuts.ts';

interface BannerDetailsProps {
  record: PatientRecord;
  /** Absent for people who may not see them. */
  allergies: Allergies | undefined;
  /** The contact details are kept from whoever looks; they see them by giving a reason, where they may. */
  withheld: boolean;
  onShowWithheld: (() => void) | undefined;
  expanded: boolean;
  onToggle: () => void;
}

/** Zone 2 of the banner: closed it shows one line of each part, opened all of every part. */
export function BannerDetails({ record, allergies, withheld, onShowWithheld, expanded, onToggle }: BannerDetailsProps) {
  const id = useId();
  const { patient } = record;
  const contacts = (patient.telecom ?? []).map((one) => (one.system === 'email' ? one.value ?? '' : phoneText(one.value ?? ''))).filter((one) => one !== '');
  const [contact] = contacts;
  const address = addressLine(patient);
  const gp = nameOf(record, patient.generalPractitioner?.[0]);
  const practice = nameOf(record, patient.managingOrganization);
  const missing = withheld ? WITHHELD : 'Not recorded';
  const known = allergies?.state === 'Known allergies';
  return (
    <div className={expanded ? 'zone-2 expanded' : 'zone-2'}>
      <Part label="Address" open={expanded} full={address?.split(', ').map((line) => <div key={line}>{line}</div>)}>{address ?? missing}{onShowWithheld && <> <button type="button" className="link" aria-keyshortcuts={SHORTCUTS['break-glass'].keys} onClick={onShowWithheld}>Show for a reason</button></>}</Part>
      <Part label="Phone and email" open={expanded} full={contacts.map((one) => <div key={one}>{one}</div>)}><span className="nowrap">{contact ?? missing}</span></Part>
      <Part label="Usual GP" open={expanded}>{gp ?? missing}</Part>
      <Part label="Registered at" open={expanded}>{practice ?? missing}</Part>
      {allergies && (
        <div className={known ? 'part allergies known' : 'part allergies'}>
          <div className="part-label">{known && <WarningSign />}{allergies.state}</div>
          {expanded && (
            <ul className="part-full" id={`${id}allergies`}>
              {allergies.active.map(({ entry, updated }) => <li key={entry.key}><strong>{entry.term}</strong> <Day date={updated} missing="Date not recorded" /></li>)}
              {allergies.noneKnown.map((entry) => <li key={entry.key}>{entry.term} <Day date={entry.date} missing="Date not recorded" /></li>)}
            </ul>
          )}
          {!expanded && known && <div className="part-line">{shortList(allergies)}</div>}
        </div>
      )}
      <button type="button" className="zone-toggle" aria-expanded={expanded} aria-keyshortcuts={SHORTCUTS.details.keys} onClick={onToggle}>
        {expanded ? 'Less' : 'More'}<span className="visually-hidden"> patient details</span>
      </button>
    </div>
  );
}

function Part({ label, open, full, children }: { label: string; open: boolean; full?: ReactNode; children: ReactNode }) {
  return (
    <div className="part">
      <div className="part-label">{label}</div>
      {open ? <div className="part-full">{full ?? children}</div> : <div className="part-line">{children}</div>}
    </div>
  );
}

/** Names them where they fit whole in a line; otherwise says how many, rather than cutting one off. */
function shortList({ active }: Allergies): string {
  const names = active.map(({ entry }) => entry.term).join(', ');
  return names.length <= 40 ? names : `${active.length}, see More`;
}

/** The icon of known allergies (PAB-0069); the words beside it say the same. */
function WarningSign() {
  return (
    <svg className="sign" viewBox="0 0 20 18" width="15" height="14" aria-hidden="true" focusable="false">
      <path d="M10 0 20 18H0z" fill="currentColor" /><path d="M9 6h2v6H9zM9 13.5h2v2H9z" fill="#fff" />
    </svg>
  );
}

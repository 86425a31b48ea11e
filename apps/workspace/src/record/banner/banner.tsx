import { useState } from 'react';
import { BreakGlassDialog } from '../../access/break-glass-dialog.tsx';
import { useSession } from '../../app/session-context.ts';
import { Day } from '../../components/day.tsx';
import { useNow } from '../../components/use-now.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { allergiesOf } from '../model/allergies.ts';
import type { PatientRecord } from '../model/record.ts';
import { identityOf } from '../patient-summary.ts';
import { BannerDetails } from './banner-details.tsx';

/**
 * The patient banner (ISB 1505). Zone 1: name, born (age), gender, NHS No., always in this order (PAB-0016, PAB-0076).
 * Zone 2: five parts that open together (PAB-0004 to PAB-0006), the fifth being allergies (PAB-0032), which only
 * people who may read the clinical record see (PAB-0008). A deceased patient's banner differs in colour and in pattern (PAB-0055).
 */
export function Banner({ record, clinical, withheld }: { record: PatientRecord; clinical: boolean; withheld: boolean }) {
  const { abilities } = useSession();
  const [asking, setAsking] = useState(false);
  const [expanded, setExpanded] = useState(false);
  const identity = identityOf(record.patient, useNow());
  const { name, spokenName, preferredName, birthDate, age, deceased, died, gender, nhsNumber } = identity;
  const toggle = () => { setExpanded((was) => !was); };
  useShortcut('details', toggle);
  const ask = withheld && abilities.breakGlass ? () => { setAsking(true); } : undefined;
  useShortcut('break-glass', () => { ask?.(); }, ask !== undefined);
  return (
    <section className={deceased ? 'banner deceased' : 'banner'} aria-label={`Patient ${spokenName}${deceased ? ', deceased' : ''}`}>
      <dl className="zone-1">
        <div className="name">
          <dt className="visually-hidden">Name</dt>
          <dd><strong tabIndex={0}>{name}</strong></dd>
          {preferredName !== undefined && <dd className="second"><span className="label">Preferred name</span> {preferredName}</dd>}
        </div>
        <div>
          <dt>Born</dt>
          <dd tabIndex={0}><Day date={birthDate} missing="Not known" />{age !== undefined && !deceased && ` (${age})`}</dd>
          {deceased && (
            <dd className="second">
              <span className="label">Died</span> <Day date={died} missing="Date not known" />
              {age !== undefined && <> <span className="label">Age at Death</span> {age}</>}
            </dd>
          )}
        </div>
        <div><dt>Gender</dt><dd tabIndex={0}>{gender}</dd></div>
        <div><dt>NHS No.</dt><dd className="nowrap" tabIndex={0}>{nhsNumber}</dd></div>
      </dl>
      <BannerDetails record={record} allergies={clinical ? allergiesOf(record) : undefined} withheld={withheld} onShowWithheld={ask} expanded={expanded} onToggle={toggle} />
      {asking && <BreakGlassDialog title="Show contact details" patientId={record.patient.id} onOpened={() => { setAsking(false); }} onClose={() => { setAsking(false); }} />}
    </section>
  );
}

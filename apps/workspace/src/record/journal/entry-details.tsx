import { formatRange } from '../model/value.ts';
import { detailsOf, systemName } from '../model/details.ts';
import type { Entry } from '../model/entry.ts';
import type { PatientRecord } from '../model/record.ts';

/** All that an entry holds: codes with their systems, every date, all text, status, range, version, and whether the patient sees it. */
export function EntryDetails({ record, entry }: { record: PatientRecord; entry: Entry }) {
  const { resource } = entry;
  const range = resource.resourceType === 'Observation' ? formatRange(resource.referenceRange?.[0]) : undefined;
  return (
    <div className="line-details">
      {entry.hiddenFromPatient && <p><strong>Hidden from the patient</strong> and from those who act for them.</p>}
      {range !== undefined && <p><strong>Reference range</strong> {range}</p>}
      <dl className="facts">
        {detailsOf(record, resource).map(({ label, value, code }, index) => (
          <div key={`${label}${index}`}>
            <dt>{label}</dt>
            <dd>{value}{code && <span className="code"> {systemName(code.system)} <span className="nowrap">{code.code}</span></span>}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

import { useSession } from '../../app/session-context.ts';
import { codeKey, useCodeNotices } from '../../terminology/use-code-notices.ts';
import { formatRange } from '../model/value.ts';
import { detailsOf, systemName } from '../model/details.ts';
import type { Entry } from '../model/entry.ts';
import type { PatientRecord } from '../model/record.ts';

/** All that an entry holds: codes with their systems, every date, all text, status, range, version, and whether the patient sees it. A code that is no longer in use, or not known, says so. */
export function EntryDetails({ record, entry }: { record: PatientRecord; entry: Entry }) {
  const { resource } = entry;
  const range = resource.resourceType === 'Observation' ? formatRange(resource.referenceRange?.[0]) : undefined;
  const details = detailsOf(record, resource);
  const notices = useCodeNotices(useSession().practice.ods, details.flatMap(({ code }) => code ?? []));
  return (
    <div className="line-details">
      {entry.hiddenFromPatient && <p><strong>Hidden from the patient</strong> and from those who act for them.</p>}
      {range !== undefined && <p><strong>Reference range</strong> {range}</p>}
      <dl className="facts">
        {details.map(({ label, value, code }, index) => (
          <div key={`${label}${index}`}>
            <dt>{label}</dt>
            <dd>
              {value}{code && <span className="code"> {systemName(code.system)} <span className="nowrap">{code.code}</span></span>}
              {code && notices.has(codeKey(code)) && <strong className="code-notice">{notices.get(codeKey(code))}</strong>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

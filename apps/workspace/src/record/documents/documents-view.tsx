import { useSession } from '../../app/session-context.ts';
import { Day } from '../../components/day.tsx';
import { documentsOf } from '../model/documents.ts';
import type { PatientRecord } from '../model/record.ts';

/** Letters and files of the record, newest first. */
export function DocumentsView({ record }: { record: PatientRecord }) {
  const { practice } = useSession();
  const documents = documentsOf(record);
  return (
    <>
      <h1>Documents</h1>
      {documents.length === 0 ? <p className="none">No documents recorded</p> : (
        <div className="table-scroll" role="region" aria-label="Documents" tabIndex={0}>
          <table className="table">
            <thead><tr><th scope="col">Date</th><th scope="col">Document</th><th scope="col">From</th><th scope="col">Format</th><th scope="col" className="number">Size</th><th scope="col">File</th></tr></thead>
            <tbody>
              {documents.map(({ entry, format, size, url, unavailable }) => (
                <tr key={entry.key}>
                  <td><Day date={entry.date} /></td>
                  <th scope="row">{entry.term}{entry.value !== undefined && entry.value !== entry.term && <div className="note">{entry.value}</div>}
                    {entry.hiddenFromPatient && <span className="tag hidden-mark">Hidden from patient</span>}</th>
                  <td>{entry.author ?? entry.source ?? 'Not recorded'}</td>
                  <td>{format}</td>
                  <td className="number nowrap">{size}</td>
                  <td>{url === undefined ? unavailable : <a href={`/${practice.ods}/fhir/r4/${url}`} target="_blank" rel="noreferrer">Open<span className="visually-hidden"> {entry.term} in a new window</span></a>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

import type { AuditQuery } from '../audit/read-audit.ts';
import { Problem } from '../errors.ts';
import { fhirInterval } from '../fhir/dates.ts';

/** What `GET AuditEvent` asks; `after` as it came, as staff and patients page through different lists. */
export type AuditRequest = Omit<AuditQuery, 'after'> & { after: string };

const OUTCOMES: Readonly<Record<string, AuditQuery['outcome']>> = { '': '', '0': 'success', '4': 'failure' };
/** What a timestamp of PostgreSQL holds safely. */
const [EARLIEST, LATEST] = [0, Date.UTC(9999, 0)];

/** Reads the search parameters. Throws `invalid` for one that is not known here. */
export function parseAuditQuery(query: URLSearchParams): AuditRequest {
  const asked: AuditRequest = { patient: '', from: EARLIEST, until: LATEST, agent: '', outcome: '', count: 50, after: '' };
  for (const [name, value] of query) {
    switch (name) {
      case 'patient':
        asked.patient = idOf(value.replace(/^Patient\//, ''));
        break;
      case 'date':
        narrow(asked, value);
        break;
      case 'agent':
        asked.agent = value;
        break;
      case 'outcome': {
        const outcome = OUTCOMES[value];
        if (outcome === undefined) throw invalid('outcome must be 0 or 4', 'outcome');
        asked.outcome = outcome;
        break;
      }
      case '_count':
        asked.count = Math.min(Math.max(Number.parseInt(value, 10) || 50, 1), 200);
        break;
      case '_after':
        asked.after = value;
        break;
      case '_sort':
        if (value !== '-date') throw invalid('the audit is sorted by -date only', '_sort');
        break;
      default:
        throw invalid('AuditEvent can be searched by patient, date, agent and outcome', name);
    }
  }
  return asked;
}

function idOf(id: string): string {
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(id)) throw invalid('patient must be Patient/<id>', 'patient');
  return id;
}

function narrow(asked: AuditRequest, value: string): void {
  const [, prefix = 'eq', date = ''] = /^(eq|ge|gt|le|lt)?(.+)$/.exec(value) ?? [];
  const interval = fhirInterval(date);
  if (interval === undefined) throw invalid('date must be a FHIR date with the prefix eq, ge, gt, le or lt, or none', 'date');
  if (prefix === 'eq' || prefix === 'ge') asked.from = Math.max(asked.from, interval.low);
  if (prefix === 'gt') asked.from = Math.max(asked.from, interval.high);
  if (prefix === 'eq' || prefix === 'le') asked.until = Math.min(asked.until, interval.high);
  if (prefix === 'lt') asked.until = Math.min(asked.until, interval.low);
}

function invalid(message: string, expression: string): Problem {
  return new Problem('invalid', message, { issues: [{ code: 'value', message, expression }] });
}

import type { Mutation } from './mutated-app.ts';

/** A part of the policy taken away, and the few cells that must show it. */
export interface Mutant {
  name: string;
  /** A change of the source, or of a function of the database. */
  source?: Mutation;
  function?: { name: string; from: string; to: string };
  /** A change of rows, and what puts it back. */
  rows?: { change: string; back: string };
  /** Matched against `asker | target | route | name`. */
  cells: RegExp;
}

const READER = 'platform/store/reader.ts';
const DECIDE = 'platform/access/decide.ts';
const PRINCIPAL = 'platform/access/principal.ts';
const CLOSED = 'platform/access/closed-records.ts';
const ROUTES = 'platform/http/route-access.ts';
const HERE = "throw new Problem('not-found', 'There is no such practice here');";
const SEARCH = 'GET /:ods/fhir/r4/:type \\|';

const inSource = (name: string, file: string, from: string, to: string, cells: RegExp): Mutant => ({ name, source: { file, from, to }, cells });
const inFunction = (name: string, of: string, from: string, to: string, cells: RegExp): Mutant => ({ name, function: { name: of, from, to }, cells });

/** Every predicate of the policy, each removed by itself. */
export const MUTANTS: readonly Mutant[] = [
  inSource('a search: the audience', READER, 'return `${row}.audience & $${first}::smallint <> 0', 'return `$${first}::smallint is not null', new RegExp(`^receptionist \\(home\\) \\| registered-normal \\| ${SEARCH}`)),
  inSource('a search: own records only', READER, `or \${row}.patient = any(string_to_array($\${first + 1}, ',')))`, 'or true)', new RegExp(`^patient past-normal \\| registered-normal \\| ${SEARCH}`)),
  inSource('a search: guarded records', READER, 'or not exists (select from guard g where g.practice = $1 and g.patient = ${row}.patient))', 'or true)', new RegExp(`^gp \\(home\\) \\| registered-sealed \\| ${SEARCH}`)),
  inSource('a search: a grant is of one account', READER, 'and a.account = $${n}', 'and $${n}::text is not null', new RegExp(`^gp \\(home\\) \\| registered-sealed \\| ${SEARCH}`)),
  inSource('a search: a grant ends', READER, 'and a.ends > now())', ')', new RegExp(`^gp \\(ended-grant\\) \\| registered-sealed \\| ${SEARCH}`)),
  inSource('a search: what a care team is let into', READER, "granted(first + 2, row, 'care-team', 'break-glass')", "granted(first + 2, row, 'break-glass')", new RegExp(`^gp \\(care-team\\) \\| registered-sealed \\| ${SEARCH}`)),
  inSource('a search: related persons of a restricted patient', READER, 'and p.patient = ${row}.patient and p.restricted))', 'and p.patient = ${row}.patient and false))', new RegExp(`^gp \\(home\\) \\| registered-s-flag \\| ${SEARCH}.*RelatedPerson`)),
  inSource('a search: contact details of a restricted patient', READER, 'case when ${row}.masked is null or', 'case when true or', new RegExp(`^gp \\(home\\) \\| registered-s-flag \\| ${SEARCH}.*Patient\\?`)),
  inSource('every route: strangers', ROUTES, `if (principal.belongs === 'stranger' && !('signedIn' in access)) ${HERE}`, '', /^gp \(stranger\) \| registered-normal \| POST .*batch of reads/),
  inSource('a decision: who writes', DECIDE, 'if (writes && !mayWrite(abilitiesOf(principal), type))', 'if (false)', /^receptionist \(home\) \| registered-normal \| (?:POST|PUT) /),
  inSource('a decision: roles without patients', DECIDE, 'if (policyOf(principal.role).audience === 0)', 'if (false)', new RegExp(`^systems-support \\(home\\) \\| registered-normal \\| ${SEARCH}`)),
  inSource('a decision: scopes', DECIDE, 'if (scopes !== undefined && !(narrowed', 'if (false && !(narrowed', /^program system\/Observation\.rs \| registered-normal \| (?:GET|POST) /),
  inSource('an ability: who has it', DECIDE, 'if (!abilitiesOf(principal)[ability])', 'if (false)', /^receptionist \(home\) \| - \| GET \/:ods\/access\//),
  inSource('an ability: in person', DECIDE, 'if (IN_PERSON.has(ability))', 'if (false)', /^app of a manager.* \| - \| GET \/:ods\/access\//),
  inSource('an ability: the audit by a scope for it', DECIDE, "if (ability === 'readAudit' && !scopesAllow(scopes, 'r', 'AuditEvent'))", 'if (false)', /^app of a gp, user\/Observation\.r \| - \| GET \/:ods\/access\/alerts/),
  inSource('another organisation: no sensitive entries', PRINCIPAL, "belongs === 'shared' && audience === AUDIENCE.clinical ? AUDIENCE.limited : audience", 'audience', new RegExp(`^gp \\(shared\\) \\| registered-normal \\| ${SEARCH}`)),
  inSource('another organisation: reads only', PRINCIPAL, "belongs === 'shared' ? { ...NOTHING, readClinical, findPatients } : NOTHING", 'abilities(role)', /^gp \(shared\) \| registered-normal \| (?:POST|PUT) /),
  inSource('a write: records that are closed', CLOSED, 'if (!open)', 'if (false)', /^gp \(home\) \| registered-sealed \| (?:PUT|PATCH|DELETE) /),
  inSource('a write: past patients', CLOSED, 'if (!active && ', 'if (false && ', /^gp \(home\) \| past-normal \| POST /),
  inSource('a write: lifting a restriction', CLOSED, 'if (masked && ', 'if (false && ', /^gp \(home\) \| registered-s-flag \| DELETE .*the Patient/),
  inSource('a write: own records only', CLOSED, 'if (principal.own !== null && patients.some(', 'if (false && patients.some(', /^app of a gp, patient\/\*\.cruds.* \| - \| POST .*Patient/),
  inSource('a write: an app of one patient, in the directory', CLOSED, 'if (principal.own !== null && changes.some(', 'if (false && changes.some(', /^app of a gp, patient\/\*\.cruds.* \| - \| POST .*Practitioner/),
  inFunction('a read: guarded records', 'read_resource', 'or not exists (select from guard g where g.practice = p_practice and g.patient = v_patient)', 'or true', /^gp \(home\) \| registered-sealed \| GET \/:ods\/fhir\/r4\/:type\/:id \|/),
  inFunction('a read: the audience', 'read_resource', 'and r.audience & p_audience <> 0', '', /^receptionist \(home\) \| registered-normal \| GET \/:ods\/fhir\/r4\/:type\/:id \|/),
  inFunction('a read: own records only', 'read_resource', '(p_own is null or', '(true or', /^patient past-normal \| registered-normal \| GET \/:ods\/fhir\/r4\/:type\/:id \|/),
  inFunction('a read: related persons of a restricted patient', 'read_resource', "p_type <> 'RelatedPerson'", 'true', /^gp \(home\) \| registered-s-flag \| GET \/:ods\/fhir\/r4\/:type\/:id \| related/),
  inFunction('a read: contact details of a restricted patient', 'read_resource', 'coalesce(r.masked, r.content)', 'r.content', /^gp \(home\) \| registered-s-flag \| GET \/:ods\/fhir\/r4\/:type\/:id \| name/),
  inFunction('a whole record: guarded', 'open_record', 'if p_audience <> 4 and exists', 'if false and exists', /^gp \(home\) \| registered-sealed \| .*everything/),
  inFunction('a session: its time', 'resolve_session', 'and s.expires > now()', '', new RegExp(`^a session past its time \\| registered-normal \\| ${SEARCH}`)),
  inFunction('a session: a disabled account', 'resolve_session', 'and not a.disabled', '', new RegExp(`^an account disabled \\| registered-normal \\| ${SEARCH}`)),
  inFunction('an agreement: its end', 'resolve_session', 'and h.ends > now()', '', new RegExp(`^gp \\(ended-sharing\\) \\| registered-normal \\| ${SEARCH}`)),
  inFunction('a proxy: its end', 'records_of', 'and g.ends > now()', '', new RegExp(`^proxy no more \\| registered-normal \\| ${SEARCH}`)),
  inFunction('a proxy: the death of the patient', 'records_of', 'and not p.deceased', '', new RegExp(`^patient registered-deceased \\| registered-deceased \\| ${SEARCH}`)),
  { name: 'the label NOPAT', rows: { change: `update resource set audience = audience | 4 where id = 'registered-normal-nopat'`, back: `update resource set audience = audience & 11 where id = 'registered-normal-nopat'` }, cells: new RegExp(`^patient registered-normal \\| registered-normal \\| ${SEARCH}`) },
  { name: 'the label R', rows: { change: `update resource set audience = audience | 8 where id = 'registered-normal-restricted'`, back: `update resource set audience = audience & 7 where id = 'registered-normal-restricted'` }, cells: new RegExp(`^student \\(home\\) \\| registered-normal \\| ${SEARCH}`) },
];

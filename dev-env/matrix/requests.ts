import { ALL_KINDS, canary, type Kind, KINDS, type Target } from './axes.ts';
import { EXPORTED, EXPORTER, NEVER } from './exported.ts';
import type { Need } from './oracle.ts';

/** One request of the matrix, as it would be made to have what it asks for. */
export interface Ask {
  /** The route it goes to, as the server's table writes it. */
  route: string;
  /** Tells it from the others of its route. */
  name: string;
  path: string;
  body?: object | string;
  headers?: Record<string, string>;
  need: Need;
  /** Of what is asked for, what must stand in the answer for those who may see it. */
  shows: readonly Kind[];
  /** Found by this alone: who may not see it must not learn of the patient by it at all. */
  foundBy?: readonly Kind[];
  /** Statuses that are right where it is allowed; any 2xx unless said. */
  ok?: readonly number[];
  /** Names the guarded patients to those who keep guards. */
  names?: true;
  /** Whether asking leaves a row in the audit when it is allowed. */
  audited: boolean;
  /** Told as not-found without a row: what is asked for is the asker’s own, not the patient’s. */
  quiet?: boolean;
  /** Told as not-found, the answer must be that for an id that never was. */
  twin?: { path: string; body?: object | string };
}

const F = '/:ods/fhir/r4';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
/** Kinds that stand in the current version of a resource of their own. */
const STANDING = ALL_KINDS.filter((kind) => kind !== 'contact' && !kind.endsWith('-before'));
const OBSERVATIONS = STANDING.filter((kind) => KINDS[kind] === 'Observation');

function addressOf({ id }: Target, kind: Kind): string {
  return kind === 'name' ? `Patient/${id}` : `${KINDS[kind]}/${id}-${kind}`;
}

/** Every reading request about one patient. */
export function readsOf(target: Target): Ask[] {
  return [...itemReads(target), ...searches(target), ...wholes(target)];
}

function itemReads(target: Target): Ask[] {
  return STANDING.flatMap((kind): Ask[] => {
    const path = `/fhir/r4/${addressOf(target, kind)}`;
    const never = path.replace(target.id, 'never-was');
    const shows: Kind[] = kind === 'name' ? ['name', 'contact'] : [kind];
    const read = (suffix: string, route: string, also: readonly Kind[] = []): Ask => ({
      route: `GET ${F}/:type/:id${route}`, name: `${kind}${suffix}`, path: path + suffix, need: { is: 'item', letter: 'r', kind }, shows: [...shows, ...also], audited: true, twin: { path: never + suffix },
    });
    const before: Kind[] = kind === 'normal' ? ['normal-before'] : kind === 'nopat' ? ['nopat-before'] : kind === 'name' ? ['contact-before'] : [];
    return [
      read('', ''),
      { ...read('?_elements=id', ''), shows: [] },
      read('/_history', '/_history', before),
      { ...read('/_history/1', '/_history/:version'), shows: before.length > 0 ? before : shows },
      { ...read('/$validate', ''), route: `POST ${F}/:type/:id/$validate`, shows: [] },
      { ...read('', ''), route: `HEAD ${F}/:type/:id`, name: `HEAD ${kind}`, shows: [] },
    ];
  });
}

function searches(target: Target): Ask[] {
  const { id, family } = target;
  const find = (type: string, query: string, shows: readonly Kind[], ...chained: readonly string[]): Ask => ({
    route: `GET ${F}/:type`, name: `${type}?${query.replaceAll(id, '{id}').replaceAll(family, '{family}')}`, path: `/fhir/r4/${type}?${query}`, need: { is: 'search', letter: 's', types: [type, ...chained] }, shows, audited: true,
  });
  const observation = (query: string, shows: readonly Kind[], ...chained: readonly string[]): Ask => find('Observation', query, shows, ...chained);
  return [
    observation(`patient=${id}&code=urn:matrix|fixture&_count=100`, OBSERVATIONS),
    observation(`_id=${OBSERVATIONS.map((kind) => `${id}-${kind}`).join()}`, OBSERVATIONS),
    ...OBSERVATIONS.map((kind) => observation(`identifier=urn:matrix|${id}-${kind}`, [kind])),
    { ...observation(`_id=${id}-normal&_include=Observation:encounter&_include=Observation:patient`, ['normal', 'encounter', 'name', 'contact']), foundBy: ['normal'] },
    observation(`patient=${id}&code=urn:matrix|fixture&patient.family=${family}`, OBSERVATIONS, 'Patient'),
    { ...observation(`patient=${id}&patient.phone=tel-${id}&code=urn:matrix|fixture`, OBSERVATIONS, 'Patient'), foundBy: ['contact'] },
    { ...observation(`patient=${id}&_id=${id}-normal&encounter.status=finished`, ['normal'], 'Encounter'), foundBy: ['encounter'] },
    find('Patient', `family=${family}`, ['name', 'contact']),
    find('Patient', `name=${canary(id, 'name').slice(0, -1)}`, ['name', 'contact']),
    { ...find('Patient', `phone=tel-${id}`, ['name', 'contact']), foundBy: ['contact'] },
    { ...find('Patient', `address-postalcode=post-${id}`, ['name', 'contact']), foundBy: ['contact'] },
    ...(['nopat', 'restricted'] as const).map((kind) => ({ ...find('Patient', `_has:Observation:patient:code=urn:matrix|${id}-${kind}`, ['name'], 'Observation'), foundBy: [kind] })),
    find('Patient', `_id=${id}&_revinclude=Observation:patient&_revinclude=Encounter:patient&_revinclude=RelatedPerson:patient&_revinclude=Appointment:patient&_revinclude=Flag:patient`, STANDING),
    find('RelatedPerson', `patient=${id}`, ['related']),
    find('Appointment', `patient=${id}&_id=${id}-booking,${id}-restricted-booking`, ['booking', 'restricted-booking']),
    find('Flag', `patient=${id}`, ['flag']),
    { ...observation(`patient=${id}&code=urn:matrix|fixture`, OBSERVATIONS), route: `POST ${F}/:type/_search`, path: '/fhir/r4/Observation/_search', body: `patient=${id}&code=${encodeURIComponent('urn:matrix|fixture')}&_count=100`, headers: FORM },
    { ...observation('', []), route: `GET ${F}`, name: 'two types', path: `/fhir/r4?_type=Observation,Flag&patient=${id}&_count=200`, need: { is: 'search', letter: 's', types: ['Observation', 'Flag'] }, shows: ['flag'] },
    { ...observation('', []), route: `POST ${F}/_search`, name: 'two types', path: '/fhir/r4/_search', body: `_type=Encounter,Flag&patient=${id}`, headers: FORM, need: { is: 'search', letter: 's', types: ['Encounter', 'Flag'] }, shows: ['encounter', 'flag'] },
  ];
}

function wholes(target: Target): Ask[] {
  const { id, family } = target;
  const entries = [...STANDING.map((kind) => addressOf(target, kind)), `Observation?patient=${id}&code=urn:matrix|fixture`, `Observation/${id}-nopat/_history`, `Patient?family=${family}&_revinclude=Flag:patient`];
  return [
    { route: `GET ${F}/Patient/:id/$everything`, name: 'everything', path: `/fhir/r4/Patient/${id}/$everything`, need: { is: 'record' }, shows: STANDING.filter((kind) => target.sensitivity !== 's-flag' || kind !== 'related'), audited: true, twin: { path: '/fhir/r4/Patient/never-was/$everything' } },
    { route: `GET ${F}/Patient/$find`, name: 'by name', path: `/fhir/r4/Patient/$find?text=${family}`, need: { is: 'ability', ability: 'findPatients', scope: ['s', 'Patient'] }, shows: ['name', 'contact'], audited: true },
    { route: `GET ${F}/AuditEvent`, name: 'of one patient', path: `/fhir/r4/AuditEvent?patient=Patient/${id}`, need: { is: 'audit' }, shows: [], audited: true, twin: { path: '/fhir/r4/AuditEvent?patient=Patient/never-was' } },
    { route: `GET ${F}/$export/:id/:file`, name: 'an exported file', path: `/fhir/r4/$export/${EXPORTED}/1.ndjson`, need: { is: 'exported', account: EXPORTER }, shows: ['normal'], audited: true, quiet: true, twin: { path: `/fhir/r4/$export/${NEVER}/1.ndjson` } },
    ...[F, `${F}/`].map((url): Ask => ({
      route: `POST ${url}`, name: 'batch of reads', path: url.replace('/:ods', ''), need: { is: 'entries' }, shows: STANDING, audited: true,
      body: { resourceType: 'Bundle', type: 'batch', entry: entries.map((address) => ({ request: { method: 'GET', url: address } })) },
    })),
  ];
}

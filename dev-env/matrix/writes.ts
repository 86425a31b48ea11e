import type { Target } from './axes.ts';
import { appointmentOf, observationOf } from './records.ts';
import type { Ask } from './requests.ts';
import type { Need } from './oracle.ts';

const F = '/:ods/fhir/r4';

/** A resource that stands for one asker's changes alone. */
export interface Scratch {
  id: string;
  version: number;
}

/** What the writing requests aim at; made anew when one has used it up. */
export interface Scratches {
  observation: Scratch;
  restricted: Scratch;
  appointment: Scratch;
}

export type WriteAsk = Ask & { uses?: keyof Scratches };

/** Every writing request about one patient, each aimed at copies of its own. */
export function writesOf(target: Target, standing: { observation: Scratch; restricted: Scratch; appointment: Scratch; patient: { content: string; version: number } }, unique: string): WriteAsk[] {
  const { id } = target;
  const write = (letters: string, type: string, more: object = {}): Need => ({ is: 'write', letters, type, work: type === 'Observation' ? 'clinical' : 'office', ...more });
  const create = (letters: string, type: string): Need => write(letters, type, { unseen: 'dangling' });
  const fresh = `new-${unique}`;
  const patient = `Patient/${id}`;
  return [
    { route: `POST ${F}/:type`, name: 'Observation', ...written(id, '/fhir/r4/Observation', created), need: create('c', 'Observation'), shows: [], audited: true },
    { route: `POST ${F}/:type`, name: 'Appointment', ...written(id, '/fhir/r4/Appointment', booking), need: create('c', 'Appointment'), shows: [], audited: true },
    { route: `POST ${F}`, name: 'transaction', ...written(id, '/fhir/r4', (patient) => bundle('POST', 'Observation', created(patient))), need: create('c', 'Observation'), shows: [], audited: true },
    { route: `POST ${F}/`, name: 'transaction', ...written(id, '/fhir/r4/', (patient) => bundle('POST', 'Appointment', booking(patient))), need: create('c', 'Appointment'), shows: [], audited: true },
    { route: `PUT ${F}/:type/:id`, name: 'a new Observation', ...written(id, `/fhir/r4/Observation/${fresh}`, (patient) => ({ ...created(patient), id: fresh })), need: create('u', 'Observation'), shows: [], audited: true },
    ...onStanding('Observation', id, standing.observation, 'observation', {}),
    ...onStanding('Observation', id, standing.restricted, 'restricted', { on: 'restricted' }),
    ...onStanding('Appointment', id, standing.appointment, 'appointment', {}),
    ...conditional(standing.observation),
    { route: `PUT ${F}/:type/:id`, name: 'the Patient', path: `/fhir/r4/${patient}`, body: standing.patient.content, headers: { 'if-match': `W/"${standing.patient.version}"` }, need: write('u', 'Patient', { on: 'patient' }), shows: [], audited: false, ok: [200, 412] },
    { route: `DELETE ${F}/:type/:id`, name: 'the Patient', path: `/fhir/r4/${patient}`, need: write('d', 'Patient', { on: 'patient' }), shows: [], audited: false, ok: [409] },
    { route: 'PUT /:ods/drafts/:patient', name: 'a draft', path: `/drafts/${id}`, body: { text: 'draft', version: 0 }, need: draft(), shows: [], audited: false, ok: [200, 409], twin: { path: '/drafts/never-was', body: { text: 'draft', version: 0 } } },
    { route: 'GET /:ods/drafts/:patient', name: 'a draft', path: `/drafts/${id}`, need: draft(), shows: [], audited: false, quiet: true, ok: [200, 404] },
    { route: 'DELETE /:ods/drafts/:patient', name: 'a draft', path: `/drafts/${id}`, need: { ...draft(), unseen: 'does-nothing' }, shows: [], audited: false, ok: [204, 404] },
    { route: 'POST /:ods/access/break-glass', name: 'this record', path: '/access/break-glass', body: { patient: id, reason: 'the matrix of tests' }, need: { is: 'ability', ability: 'breakGlass' }, shows: [], audited: true },
  ];

  function draft(): Need & { is: 'write' } {
    return { is: 'write', letters: 'c', type: 'Encounter', work: 'clinical', on: 'patient' };
  }
}

/** What is written about the patient, and the same about one who never was. */
function written(id: string, path: string, body: (patient: string) => object): Pick<WriteAsk, 'path' | 'body' | 'twin'> {
  return { path, body: body(id), twin: { path, body: body('never-was') } };
}

function created(patient: string): object {
  const { id: _id, identifier: _none, ...created } = observationOf(patient, 'new', 'new');
  return created;
}

function booking(patient: string): object {
  const { id: _id, ...booking } = appointmentOf(patient, 'new', 'new');
  return booking;
}

function onStanding(type: 'Observation' | 'Appointment', patient: string, { id, version }: Scratch, uses: keyof Scratches, more: object): WriteAsk[] {
  const path = `/fhir/r4/${type}/${id}`;
  const twin = { path: `/fhir/r4/${type}/never-was` };
  const headers = { 'if-match': `W/"${version}"` };
  const resource = type === 'Appointment' ? appointmentOf(patient, id, 'changed') : { ...observationOf(patient, 'throw-away', 'changed'), id, identifier: [{ system: 'urn:throw-away', value: id }] };
  const need = (letters: string): Need => ({ is: 'write', letters, type, work: type === 'Observation' ? 'clinical' : 'office', ...more });
  const patch = [{ op: 'replace', path: '/status', value: type === 'Appointment' ? 'arrived' : 'amended' }];
  return [
    { route: `PUT ${F}/:type/:id`, name: `standing ${uses}`, path, body: resource, headers, need: need('u'), shows: [], audited: true, uses },
    { route: `PATCH ${F}/:type/:id`, name: `standing ${uses}`, path, body: patch, headers: { ...headers, 'content-type': 'application/json-patch+json' }, need: need('ur'), shows: [], audited: true, uses, twin: { ...twin, body: patch } },
    { route: `DELETE ${F}/:type/:id`, name: `standing ${uses}`, path, need: need('d'), shows: [], audited: true, uses, twin },
  ];
}

function conditional({ id }: Scratch): WriteAsk[] {
  const path = `/fhir/r4/Observation?identifier=urn:throw-away|${id}`;
  const need = (letters: string, more: object = {}): Need => ({ is: 'write', letters, type: 'Observation', work: 'clinical', ...more });
  const patch = [{ op: 'replace', path: '/status', value: 'corrected' }];
  return [
    { route: `PATCH ${F}/:type`, name: 'by a condition', path, body: patch, headers: { 'content-type': 'application/json-patch+json' }, need: need('urs'), shows: [], audited: true, uses: 'observation' },
    { route: `DELETE ${F}/:type`, name: 'by a condition', path, need: need('ds', { unseen: 'does-nothing' }), shows: [], audited: false, uses: 'observation' },
  ];
}

function bundle(method: string, url: string, resource: object): object {
  return { resourceType: 'Bundle', type: 'transaction', entry: [{ resource, request: { method, url } }] };
}

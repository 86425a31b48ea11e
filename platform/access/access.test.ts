import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Meta } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { observation, patient, practitioner } from '../../scripts/proofs/sample-records.ts';
import { ACT_CODE, CONFIDENTIALITY } from '../fhir/labels.ts';
import type { StoredResource } from '../fhir/resource.ts';
import { AUDIENCE, audiencesOf } from './audience.ts';
import { authorise } from './decide.ts';
import { abilitiesOf, type Principal, readerOf } from './principal.ts';
import { ROLES, type Role, roleOfCode } from './roles.ts';
import { keepMasked, masked } from './mask.ts';
import { type Interaction, isScope, scopesAllow } from './scope.ts';

const INTERACTIONS: readonly Interaction[] = ['c', 'r', 'u', 'd', 's'];
const TYPES = ['Observation', 'Patient', 'Practitioner', '*'];

function principal(role: Role, more: Partial<Principal> = {}): Principal {
  return { practice: 'A20047', account: 'a', username: 'u', name: 'N', role, reference: role === 'patient' ? 'Patient/p1' : 'Practitioner/1', belongs: 'home', own: role === 'patient' ? ['p1'] : null, scopes: undefined, expires: new Date(0), ...more };
}

const allowed = (who: Principal, interaction: Interaction, type: string): boolean => {
  try {
    authorise(who, interaction, type);
    return true;
  } catch (error) {
    assert.ok(error instanceof Error && 'fault' in error && error.fault === 'forbidden');
    return false;
  }
};

describe('scopes', () => {
  it('are read as SMART App Launch 2 writes them, and nothing else is taken for one', () => {
    for (const scope of ['user/*.rs', 'system/*.cruds', 'user/Observation.r', 'system/Patient.cud']) assert.equal(isScope(scope), true, scope);
    for (const scope of ['', 'user', 'user/*', 'user/*.', 'user/*.*', 'user/*.read', 'user/*.sr', 'user/*.rr', 'patient/*.rs', 'launch', 'openid', 'USER/*.rs', 'user/observation.r', 'user/Observation.rs?code=1', ' user/*.rs', 'user/*.rs ', 'user/*.rs\n', 'user/*.rs user/*.c', 'user/**.rs']) assert.equal(isScope(scope), false, JSON.stringify(scope));
  });

  it('allow exactly the letters and the type they name; of several, any', () => {
    const letters = fc.subarray(INTERACTIONS as Interaction[], { minLength: 1 });
    const scope = fc.tuple(fc.constantFrom('user', 'system'), fc.constantFrom(...TYPES), letters);
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 4 }), fc.constantFrom(...INTERACTIONS), fc.constantFrom('Observation', 'Patient', 'Practitioner', 'Condition', '*'), (scopes, interaction, type) => {
        const expected = scopes.some(([, scopeType, own]) => (scopeType === '*' || scopeType === type) && own.includes(interaction));
        assert.equal(scopesAllow(scopes.map(([context, scopeType, own]) => `${context}/${scopeType}.${own.join('')}`), interaction, type), expected);
      }),
    );
  });

  it('that are no scopes allow nothing', () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom(...INTERACTIONS), fc.constantFrom(...TYPES), (text, interaction, type) => isScope(text) || !scopesAllow([text], interaction, type)));
    for (const interaction of INTERACTIONS) assert.equal(allowed(principal('system', { scopes: [''] }), interaction, 'Observation'), false);
  });
});

/** Said again here by hand, not taken from the policy: what each role reads of a record and what it writes. */
const EXPECTED: Record<Role, { reads: 'clinical' | 'limited' | 'administrative' | 'patient' | 'nothing'; writes: ('Observation' | 'Patient' | 'Practitioner')[] }> = {
  gp: { reads: 'clinical', writes: ['Observation', 'Patient', 'Practitioner'] },
  nurse: { reads: 'clinical', writes: ['Observation', 'Patient', 'Practitioner'] },
  'health-professional': { reads: 'clinical', writes: ['Observation', 'Patient', 'Practitioner'] },
  student: { reads: 'limited', writes: [] },
  'medical-secretary': { reads: 'limited', writes: ['Patient'] },
  manager: { reads: 'administrative', writes: ['Patient', 'Practitioner'] },
  receptionist: { reads: 'administrative', writes: ['Patient'] },
  clerical: { reads: 'administrative', writes: ['Patient'] },
  'information-officer': { reads: 'administrative', writes: [] },
  'systems-support': { reads: 'nothing', writes: [] },
  'privacy-officer': { reads: 'administrative', writes: [] },
  'caldicott-guardian': { reads: 'clinical', writes: [] },
  patient: { reads: 'patient', writes: [] },
  system: { reads: 'clinical', writes: ['Observation', 'Patient', 'Practitioner'] },
};
const BITS = { ...AUDIENCE, nothing: 0 };
const ALL_ROLES: readonly Role[] = [...ROLES, 'system'];

describe('roles', () => {
  it('read and write what their work needs, and nothing else', () => {
    assert.equal(ALL_ROLES.length, Object.keys(EXPECTED).length);
    for (const role of ALL_ROLES) {
      const { reads, writes } = EXPECTED[role];
      assert.equal(readerOf(principal(role)).audience, BITS[reads], role);
      for (const type of ['Observation', 'Patient', 'Practitioner'] as const) {
        for (const interaction of ['c', 'u', 'd'] as const) assert.equal(allowed(principal(role), interaction, type), writes.includes(type), `${role} ${interaction} ${type}`);
        for (const interaction of ['r', 's'] as const) assert.equal(allowed(principal(role), interaction, type), reads !== 'nothing', `${role} ${interaction} ${type}`);
      }
      assert.equal(abilitiesOf(principal(role)).findPatients, reads !== 'nothing' && role !== 'patient', role);
    }
  });

  it('are never widened by a scope: a token of a reading role still cannot write', () => {
    for (const role of ['receptionist', 'manager', 'patient'] as const) assert.equal(allowed(principal(role, { scopes: ['user/*.cruds'] }), 'u', 'Observation'), false);
  });

  it('confine a patient to the records that are theirs to read (safety I31)', () => {
    assert.deepEqual(readerOf(principal('patient')).own, ['p1']);
    assert.deepEqual(readerOf(principal('patient', { own: [] })).own, []);
    assert.equal(readerOf(principal('gp')).own, null);
  });

  it('are found by their national code, whole or as CIS2 writes it, and by no other', () => {
    assert.equal(roleOfCode('S8000:G8000:R8000'), 'gp');
    assert.equal(roleOfCode('R0001'), 'privacy-officer');
    for (const code of ['', 'R9999', 'gp', 'undefined']) assert.equal(roleOfCode(code), undefined, code);
  });

  it('of another organisation read without the sensitive entries where there is an agreement, and are told of nothing where there is none (safety I17)', () => {
    for (const role of ROLES.filter((one) => one !== 'patient')) {
      const shared = principal(role, { belongs: 'shared' });
      const { reads } = EXPECTED[role];
      assert.equal(readerOf(shared).audience, BITS[reads === 'clinical' ? 'limited' : reads], role);
      for (const interaction of ['c', 'u', 'd'] as const) for (const type of TYPES) assert.equal(allowed(shared, interaction, type), false);
      const stranger = principal(role, { belongs: 'stranger' });
      assert.equal(readerOf(stranger).audience, 0);
      for (const interaction of INTERACTIONS) assert.throws(() => authorise(stranger, interaction, 'Patient'), { fault: 'not-found' });
      assert.ok(Object.values(abilitiesOf(stranger)).every((ability) => !ability));
    }
  });
});

describe('audiences', () => {
  const seen = (resource: StoredResource): string => Object.entries(AUDIENCE).filter(([, bit]) => (audiencesOf(resource) & bit) !== 0).map(([name]) => name).join(' ');
  const label = (system: string, code: string): { meta: Meta } => ({ meta: { security: [{ system: 'urn:other', code: 'x' }, { system, code }] } });

  it('follow from the type: clinical entries for clinicians and the patient, demographics for the reception too', () => {
    assert.equal(seen(observation('o', 'p')), 'clinical patient limited');
    assert.equal(seen(patient('p')), 'clinical administrative patient limited');
    assert.equal(seen(practitioner('g')), 'clinical administrative patient limited');
    assert.equal(seen({ resourceType: 'Task', id: 't', status: 'requested', intent: 'order', for: { reference: 'Patient/p' } }), 'clinical limited');
    assert.equal(seen({ resourceType: 'Flag', id: 'f', status: 'active', code: {}, subject: { reference: 'Patient/p' } }), 'clinical limited');
  });

  it('leave the patient out where a label says so, whole and whatever else is labelled (safety I23)', () => {
    assert.equal(seen(observation('o', 'p', label(ACT_CODE, 'NOPAT'))), 'clinical limited');
    for (const code of ['R', 'V']) assert.equal(seen(observation('o', 'p', label(CONFIDENTIALITY, code))), 'clinical');
    for (const { meta } of [label(CONFIDENTIALITY, 'N'), label('urn:other', 'NOPAT'), label(ACT_CODE, 'R'), { meta: {} }, { meta: { security: [] } }]) assert.equal(seen(observation('o', 'p', { meta })), 'clinical patient limited');
  });

  it('show a restricted patient to everybody who may see patients: what must be hidden of them is masked (safety I25)', () => {
    assert.equal(seen(patient('p', label(CONFIDENTIALITY, 'R'))), 'clinical administrative patient limited');
    const whole = patient('p', { ...label(CONFIDENTIALITY, 'R'), address: [{ city: 'Hidden' }], telecom: [{ value: '1' }], generalPractitioner: [{ reference: 'Practitioner/g' }], contact: [{ gender: 'male' }], birthDate: '1980-01-01' });
    assert.deepEqual(Object.keys(masked(whole) ?? {}).sort(), ['birthDate', 'id', 'meta', 'name', 'resourceType']);
    assert.equal(masked(patient('p', { address: [{ city: 'Shown' }] })), undefined);
    assert.equal(masked(observation('o', 'p', label(CONFIDENTIALITY, 'R'))), undefined);
  });

  it('keep what a writer was not shown of a restricted patient, unless it is written anew', () => {
    const standing = patient('p', { ...label(CONFIDENTIALITY, 'R'), address: [{ city: 'Hidden' }], telecom: [{ value: '1' }] });
    const { meta } = label(CONFIDENTIALITY, 'R');
    assert.deepEqual(keepMasked(patient('p', { meta, birthDate: '1980-01-01' }), standing), patient('p', { meta, birthDate: '1980-01-01', address: [{ city: 'Hidden' }], telecom: [{ value: '1' }] }));
    assert.deepEqual(keepMasked(patient('p', { meta, telecom: [{ value: '2' }] }), standing).telecom, [{ value: '2' }]);
    const open = patient('p', { address: [{ city: 'Shown' }] });
    assert.equal(keepMasked(patient('p'), open).address, undefined);
  });

  it('leave patients out of a clinical entry that names none: it is nobody’s own (default deny)', () => {
    for (const subject of [undefined, { reference: 'Group/1' }, { reference: 'https://elsewhere.example/Patient/1' }, { display: 'somebody' }, { identifier: { value: '1' } }]) {
      const { subject: _own, ...loose } = observation('o', 'p');
      assert.equal(seen({ ...loose, ...(subject === undefined ? {} : { subject }) }), 'clinical limited');
    }
  });
});

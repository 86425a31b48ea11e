import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Meta } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { observation, patient, practitioner } from '../../scripts/proofs/sample-records.ts';
import { ACT_CODE, CONFIDENTIALITY } from '../fhir/labels.ts';
import type { StoredResource } from '../fhir/resource.ts';
import { AUDIENCE, audiencesOf } from './audience.ts';
import { authorise } from './decide.ts';
import { abilitiesOf, type Principal, readerOf, type Role } from './principal.ts';
import { type Interaction, isScope, scopesAllow } from './scope.ts';

const INTERACTIONS: readonly Interaction[] = ['c', 'r', 'u', 'd', 's'];
const TYPES = ['Observation', 'Patient', 'Practitioner', '*'];

function principal(role: Role, more: Partial<Principal> = {}): Principal {
  return { practice: 'A20047', account: 'a', username: 'u', name: 'N', role, reference: role === 'patient' ? 'Patient/p1' : 'Practitioner/1', scopes: undefined, expires: new Date(0), ...more };
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

describe('roles', () => {
  it('write the record or do not: doctors and nurses do, nobody else who signs in', () => {
    for (const role of ['gp', 'nurse', 'receptionist', 'manager', 'patient'] as const) {
      const writes = role === 'gp' || role === 'nurse';
      for (const interaction of INTERACTIONS) assert.equal(allowed(principal(role), interaction, 'Observation'), writes || interaction === 'r' || interaction === 's', `${role} ${interaction}`);
      assert.equal(abilitiesOf(principal(role)).writeClinical, writes);
      assert.equal(abilitiesOf(principal(role)).findPatients, role !== 'patient');
    }
  });

  it('are never widened by a scope: a token of a reading role still cannot write', () => {
    for (const role of ['receptionist', 'manager', 'patient'] as const) assert.equal(allowed(principal(role, { scopes: ['user/*.cruds'] }), 'u', 'Observation'), false);
  });

  it('read as their audience, and a patient in their own record alone (safety I31)', () => {
    const readers = (['gp', 'nurse', 'system', 'receptionist', 'manager', 'patient'] as const).map((role) => readerOf(principal(role)));
    assert.deepEqual(readers.map(({ audience, own }) => [audience, own]), [[1, null], [1, null], [1, null], [2, null], [2, null], [4, 'p1']]);
    for (const reference of ['', 'Practitioner/1', 'Patient/']) assert.notEqual(readerOf(principal('patient', { reference })).own, null);
  });
});

describe('audiences', () => {
  const seen = (resource: StoredResource): string => Object.entries(AUDIENCE).filter(([, bit]) => (audiencesOf(resource) & bit) !== 0).map(([name]) => name).join(' ');
  const label = (system: string, code: string): { meta: Meta } => ({ meta: { security: [{ system: 'urn:other', code: 'x' }, { system, code }] } });

  it('follow from the type: clinical entries for clinicians and the patient, demographics for the reception too', () => {
    assert.equal(seen(observation('o', 'p')), 'clinical patient');
    assert.equal(seen(patient('p')), 'clinical administrative patient');
    assert.equal(seen(practitioner('g')), 'clinical administrative patient');
    assert.equal(seen({ resourceType: 'Task', id: 't', status: 'requested', intent: 'order', for: { reference: 'Patient/p' } }), 'clinical');
    assert.equal(seen({ resourceType: 'Flag', id: 'f', status: 'active', code: {}, subject: { reference: 'Patient/p' } }), 'clinical');
  });

  it('leave the patient out where a label says so, whole and whatever else is labelled (safety I23)', () => {
    for (const { meta } of [label(ACT_CODE, 'NOPAT'), label(CONFIDENTIALITY, 'R'), label(CONFIDENTIALITY, 'V')]) {
      assert.equal(seen(observation('o', 'p', { meta })), 'clinical');
      assert.equal(seen(patient('p', { meta })), 'clinical administrative');
    }
    for (const { meta } of [label(CONFIDENTIALITY, 'N'), label('urn:other', 'NOPAT'), label(ACT_CODE, 'R'), { meta: {} }, { meta: { security: [] } }]) assert.equal(seen(observation('o', 'p', { meta })), 'clinical patient');
  });

  it('leave patients out of a clinical entry that names none: it is nobody’s own (default deny)', () => {
    for (const subject of [undefined, { reference: 'Group/1' }, { reference: 'https://elsewhere.example/Patient/1' }, { display: 'somebody' }, { identifier: { value: '1' } }]) {
      const { subject: _own, ...loose } = observation('o', 'p');
      assert.equal(seen({ ...loose, ...(subject === undefined ? {} : { subject }) }), 'clinical');
    }
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Patient } from '@medplum/fhirtypes';
import { patched } from './patched.ts';

const PATIENT: Patient & { id: string } = {
  resourceType: 'Patient', id: 'p', birthDate: '1980-01-01', deceasedBoolean: false,
  name: [{ family: 'First', given: ['A', 'B'] }, { family: 'Second' }], contact: [{ name: { family: 'Kin' } }],
};

const part = (name: string, value: object): object => ({ name, ...value });
const operation = (...parts: object[]): object => ({ name: 'operation', part: parts });
const parameters = (...operations: object[]): object => ({ resourceType: 'Parameters', parameter: operations });
const step = (type: string, path: string, ...parts: object[]): object => operation(part('type', { valueCode: type }), part('path', { valueString: path }), ...parts);

describe('JSON Patch (RFC 6902)', () => {
  it('applies in order, on a copy', () => {
    const result = patched(PATIENT, [{ op: 'test', path: '/birthDate', value: '1980-01-01' }, { op: 'replace', path: '/birthDate', value: '1980-01-02' }, { op: 'add', path: '/name/-', value: { family: 'Third' } }, { op: 'remove', path: '/deceasedBoolean' }], 'Patient');
    assert.deepEqual(result, { resourceType: 'Patient', id: 'p', birthDate: '1980-01-02', name: [...(PATIENT.name ?? []), { family: 'Third' }], contact: PATIENT.contact });
    assert.equal(PATIENT.birthDate, '1980-01-01');
  });

  it('that does not apply, or would change what the resource is, is refused with its place', () => {
    for (const wrong of [
      [{ op: 'test', path: '/birthDate', value: '1999-01-01' }], [{ op: 'remove', path: '/nothing' }], [{ op: 'replace', path: '/name/7', value: {} }], [{ op: 'jump', path: '/name' }], ['x'], [{ op: 'add', path: '/name' }],
      [{ op: 'replace', path: '/id', value: 'q' }], [{ op: 'replace', path: '/resourceType', value: 'Group' }], [{ op: 'add', path: '/__proto__/polluted', value: true }], [{ op: 'replace', path: '', value: {} }],
    ]) assert.throws(() => patched(PATIENT, wrong, 'Patient'), { fault: 'invalid' }, JSON.stringify(wrong));
    assert.equal('polluted' in {}, false);
    assert.throws(() => patched(PATIENT, Array.from({ length: 1001 }, () => ({ op: 'remove', path: '/name' })), 'Patient'), { fault: 'too-large' });
  });
});

describe('a patch that attacks', () => {
  const fhirPath = (path: string, type = 'replace'): unknown => patched(PATIENT, parameters(step(type, path, part('value', { valueString: 'x' }))), 'Patient');

  it('reaches nothing that objects inherit and the whole process shares', () => {
    const { toLocaleString } = Object.prototype;
    for (const path of ['Patient.`__proto__`.toLocaleString', 'Patient.name[0].`__proto__`.toLocaleString', 'Patient.constructor.prototype.toLocaleString', 'Patient.toString.call', "Patient.name.where(family = 'First').toString.call"]) {
      for (const type of ['replace', 'delete']) assert.throws(() => fhirPath(path, type), { fault: 'invalid' }, path);
    }
    for (const pointer of ['/hasOwnProperty/call', '/name/push/call', '/name/0/toString/x']) {
      for (const op of ['add', 'replace', 'remove', 'test']) assert.throws(() => patched(PATIENT, [{ op, path: pointer, value: 'x' }], 'Patient'), { fault: 'invalid' }, pointer);
      assert.throws(() => patched(PATIENT, [{ op: 'move', from: pointer, path: '/birthDate' }], 'Patient'), { fault: 'invalid' }, pointer);
    }
    assert.equal(Object.prototype.toLocaleString, toLocaleString);
    assert.deepEqual([Object.hasOwn(Object.prototype.hasOwnProperty, 'call'), Object.hasOwn(Array.prototype.push, 'call'), Object.hasOwn(Object.prototype.toString, 'call')], [false, false, false]);
  });

  it('takes no time and writes no log: what FHIRPath can do beyond walking to an element is refused', () => {
    const from = Date.now();
    for (const path of ["Patient.trace('x').name", "Patient.name.where(family.matches('^(a+)+!$'))", 'Patient.descendants().where(%resource.descendants().exists())', 'Patient.repeat(name)', "Patient.name.where(family.replaceMatches('(a+)+', '') = 'x')"]) {
      assert.throws(() => fhirPath(path, 'delete'), { fault: 'invalid' }, path);
    }
    assert.ok(Date.now() - from < 1000);
  });

  it('does not grow without bounds by copying its own copies', () => {
    const doubling = Array.from({ length: 40 }, () => ({ op: 'copy', from: '/name', path: '/name/-' }));
    assert.throws(() => patched(PATIENT, doubling, 'Patient'), { fault: 'too-large' });
    assert.equal((patched(PATIENT, [{ op: 'copy', from: '/name/0', path: '/name/-' }], 'Patient') as Patient).name?.length, 3);
  });
});

describe('FHIRPath Patch (FHIR R4 §3.1.0.9.3)', () => {
  const apply = (...operations: object[]): Patient => patched(PATIENT, parameters(...operations), 'Patient') as Patient;

  it('adds, inserts, deletes, replaces and moves', () => {
    assert.equal(apply(step('add', 'Patient', part('name', { valueString: 'gender' }), part('value', { valueCode: 'female' }))).gender, 'female');
    assert.deepEqual(apply(step('add', 'Patient', part('name', { valueString: 'telecom' }), part('value', { valueContactPoint: { value: '1' } }))).telecom, [{ value: '1' }]);
    assert.deepEqual(apply(step('insert', 'Patient.name', part('index', { valueInteger: 1 }), part('value', { valueHumanName: { family: 'Between' } }))).name?.map(({ family }) => family), ['First', 'Between', 'Second']);
    assert.deepEqual(apply(step('delete', 'Patient.name.where(family = \'First\')')).name, [{ family: 'Second' }]);
    assert.equal(apply(step('delete', 'Patient.contact[0]')).contact, undefined);
    assert.equal(apply(step('replace', 'Patient.birthDate', part('value', { valueDate: '1981-02-03' }))).birthDate, '1981-02-03');
    assert.deepEqual(apply(step('replace', 'Patient.name[0].given[1]', part('value', { valueString: 'C' }))).name?.[0]?.given, ['A', 'C']);
    assert.equal(apply(step('replace', 'Patient.deceased', part('value', { valueBoolean: true }))).deceasedBoolean, true);
    assert.deepEqual(apply(step('move', 'Patient.name', part('source', { valueInteger: 1 }), part('destination', { valueInteger: 0 }))).name?.map(({ family }) => family), ['Second', 'First']);
    assert.deepEqual(apply(step('add', 'Patient', part('name', { valueString: 'contact' }), { name: 'value', part: [part('gender', { valueCode: 'male' })] })).contact?.at(-1), { gender: 'male' });
    assert.deepEqual(apply(step('delete', 'Patient.photo')), PATIENT);
  });

  it('that does not apply is refused with its place', () => {
    for (const wrong of [
      step('replace', 'Patient.photo', part('value', { valueString: 'x' })), step('delete', 'Patient.name'), step('add', 'Patient', part('name', { valueString: 'birthDate' }), part('value', { valueDate: '2000' })),
      step('add', 'Patient', part('name', { valueString: 'unheardOf' }), part('value', { valueString: 'x' })), step('add', 'Patient', part('name', { valueString: 'deceased' }), part('value', { valueDateTime: '2000' })),
      step('insert', 'Patient.name', part('index', { valueInteger: 9 }), part('value', { valueHumanName: {} })), step('move', 'Patient.name', part('source', { valueInteger: 0 })), step('replace', 'Patient.', part('value', { valueString: 'x' })),
      step('replace', 'Patient.id', part('value', { valueString: 'q' })), step('jump', 'Patient.name'), operation(), { name: 'other' }, step('delete', 'Patient'),
    ]) assert.throws(() => apply(wrong), { fault: 'invalid' }, JSON.stringify(wrong));
  });
});

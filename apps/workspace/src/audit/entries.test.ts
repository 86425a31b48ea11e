import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '@medplum/fhirtypes';
import { lineOf } from './entries.ts';

function event(action: string, target: string, more: Partial<AuditEvent> = {}): AuditEvent {
  return {
    resourceType: 'AuditEvent', id: '1-x', type: { code: 'rest' }, subtype: [{ code: action }], recorded: '2026-11-22T10:00:00.000001Z', outcome: '0',
    agent: [{ requestor: true, name: 'Dr Asha Khan', role: [{ text: 'GP' }] }], source: { observer: { display: 'Jenner' } },
    entity: [{ what: { reference: 'Patient/p1' }, role: { code: '1' } }, target.includes('$') || !target.includes('/') ? { name: target } : { what: { reference: target }, role: { code: '4' } }],
    ...more,
  };
}

test('I24: each line says in words who did what, and which record it was', () => {
  const said = ([action, target]: readonly [string, string]): string => lineOf(event(action, target)).did;
  assert.deepEqual(([
    ['read', 'Patient/$everything'], ['read', 'Observation/abc'], ['search-type', 'Condition'], ['create', 'Observation/abc'], ['search-type', 'AuditEvent'], ['break-glass', 'grant'], ['request', 'GET /:ods/drafts'], ['export', 'export/0b1c'],
  ] as const).map(said), ['Opened the record', 'Read Observation', 'Searched Condition', 'Wrote Observation', 'Looked at this list', 'Opened the record for a reason', 'Asked for GET /:ods/drafts', 'Exported, in a bulk export']);
  const { who, role, patientId, trouble } = lineOf(event('read', 'Observation/abc', { outcome: '4', outcomeDesc: 'Refused' }));
  assert.deepEqual([who, role, patientId, trouble], ['Dr Asha Khan', 'GP', 'p1', 'Refused']);
});

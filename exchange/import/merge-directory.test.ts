import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeDirectoryCopy } from './merge-directory.ts';

test('a copy adds what the practice lacks, never overrules it, and says where it differs', () => {
  const standing = { resourceType: 'Location' as const, id: 'a', name: 'Main Surgery', meta: { versionId: '3' } };
  const copy = { resourceType: 'Location' as const, id: 'a', name: 'Old name', description: 'Ground floor' };
  const { resource, differing } = mergeDirectoryCopy(standing, copy);
  assert.deepEqual(resource, { ...standing, description: 'Ground floor' });
  assert.deepEqual(differing, ['name']);
});

test('a copy that knows less changes nothing', () => {
  const standing = { resourceType: 'Location' as const, id: 'a', name: 'Main Surgery', description: 'Ground floor' };
  assert.deepEqual(mergeDirectoryCopy(standing, { resourceType: 'Location', id: 'a', name: 'Main Surgery' }), { resource: standing, differing: [] });
});

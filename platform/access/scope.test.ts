import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatScope, type Interaction, intersectScopes, parseScope, reachOf, type Scope, scopesAllow } from './scope.ts';

const LETTERS: readonly Interaction[] = ['c', 'r', 'u', 'd', 's'];
const TYPES = ['Observation', 'Patient', 'Condition'];
const QUERIES = ['', 'category=laboratory', 'status=final', 'category=laboratory&status=final'];

const scope: fc.Arbitrary<Scope> = fc.tuple(
  fc.constantFrom('patient' as const, 'user' as const, 'system' as const), fc.constantFrom('*', ...TYPES), fc.subarray([...LETTERS], { minLength: 1 }), fc.constantFrom(...QUERIES),
).map(([context, type, letters, query]) => ({ context, type, letters: letters.join(''), query: type === '*' ? '' : query }));
const scopes = fc.array(scope.map(formatScope), { maxLength: 5 });

/** What one context of some scopes allows on one resource, told by the parameters it matches. */
function allows(granted: readonly string[], context: string, interaction: Interaction, type: string, matched: ReadonlySet<string>): boolean {
  const reach = reachOf(granted.filter((one) => one.startsWith(`${context}/`)), interaction, type);
  if (reach === 'all' || reach === 'none') return reach === 'all';
  return reach.some((query) => query.split('&').every((parameter) => matched.has(parameter)));
}

describe('SMART v2 scopes', () => {
  it('are read whole: context, type, letters in the order cruds, search parameters', () => {
    const lab = 'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
    assert.deepEqual(parseScope(lab), { context: 'patient', type: 'Observation', letters: 'rs', query: 'category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory' });
    assert.deepEqual(parseScope('user/Observation.rs?status=final&category=a&status=final')?.query, 'category=a&status=final');
    for (const one of ['patient/*.cruds', 'user/Patient.r', 'system/*.rs', lab]) assert.equal(formatScope(parseScope(one) ?? assert.fail(one)), one);
  });

  it('are nothing when written otherwise', () => {
    const wrong = ['', 'patient/*.sr', 'patient/*.rr', 'patient/*.read', 'patient/*.', 'patient/*', 'launch', 'openid', 'PATIENT/*.rs', 'patient/observation.rs', ' patient/*.rs', 'patient/*.rs ', 'patient/*.rs\n',
      'patient/*.rs?status=final', 'patient/Observation.rs?', 'patient/Observation.rs?_count=1', 'patient/Observation.rs?_include=Observation:subject', 'patient/Observation.rs?patient.name=x', 'patient/Observation.rs?_has:x=1',
      'patient/Observation.rs?status=', 'patient/Observation.rs?status=a b', 'patient/Observation.rs?"', 'organization/*.read'];
    for (const one of wrong) assert.equal(parseScope(one), undefined, JSON.stringify(one));
  });

  it('come back the same after being written and read, whatever a value holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
      const once = parseScope(`user/Observation.rs?code=${encodeURIComponent(value)}`);
      assert.ok(once !== undefined);
      assert.deepEqual(parseScope(formatScope(once)), once);
      assert.equal(new URLSearchParams(once.query).get('code'), value);
    }));
  });

  it('that hold parameters allow nothing where a route does not apply them', () => {
    assert.equal(scopesAllow(['user/Observation.rs?status=final'], 'r', 'Observation'), false);
    assert.deepEqual(reachOf(['user/Observation.rs?status=final'], 'r', 'Observation'), ['status=final']);
    assert.equal(reachOf(['user/Observation.rs?status=final', 'user/*.r'], 'r', 'Observation'), 'all');
    assert.deepEqual(reachOf(['user/Observation.rs?status=final', 'user/*.r'], 's', 'Observation'), ['status=final']);
    assert.equal(reachOf(['user/Observation.rs'], 'r', '*'), 'none');
  });

  it('granted are never wider than those asked for or those registered, and no narrower than what both allow', () => {
    fc.assert(fc.property(scopes, scopes, fc.constantFrom('patient', 'user', 'system'), fc.constantFrom(...LETTERS), fc.constantFrom(...TYPES), fc.subarray(['category=laboratory', 'status=final']), (asked, allowed, context, interaction, type, matched) => {
      const set = new Set(matched);
      const both = allows(asked, context, interaction, type, set) && allows(allowed, context, interaction, type, set);
      assert.equal(allows(intersectScopes(asked, allowed), context, interaction, type, set), both);
    }), { numRuns: 2000 });
  });

  it('of a token allow what any of them allows: their union, in whatever order', () => {
    fc.assert(fc.property(scopes, scopes, fc.constantFrom(...LETTERS), fc.constantFrom(...TYPES), (one, other, interaction, type) => {
      const together = reachOf([...one, ...other], interaction, type);
      const turned = reachOf([...other, ...one], interaction, type);
      assert.deepEqual(typeof together === 'string' ? together : together.toSorted(), typeof turned === 'string' ? turned : turned.toSorted());
      const parts = [reachOf(one, interaction, type), reachOf(other, interaction, type)];
      assert.equal(together === 'all', parts.includes('all'));
      assert.equal(together === 'none', parts.every((part) => part === 'none'));
    }));
  });

  it('that are unknown are dropped', () => {
    fc.assert(fc.property(fc.string(), scopes, (text, allowed) => parseScope(text) !== undefined || intersectScopes([text], allowed).length === 0));
    assert.deepEqual(intersectScopes(['patient/Observation.cruds', 'patient/*.read', 'x'], ['patient/Observation.rs']), ['patient/Observation.rs']);
    assert.deepEqual(intersectScopes(['patient/*.rs'], ['patient/Observation.rs?status=final', 'patient/Condition.r']), ['patient/Observation.rs?status=final', 'patient/Condition.r']);
  });
});

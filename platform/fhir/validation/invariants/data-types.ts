/** Invariants of the FHIR R4 data types. */
import { has, hasAny, hasChoice, inOrder, type Invariants, invariant } from './invariant.ts';

const UCUM = 'http://unitsofmeasure.org';

const QUANTITY = [invariant('qty-3', 'a code for the unit needs its system', (q) => !has(q, 'code') || has(q, 'system'))];
const CODED_VALUE = (key: string, unit: string) =>
  invariant(key, `a value needs a UCUM code${unit}`, (q) => (has(q, 'code') || !has(q, 'value')) && (!has(q, 'system') || q['system'] === UCUM));

export const DATA_TYPE_INVARIANTS: Invariants = {
  Age: [...QUANTITY, CODED_VALUE('age-1', ''), invariant('age-1', 'must be more than nought', (a) => typeof a['value'] !== 'number' || a['value'] > 0)],
  Attachment: [invariant('att-1', 'data needs a contentType', (a) => !has(a, 'data') || has(a, 'contentType'))],
  ContactPoint: [invariant('cpt-2', 'a value needs a system', (c) => !has(c, 'value') || has(c, 'system'))],
  Count: [
    ...QUANTITY,
    CODED_VALUE('cnt-3', ' of 1'),
    invariant('cnt-3', 'must be a whole number with the code 1', (c) => (!has(c, 'code') || c['code'] === '1') && (typeof c['value'] !== 'number' || Number.isInteger(c['value']))),
  ],
  'DataRequirement.codeFilter': [invariant('drq-1', 'must have either a path or a searchParam', (f) => has(f, 'path') !== has(f, 'searchParam'))],
  'DataRequirement.dateFilter': [invariant('drq-2', 'must have either a path or a searchParam', (f) => has(f, 'path') !== has(f, 'searchParam'))],
  Distance: [...QUANTITY, CODED_VALUE('dis-1', ' of length')],
  Duration: [...QUANTITY, invariant('drt-1', 'a code needs the UCUM system and a value', (d) => !has(d, 'code') || (d['system'] === UCUM && has(d, 'value')))],
  Expression: [invariant('exp-1', 'must have an expression or a reference', (e) => hasAny(e, 'expression', 'reference'))],
  Extension: [invariant('ext-1', 'must have either a value or extensions', (e) => has(e, 'extension') !== hasChoice(e, 'value'))],
  Period: [invariant('per-1', 'must not end before it starts', (p) => inOrder(p['start'], p['end']))],
  Quantity: QUANTITY,
  Range: [invariant('rng-2', 'low must not be more than high', (r) => !(quantityValue(r['low']) > quantityValue(r['high'])))],
  Ratio: [
    invariant('rat-1', 'must have both numerator and denominator, or neither and an extension', (r) =>
      has(r, 'numerator') === has(r, 'denominator') && hasAny(r, 'numerator', 'extension')),
  ],
  SimpleQuantity: QUANTITY,
  'Timing.repeat': [
    invariant('tim-1', 'a duration needs a unit', (t) => !has(t, 'duration') || has(t, 'durationUnit')),
    invariant('tim-2', 'a period needs a unit', (t) => !has(t, 'period') || has(t, 'periodUnit')),
    invariant('tim-4', 'duration must not be negative', (t) => !(Number(t['duration'] ?? 0) < 0)),
    invariant('tim-5', 'period must not be negative', (t) => !(Number(t['period'] ?? 0) < 0)),
    invariant('tim-6', 'periodMax needs a period', (t) => !has(t, 'periodMax') || has(t, 'period')),
    invariant('tim-7', 'durationMax needs a duration', (t) => !has(t, 'durationMax') || has(t, 'duration')),
    invariant('tim-8', 'countMax needs a count', (t) => !has(t, 'countMax') || has(t, 'count')),
    invariant('tim-9', 'an offset needs a when that is not a meal itself', (t) =>
      !has(t, 'offset') || (has(t, 'when') && !(Array.isArray(t['when']) && t['when'].some((when) => MEALS.has(when))))),
    invariant('tim-10', 'must not have both timeOfDay and when', (t) => !has(t, 'timeOfDay') || !has(t, 'when')),
  ],
  TriggerDefinition: [
    invariant('trd-1', 'must not have both data and timing', (t) => !has(t, 'data') || !hasChoice(t, 'timing')),
    invariant('trd-2', 'a condition needs data', (t) => !has(t, 'condition') || has(t, 'data')),
  ],
};

const MEALS = new Set<unknown>(['C', 'CM', 'CD', 'CV']);

/** NaN, which compares as false with everything, where there is none. */
function quantityValue(quantity: unknown): number {
  return typeof quantity === 'object' && quantity !== null && 'value' in quantity && typeof quantity.value === 'number' ? quantity.value : NaN;
}

/**
 * The invariants of the profiles in r4.json and uk-core.json, by key, written by hand: they are few, and an engine
 * takes some fifty times as long. A test holds each against the FHIRPath of its definition.
 */
import { has, hasChoice } from '../validation/invariants/invariant.ts';
import { isJsonObject, type JsonObject, objects } from '../validation/json.ts';

export interface Constraint {
  severity: 'error' | 'warning';
  human: string;
  /** Must answer for any JSON without throwing. */
  holds: (value: unknown) => boolean;
}

const COLLECTOR = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Specimen.collection.collector';
const MEDIA_LINK = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.media.link';
const ISSUED = new Set<unknown>(['partial', 'preliminary', 'final', 'amended', 'corrected', 'appended']);

export const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  'vs-1': error('the time must be at least to the day', (time) => typeof time !== 'string' || time.length >= 8),
  'vs-2': error('without components or members there must be a value or a reason why there is none', whereObject(
    (o) => has(o, 'component') || has(o, 'hasMember') || has(o, 'dataAbsentReason') || hasChoice(o, 'value'))),
  'vs-3': error('a component must have a value or a reason why there is none', whereObject((c) => has(c, 'dataAbsentReason') || hasChoice(c, 'value'))),
  'ukcore-obs-vs-001': error('the code must have a LOINC coding', whereObject(
    ({ code }) => isJsonObject(code) && objects(code['coding']).some(({ system }) => system === 'http://loinc.org'))),
  'ukcore-obs-lab-001': warning('should have a value, a reason why there is none, or a note', whereObject(
    (o) => hasChoice(o, 'value') || has(o, 'dataAbsentReason') || has(o, 'note'))),
  'ukcore-obs-grplab-001': warning('a group should have no value of its own', whereObject((o) => !hasChoice(o, 'value'))),
  'ukcore-diag-lab-001': warning('a report in this state should say when it was issued', whereObject((r) => has(r, 'issued') || !ISSUED.has(r['status']))),
  'ukcore-diag-lab-002': error('media must have a link or the extension for one, not both', whereObject(({ media }) =>
    !objects(media).some((one) => extended(one, MEDIA_LINK)) || !objects(media).some(({ link }) => isJsonObject(link) && has(link, 'reference')))),
  'ukcore-spec-001': error('the collector must stand in the element or in the extension, not both', whereObject(
    (c) => !(isJsonObject(c['collector']) && has(c['collector'], 'reference') && extended(c['collector'], COLLECTOR)))),
  'ukcore-imm-001': error('an immunisation not done must have a statusReason', whereObject((i) => i['status'] !== 'not-done' || has(i, 'statusReason'))),
  'ukcore-bodstr-001': warning('should have a location, a description or an image', whereObject((b) => has(b, 'location') || has(b, 'description') || has(b, 'image'))),
};

function error(human: string, holds: Constraint['holds']): Constraint {
  return { severity: 'error', human, holds };
}

function warning(human: string, holds: Constraint['holds']): Constraint {
  return { severity: 'warning', human, holds };
}

/** What is no object has been reported by the check of structure. */
function whereObject(holds: (value: JsonObject) => boolean): Constraint['holds'] {
  return (value) => !isJsonObject(value) || holds(value);
}

function extended({ extension }: JsonObject, url: string): boolean {
  return objects(extension).some((one) => one['url'] === url);
}

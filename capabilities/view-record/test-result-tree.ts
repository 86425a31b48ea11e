import type { DiagnosticReport, Observation } from '@medplum/fhirtypes';
import { isCommentNote } from './concept.ts';
import { isA, type PatientRecord } from './record.ts';

/** A test, the tests it is made of, what the laboratory wrote with it, and what the surgery wrote when filing it. */
export interface TestNode {
  observation: Observation;
  members: TestNode[];
  notes: string[];
  comments: string[];
}

/** The tests of a report in the laboratory's order, and comments that belong to the report as a whole. */
export interface TestTree {
  nodes: TestNode[];
  comments: string[];
}

/**
 * Builds the tree of a report. A filing comment is an entry of its own in GP Connect, tied to its test by
 * `hasMember` on one side or `derivedFrom` on the other; here it becomes a comment on that test.
 */
export function testTree(record: PatientRecord, report: DiagnosticReport): TestTree {
  const seen = new Set<string>();
  const byId = new Map<string, TestNode>();
  const notes: Observation[] = [];

  const read = (reference: { reference?: string } | undefined): TestNode[] => {
    const observation = record.resolve(reference);
    if (!isA(observation, 'Observation') || observation.id === undefined || seen.has(observation.id)) return [];
    seen.add(observation.id);
    if (isCommentNote(observation.code)) {
      notes.push(observation);
      return [];
    }
    const node: TestNode = { observation, members: [], notes: noteTexts(observation), comments: [] };
    byId.set(observation.id, node);
    node.members = (observation.hasMember ?? []).flatMap(read);
    return [node];
  };

  const nodes = (report.result ?? []).flatMap(read);
  const comments: string[] = [];
  for (const note of notes) (parentOf(note, byId)?.comments ?? comments).push(...noteTexts(note));
  return { nodes, comments };
}

function parentOf(note: Observation, nodes: ReadonlyMap<string, TestNode>): TestNode | undefined {
  for (const { reference } of note.derivedFrom ?? []) {
    const parent = nodes.get(reference?.slice('Observation/'.length) ?? '');
    if (parent !== undefined) return parent;
  }
  return [...nodes.values()].find(({ observation }) => observation.hasMember?.some(({ reference }) => reference === `Observation/${note.id ?? ''}`));
}

/** What was written with an observation. Where the entry is only free text, that may stand in its value. */
export function noteTexts(observation: Observation): string[] {
  const texts = (observation.note ?? []).map(({ text }) => text ?? '');
  if (isCommentNote(observation.code)) texts.unshift(observation.valueString ?? '');
  return texts.filter((text) => text.trim() !== '');
}

import type { DiagnosticReport, Observation } from '@medplum/fhirtypes';
import { conceptKey, isCommentNote, plainConcept, recordedText } from './concept.ts';
import { newestFirst } from './newest-first.ts';
import { observedValue } from './observed-value.ts';
import { lowerFirst, type PlainTerm } from './plain-english.ts';
import { isA, type PatientRecord } from './record.ts';
import { noteTexts, testTree, type TestNode } from './test-result-tree.ts';
import { plainRange, verdictOf, type Verdict } from './usual-range.ts';
import { plainDate } from './when.ts';
import { nameOf } from './who.ts';

/** One value of a test at one time. */
export interface Reading {
  date: string | undefined;
  value: string;
  verdict: Verdict | undefined;
}

export interface TestLine {
  id: string;
  name: PlainTerm;
  value: string | undefined;
  verdict: Verdict | undefined;
  range: string | undefined;
  /** What the laboratory wrote with the result. */
  notes: string[];
  /** What the surgery wrote when it filed the result. */
  comments: string[];
  /** The same test on other days, newest first. */
  others: Reading[];
}

/** Tests that the laboratory reports together, such as a full blood count. */
export interface TestGroup {
  name: PlainTerm | undefined;
  notes: string[];
  comments: string[];
  lines: TestLine[];
}

export interface TestResultSummary {
  id: string;
  title: string;
  date: string | undefined;
  /** How many tests have a value or a finding, and how many of those are flagged. */
  tests: number;
  flagged: number;
}

export interface TestResult extends TestResultSummary {
  groups: TestGroup[];
  comments: string[];
  conclusion: string | undefined;
  sample: string | undefined;
  by: string | undefined;
}

/** Report titles that say nothing about what was tested. */
const NAMELESS = /^(?:diagnostic studies report|laboratory report|pathology report)$/i;

/** Every observation that a report holds, at any depth. */
export function reportedObservations(record: PatientRecord): Set<string> {
  const ids = new Set<string>();
  const add = (reference: { reference?: string }): void => {
    const observation = record.resolve(reference);
    if (!isA(observation, 'Observation') || observation.id === undefined || ids.has(observation.id)) return;
    ids.add(observation.id);
    observation.hasMember?.forEach(add);
  };
  for (const report of record.all('DiagnosticReport')) report.result?.forEach(add);
  return ids;
}

/** Every observation that is a test result: those a report holds, and others filed as laboratory work, with comments on them. */
export function resultObservations(record: PatientRecord): Set<string> {
  const ids = reportedObservations(record);
  for (const observation of record.all('Observation')) {
    if (isLaboratory(observation) || isCommentOn(observation, ids)) ids.add(observation.id ?? '');
  }
  return ids;
}

function isCommentOn({ code, derivedFrom }: Observation, ids: ReadonlySet<string>): boolean {
  return isCommentNote(code) && (derivedFrom?.some(({ reference }) => ids.has(reference?.slice('Observation/'.length) ?? '')) ?? false);
}

/** Test results, newest first: reports, and laboratory values that stand alone. */
export function readTestResults(record: PatientRecord): TestResult[] {
  const reports = record.all('DiagnosticReport').filter(({ status }) => status !== 'entered-in-error');
  const inReports = reportedObservations(record);
  const alone = record.all('Observation').filter(
    (observation) => isLaboratory(observation) && !isCommentNote(observation.code) && !inReports.has(observation.id ?? ''),
  );
  const trends = readTrends(record);
  return newestFirst([...reports, ...alone]).map((resource) =>
    isA(resource, 'DiagnosticReport') ? readReport(record, resource, trends) : readAlone(record, resource, trends));
}

/** True for laboratory work. Older systems do not say so; there, one value with a usual range that is no vital sign is taken for it. */
export function isLaboratory({ category, status, valueQuantity, referenceRange }: Observation): boolean {
  if (status === 'entered-in-error') return false;
  const categories = (category ?? []).flatMap(({ coding }) => coding ?? []).map(({ code }) => code);
  return categories.includes('laboratory') || (!categories.includes('vital-signs') && valueQuantity !== undefined && referenceRange !== undefined);
}

type Trends = Map<string, { id: string; reading: Reading }[]>;

function readTrends(record: PatientRecord): Trends {
  const trends: Trends = new Map();
  for (const observation of newestFirst(record.all('Observation'))) {
    const value = observedValue(observation);
    if (value === undefined || observation.status === 'entered-in-error') continue;
    const key = conceptKey(observation.code);
    const trend = trends.get(key) ?? [];
    if (trend.length === 0) trends.set(key, trend);
    trend.push({ id: observation.id ?? '', reading: { date: dateOf(observation), value, verdict: verdictOf(observation) } });
  }
  return trends;
}

function readReport(record: PatientRecord, report: DiagnosticReport, trends: Trends): TestResult {
  const tree = testTree(record, report);
  const loose = tree.nodes.filter(({ members }) => members.length === 0);
  const groups = tree.nodes.filter(({ members }) => members.length > 0).map((node): TestGroup => ({
    name: plainConcept(node.observation.code, 'Tests'),
    notes: node.notes,
    comments: node.comments,
    lines: leaves(node).map((leaf) => readLine(leaf, trends)),
  }));
  if (loose.length > 0) groups.push({ name: undefined, notes: [], comments: [], lines: loose.map((node) => readLine(node, trends)) });

  const sample = record.resolve(report.specimen?.[0]);
  return {
    ...summary(report.id ?? '', titleOf(report, tree.nodes), plainDate(report.effectiveDateTime ?? report.issued), groups),
    groups,
    comments: tree.comments,
    conclusion: report.conclusion,
    sample: isA(sample, 'Specimen') ? recordedText(sample.type) : undefined,
    by: nameOf(record, report.performer?.[0]),
  };
}

function readAlone(record: PatientRecord, observation: Observation, trends: Trends): TestResult {
  const line = readLine({ observation, members: [], notes: noteTexts(observation), comments: [] }, trends);
  const groups = [{ name: undefined, notes: [], comments: [], lines: [line] }];
  return {
    ...summary(observation.id ?? '', line.name.text, dateOf(observation), groups),
    groups, comments: [], conclusion: undefined, sample: undefined,
    by: nameOf(record, observation.performer?.[0]),
  };
}

function summary(id: string, title: string, date: string | undefined, groups: readonly TestGroup[]): TestResultSummary {
  const lines = groups.flatMap((group) => group.lines);
  const flagged = lines.filter(({ verdict }) => verdict !== undefined && verdict !== 'within').length;
  return { id, title, date, tests: lines.length, flagged };
}

/** A test that itself has parts is shown by its parts; its own value, where it has one, comes first. */
function leaves(node: TestNode): TestNode[] {
  return node.members.flatMap((member) => (member.members.length === 0 ? [member] : [{ ...member, members: [] }, ...leaves(member)]));
}

function readLine({ observation, notes, comments }: TestNode, trends: Trends): TestLine {
  const id = observation.id ?? '';
  const trend = trends.get(conceptKey(observation.code)) ?? [];
  const ranges = (observation.referenceRange ?? []).map(plainRange).filter((words) => words !== undefined);
  return {
    id,
    name: plainConcept(observation.code, 'Test, no name recorded'),
    value: observedValue(observation),
    verdict: verdictOf(observation),
    range: ranges.length === 0 ? undefined : ranges.join('; '),
    notes,
    comments,
    others: trend.filter((entry) => entry.id !== id).map(({ reading }) => reading),
  };
}

/** What a report is about: its own title where that says something, else the tests in it. */
export function reportTitle(record: PatientRecord, report: DiagnosticReport): string {
  return titleOf(report, testTree(record, report).nodes);
}

function titleOf(report: DiagnosticReport, nodes: readonly TestNode[]): string {
  const own = plainConcept(report.code, 'Test result').text;
  if (!NAMELESS.test(own)) return own;
  const groupsFirst = [...nodes].sort((a, b) => Number(a.members.length === 0) - Number(b.members.length === 0));
  const names = groupsFirst.map(({ observation }) => plainConcept(observation.code, 'Test').text);
  const [first, second, ...rest] = names.filter((name) => name !== 'Comment');
  if (first === undefined) return 'Test report';
  if (second === undefined) return first;
  return rest.length === 0 ? `${first} and ${lowerFirst(second)}` : `${first}, ${lowerFirst(second)} and ${rest.length} more`;
}

function dateOf(observation: Observation): string | undefined {
  return plainDate(observation.effectiveDateTime ?? observation.effectivePeriod?.start ?? observation.effectiveInstant ?? observation.issued);
}

import type { MedicationRequest, MedicationStatement } from '@medplum/fhirtypes';
import { relativeReference } from '../../../../../platform/fhir/resource.ts';
import { momentOf, newestFirst } from './by-date.ts';
import { extensionEnding, termOf } from './coding.ts';
import { authorsOf, entryOf } from './entry.ts';
import { doseOf, drugOf, quantityOf } from './entry-words.ts';
import { nameOf } from './people.ts';
import { perRecord } from './per-record.ts';
import type { PatientRecord } from './record.ts';

/** One medicine a patient has or had: a plan with what was issued on it. */
export interface Medicine {
  key: string;
  /** Verbatim. */
  drug: string;
  dose: string;
  quantity?: string;
  /** Repeat, Acute, Repeat dispensing, or 'Type not recorded'. */
  type: string;
  /** As recorded, never blank (MEDv). */
  status: string;
  current: boolean;
  started?: string;
  ended?: string;
  lastIssued?: string;
  /** Number of issues; of how many, where an end was set. */
  issues?: string;
  reviewDue?: string;
  prescriber?: string;
  hiddenFromPatient: boolean;
  notes?: string;
}

const CURRENT = new Set(['active', 'intended', 'on-hold', 'unknown', 'draft', '']);

/** All medicines, newest start first (MEDv default order). */
export const medicinesOf = perRecord((record): Medicine[] => {
  const requests = record.ofType('MedicationRequest');
  const statements = record.ofType('MedicationStatement');
  const byPlan = issuesByPlan(requests);
  const stated = new Set<string>();
  const medicines = statements.map((statement) => {
    const plan = planOf(record, statement);
    if (plan) stated.add(relativeReference(plan));
    return medicine(record, plan, statement, byPlan);
  });
  for (const request of requests) {
    if (stated.has(relativeReference(request)) || isIssueOfAPlan(record, request)) continue;
    medicines.push(medicine(record, request, undefined, byPlan));
  }
  return newestFirst(medicines, (one) => one.started);
});

function medicine(
  record: PatientRecord, plan: MedicationRequest | undefined, statement: MedicationStatement | undefined,
  byPlan: ReadonlyMap<string, readonly MedicationRequest[]>,
): Medicine {
  const shown = plan ?? statement;
  if (!shown) throw new Error('A medicine needs a plan or a statement');
  const status = statement?.status ?? plan?.status ?? '';
  const issues = byPlan.get(plan ? relativeReference(plan) : '') ?? [];
  const period = plan?.dispenseRequest?.validityPeriod ?? statement?.effectivePeriod;
  const lastIssued = lastIssueOf(statement, issues) ?? (plan?.intent === 'order' ? plan.authoredOn : undefined);
  const prescriber = authorsOf(shown).map((author) => nameOf(record, author)).find((name) => name !== undefined);
  const started = statement?.effectivePeriod?.start ?? statement?.effectiveDateTime ?? period?.start ?? plan?.authoredOn;
  const reviewDue = extensionEnding(repeatInformation(plan), 'authorisationExpiryDate')?.valueDateTime;
  const current = CURRENT.has(status);
  const entry = entryOf(record, shown);
  const quantity = plan && quantityOf(plan);
  const issued = issuesText(plan, issues);
  const ended = current ? undefined : period?.end;
  return {
    key: entry.key,
    drug: drugOf(record, shown),
    dose: doseOf(plan?.dosageInstruction) ?? doseOf(statement?.dosage) ?? 'Dose not recorded',
    type: typeOf(plan),
    status: statusWords(status, plan),
    current,
    hiddenFromPatient: entry.hiddenFromPatient,
    ...(quantity === undefined ? {} : { quantity }),
    ...(started === undefined ? {} : { started }),
    ...(ended === undefined ? {} : { ended }),
    ...(lastIssued === undefined ? {} : { lastIssued }),
    ...(issued === undefined ? {} : { issues: issued }),
    ...(reviewDue === undefined ? {} : { reviewDue }),
    ...(prescriber === undefined ? {} : { prescriber }),
    ...(entry.text === undefined ? {} : { notes: entry.text }),
  };
}

function planOf(record: PatientRecord, statement: MedicationStatement): MedicationRequest | undefined {
  for (const reference of statement.basedOn ?? []) {
    const plan = record.find(reference.reference);
    if (plan?.resourceType === 'MedicationRequest') return plan;
  }
  return undefined;
}

function issuesByPlan(requests: readonly MedicationRequest[]): Map<string, MedicationRequest[]> {
  const byPlan = new Map<string, MedicationRequest[]>();
  for (const request of requests) {
    if (request.intent !== 'order') continue;
    for (const plan of request.basedOn ?? []) {
      const key = plan.reference ?? '';
      const issues = byPlan.get(key);
      if (issues) issues.push(request);
      else byPlan.set(key, [request]);
    }
  }
  return byPlan;
}

function isIssueOfAPlan(record: PatientRecord, request: MedicationRequest): boolean {
  return request.intent === 'order' && (request.basedOn ?? []).some((plan) => record.find(plan.reference) !== undefined);
}

function lastIssueOf(statement: MedicationStatement | undefined, issues: readonly MedicationRequest[]): string | undefined {
  const said = extensionEnding(statement?.extension, 'MedicationStatementLastIssueDate')?.valueDateTime;
  const dates = issues.flatMap((issue) => issue.dispenseRequest?.validityPeriod?.start ?? issue.authoredOn ?? []);
  return [said, ...dates].filter((date) => date !== undefined).reduce<string | undefined>(
    (latest, date) => (momentOf(date) > momentOf(latest) ? date : latest), undefined);
}

function repeatInformation(plan: MedicationRequest | undefined) {
  return extensionEnding(plan?.extension, 'MedicationRepeatInformation')?.extension;
}

function issuesText(plan: MedicationRequest | undefined, issues: readonly MedicationRequest[]): string | undefined {
  const repeat = repeatInformation(plan);
  const issued = extensionEnding(repeat, 'PrescriptionsIssued')?.valueUnsignedInt ?? (issues.length > 0 ? issues.length : undefined);
  const allowed = extensionEnding(repeat, 'PrescriptionsAllowed')?.valueUnsignedInt ?? plan?.dispenseRequest?.numberOfRepeatsAllowed;
  if (issued === undefined) return undefined;
  return allowed === undefined || allowed === 0 ? `${issued}` : `${issued} of ${allowed}`;
}

/** The prescription type under any of the names it has had. */
function typeOf(plan: MedicationRequest | undefined): string {
  const concept = plan?.courseOfTherapyType ?? extensionEnding(plan?.extension, 'PrescriptionType')?.valueCodeableConcept;
  return TYPE_WORDS[concept?.coding?.[0]?.code ?? ''] ?? termOf(concept) ?? 'Type not recorded';
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  'acute': 'Acute', 'continuous': 'Repeat', 'continuous-repeat-dispensing': 'Repeat dispensing', 'repeat': 'Repeat', 'repeat-dispensing': 'Repeat dispensing',
};

const STATUS_WORDS: Readonly<Record<string, string>> = {
  'active': 'Active', 'completed': 'Completed', 'stopped': 'Stopped', 'cancelled': 'Cancelled', 'on-hold': 'On hold',
  'intended': 'Intended', 'entered-in-error': 'Entered in error', 'not-taken': 'Not taken', 'draft': 'Draft', 'unknown': 'Status unknown', '': 'Status not recorded',
};

function statusWords(status: string, plan: MedicationRequest | undefined): string {
  const holder = extensionEnding(plan?.extension, 'MedicationStatusReason')?.extension;
  const reason = termOf(plan?.statusReason) ?? termOf(extensionEnding(holder, 'statusReason')?.valueCodeableConcept);
  const words = STATUS_WORDS[status] ?? status;
  return reason === undefined || CURRENT.has(status) ? words : `${words}: ${reason}`;
}

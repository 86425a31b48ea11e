import type { View } from '../app/routes.ts';
import { AuditView } from '../audit/audit-view.tsx';
import { ConsultView } from '../consult/consult-view.tsx';
import { AllergiesView } from './allergies/allergies-view.tsx';
import { DocumentsView } from './documents/documents-view.tsx';
import { JournalView } from './journal/journal-view.tsx';
import { MedicationView } from './medication/medication-view.tsx';
import type { PatientRecord } from './model/record.ts';
import { ProblemsView } from './problems/problems-view.tsx';
import { ResultsView } from './results/results-view.tsx';
import { SummaryView } from './summary/summary-view.tsx';

export function RecordView({ record, view }: { record: PatientRecord; view: View }) {
  switch (view) {
    case 'summary': return <SummaryView record={record} />;
    case 'consult': return <ConsultView record={record} />;
    case 'problems': return <ProblemsView record={record} />;
    case 'medication': return <MedicationView record={record} />;
    case 'allergies': return <AllergiesView record={record} />;
    case 'results': return <ResultsView record={record} />;
    case 'documents': return <DocumentsView record={record} />;
    case 'journal': return <JournalView record={record} />;
    case 'audit': return <AuditView patientId={record.patient.id} />;
  }
}

import { aboutMePage } from './pages/about-me.ts';
import { allergiesPage } from './pages/allergies.ts';
import { conditionsPage } from './pages/conditions.ts';
import { consultationPage } from './pages/consultation.ts';
import { consultationsPage } from './pages/consultations.ts';
import { documentsPage } from './pages/documents.ts';
import { measurementsPage } from './pages/measurements.ts';
import { medicinesPage, pastMedicinesPage } from './pages/medicines.ts';
import { otherEntriesPage } from './pages/other-entries.ts';
import { plannedCarePage } from './pages/planned-care.ts';
import { recordHubPage } from './pages/record-hub.ts';
import { testResultPage } from './pages/test-result.ts';
import { testResultsPage } from './pages/test-results.ts';
import { vaccinationsPage } from './pages/vaccinations.ts';
import type { RecordPage } from './view/record-page.ts';

/** Every page of the record. Each shows only what `$everything` gave. */
export const RECORD_PAGES: readonly RecordPage[] = [
  recordHubPage, medicinesPage, pastMedicinesPage, allergiesPage, conditionsPage, measurementsPage, testResultsPage, testResultPage,
  vaccinationsPage, consultationsPage, consultationPage, documentsPage, plannedCarePage, otherEntriesPage, aboutMePage,
];

/** The search parameters whose codes are indexed as coded entries (platform/store/rows/coded-entries.ts), so that every code in use is known. */
const CODED: Readonly<Record<string, readonly string[]>> = {
  Observation: ['code', 'combo-code', 'component-code'], Condition: ['code'], AllergyIntolerance: ['code'], DiagnosticReport: ['code'], Procedure: ['code'], ServiceRequest: ['code'],
  List: ['code'], MedicationRequest: ['code'], MedicationStatement: ['code'], Immunization: ['vaccine-code'], DocumentReference: ['type'], Encounter: ['type'],
};

export function isCodedParameter(type: string, name: string): boolean {
  return CODED[type]?.includes(name) === true;
}

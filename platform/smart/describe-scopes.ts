import { parseScope, type Scope } from '../access/scope.ts';

const THINGS: Readonly<Record<string, string>> = {
  '*': 'everything', Patient: 'name, date of birth, address and contact details', Observation: 'measurements and test results', Condition: 'problems and diagnoses',
  MedicationRequest: 'prescriptions', MedicationStatement: 'medicines', AllergyIntolerance: 'allergies', Immunization: 'vaccinations', Encounter: 'consultations', Procedure: 'procedures',
  DiagnosticReport: 'test reports', DocumentReference: 'letters and documents', Appointment: 'appointments', Slot: 'free appointment times', Practitioner: 'who works at the practice',
  Organization: 'organisations', Location: 'places', ServiceRequest: 'referrals and requests', Task: 'tasks', Communication: 'messages', FamilyMemberHistory: 'family history', CarePlan: 'care plans',
};

const DOES = [['s', 'find'], ['r', 'see'], ['c', 'add'], ['u', 'change'], ['d', 'delete']] as const;

/** What scopes let an app do, in plain words, a line each. What an app may learn of the user comes last. */
export function describeScopes(scopes: readonly string[]): string[] {
  const lines = scopes.flatMap((text) => {
    const scope = parseScope(text);
    return scope === undefined ? [] : [describe(scope)];
  });
  if (scopes.includes('openid') || scopes.includes('fhirUser')) lines.push('Know who you are');
  if (scopes.includes('offline_access')) lines.push('Go on doing this when you are not signed in, for up to 90 days');
  else if (scopes.includes('online_access')) lines.push('Go on doing this while you are signed in');
  return lines;
}

function describe({ context, type, letters, query }: Scope): string {
  const does = DOES.filter(([letter]) => letters.includes(letter)).map(([, word]) => word);
  const words = does.length < 2 ? does.join('') : `${does.slice(0, -1).join(', ')} and ${does.at(-1) ?? ''}`;
  const whose = context === 'patient' ? 'in this one patient’s record' : context === 'user' ? 'in every record you can open' : 'in every patient’s record';
  const only = query === '' ? '' : `, only where ${[...new URLSearchParams(query)].map(([name, value]) => `${name} is ${value.split('|').at(-1) ?? value}`).join(' and ')}`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${THINGS[type] ?? type} ${whose}${only}`;
}

import type { Patient } from '@medplum/fhirtypes';
import type { SimulatedStaff } from '../exchange/simulators/cis2/register.ts';
import type { SimulatedPatient } from '../exchange/simulators/nhs-login/register.ts';
import { policyOf, type Role } from '../platform/access/roles.ts';
import { NHS_NUMBER_SYSTEM } from '../platform/fhir/nhs-number.ts';
import type { Database } from '../platform/store/database.ts';
import { entryId, patientPrefix } from './population/ids.ts';
import { STAFF } from './population/practice.ts';

/** Who signs in at a demonstration practice: the username here, which of the population's staff, and their national roles. */
export const SIGN_INS: readonly { username: string; staff: string; role: Exclude<Role, 'system'>; roles: readonly Exclude<Role, 'system'>[]; description: string }[] = [
  { username: 'gp', staff: 'gp', role: 'gp', roles: ['gp'], description: 'GP' },
  { username: 'nurse', staff: 'nurse', role: 'nurse', roles: ['nurse'], description: 'practice nurse' },
  { username: 'reception', staff: 'receptionist', role: 'receptionist', roles: ['receptionist'], description: 'receptionist' },
  { username: 'manager', staff: 'manager', role: 'manager', roles: ['manager', 'privacy-officer'], description: 'practice manager, or privacy officer' },
];

/** The nhsid_useruid of a member of the made-up staff. */
export function cis2UserOf(staff: string): string {
  return `5550000${String(1000 + STAFF.findIndex(({ key }) => key === staff)).padStart(5, '0')}`;
}

/** `Dr Asha Khan`. */
export function staffName(staff: string): string {
  const member = STAFF.find(({ key }) => key === staff);
  return member === undefined ? staff : `${member.title} ${member.given} ${member.family}`;
}

/** The staff as a simulated NHS CIS2 knows them, and one who has a smartcard and no business here. */
export function simulatedStaff(ods: string): SimulatedStaff[] {
  const roleOf = (user: string, role: Role, place: number, organisation = ods) => ({ id: `${user}${place}`, organisation, code: policyOf(role).code ?? '', name: role });
  const elsewhere = cis2UserOf('elsewhere');
  return [
    ...SIGN_INS.map(({ staff, roles, description }): SimulatedStaff => {
      const user = cis2UserOf(staff);
      return { user, name: staffName(staff), detail: `${description}, by smartcard`, assurance: 3, roles: roles.map((role, place) => roleOf(user, role, place)) };
    }),
    { user: elsewhere, name: 'Dr Ellis Where', detail: 'GP of another practice, by smartcard', assurance: 3, roles: [roleOf(elsewhere, 'gp', 0, 'Z00001')] },
  ];
}

/** Some of a practice's made-up patients as a simulated NHS login knows them, one of them not proved yet; and somebody unknown here. */
export async function simulatedPatients(db: Database, ods: string): Promise<SimulatedPatient[]> {
  const ids = [0, 1, 2, 7].map((place) => entryId(patientPrefix(place), 0));
  const rows = await db.transaction(ods, (tx) => tx.query<{ content: string }>(
    `select content from resource where practice = $1 and type = 'Patient' and id in ($2, $3, $4, $5) order by id`, [ods, ...ids]));
  const patients = rows.flatMap(({ content }, place): SimulatedPatient[] => {
    const { id = '', name = [], birthDate = '', identifier = [] } = JSON.parse(content) as Patient;
    const { family = '', given = [] } = name.find(({ use }) => use === 'official') ?? {};
    const nhsNumber = identifier.find(({ system }) => system === NHS_NUMBER_SYSTEM)?.value ?? '';
    return nhsNumber === '' ? [] : [{ id, name: [...given, family].join(' '), nhsNumber, birthDate, familyName: family, level: place === 1 ? 'P5' : 'P9' }];
  });
  return [...patients, { id: 'not-registered', name: 'Somebody of another surgery', nhsNumber: '9990000018', birthDate: '1980-01-01', familyName: 'Elsewhere', level: 'P9' }];
}

import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import { registerSimulator } from '../openid/simulator.ts';

/** A made-up holder of an NHS login. */
export interface SimulatedPatient {
  id: string;
  name: string;
  nhsNumber: string;
  birthDate: string;
  familyName: string;
  /** P5: some details matched. P9: a photograph compared. */
  level: 'P5' | 'P9';
}

interface Options {
  path: string;
  base: () => string;
  client: { id: string; publicKey: JWK };
  patients: () => Promise<readonly SimulatedPatient[]>;
}

/** Stands in for NHS login: `vtr` and `vot`, levels P5 and P9, and the step from one to the other. */
export function registerNhsLoginSimulator(app: FastifyInstance, { path, base, client, patients }: Options): void {
  /** Who has proved who they are since this started. */
  const proved = new Set<string>();
  const levelOf = ({ id, level }: SimulatedPatient): 'P5' | 'P9' => (proved.has(id) ? 'P9' : level);

  registerSimulator(app, {
    name: 'NHS login', path, base,
    scopes: ['profile', 'basic_demographics', 'email', 'phone', 'profile_extended', 'gp_registration_details'],
    claims: ['nhs_number', 'birthdate', 'family_name', 'identity_proofing_level', 'vot', 'vtm'],
    extraParameters: ['vtr'],
    client: { ...client, redirectPath: '/auth/nhs-login/callback' },
    people: async () => (await patients()).map((patient) => {
      const claims = () => ({ nhs_number: patient.nhsNumber, birthdate: patient.birthDate, family_name: patient.familyName, identity_proofing_level: levelOf(patient) });
      return {
        id: patient.id, name: patient.name, detail: levelOf(patient) === 'P9' ? 'Has proved who they are (P9)' : 'Has not proved who they are yet (P5)',
        idToken: () => ({ ...claims(), vot: `${levelOf(patient)}.Cp.Cd`, vtm: `${base()}${path}/trustmark` }),
        userinfo: claims,
      };
    }),
    before: ({ id, idToken }, { vtr }) => {
      const asked = typeof vtr === 'string' ? vtr : '["P9.Cp.Cd","P9.Cp.Ck","P9.Cm"]';
      if (asked.includes(String(idToken()['identity_proofing_level']))) return undefined;
      return { question: 'Prove who you are', agree: 'Pretend to send a photograph of your face and your passport', agreed: () => { proved.add(id); } };
    },
  });
}

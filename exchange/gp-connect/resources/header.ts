import type { Extension, Meta, Narrative, Resource } from '@medplum/fhirtypes';
import { coding } from '../reading/datatypes.ts';
import { sameCode, string } from '../reading/primitives.ts';
import { Reader } from '../reading/reader.ts';
import type { Parse } from '../reading/reader.ts';

export type Stored<T> = T & { id: string };

export interface Header {
  id: string;
  meta?: Meta | undefined;
  language?: string | undefined;
  text?: Narrative | undefined;
  contained?: Resource[] | undefined;
  modifierExtension?: Extension[] | undefined;
}

/**
 * What every resource begins with.
 * - id <- given, so that a source id which FHIR R4 does not allow can be replaced
 * - meta.security, meta.tag <- the same; code systems renamed
 * - meta.profile, versionId, lastUpdated are dropped: they speak of the exporting system's copy in STU3, and the
 *   store gives its own. No UK Core profile is claimed: GP Connect does not send all that UK Core demands.
 * - text, language, contained, modifierExtension <- the same
 */
export function header(r: Reader, id: string): Header {
  r.drop('resourceType', 'id');
  return {
    id,
    meta: r.one('meta', meta),
    language: r.one('language', string),
    text: r.one('text', narrative),
    contained: r.many('contained', r.world.contained),
    modifierExtension: r.many('modifierExtension', r.world.extension),
  };
}

const meta: Parse<Meta> = (value, place, world) => {
  const r = new Reader('Meta', value, place, world);
  r.drop('profile', 'versionId', 'lastUpdated');
  const read = r.finish<Meta>({ security: r.many('security', coding), tag: r.many('tag', coding) });
  return Object.keys(read).length === 0 ? undefined : read;
};

const narrative: Parse<Narrative> = (value, place, world) => {
  const r = new Reader('Narrative', value, place, world);
  return r.finish<Narrative>({
    status: r.required('status', sameCode('generated', 'extensions', 'additional', 'empty')),
    div: r.required('div', string),
  });
};

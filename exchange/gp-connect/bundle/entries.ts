import { SourceError } from '../../import/contract.ts';
import { isObject } from '../reading/reader.ts';

/** One entry of the source bundle as it came. */
export interface RawEntry {
  /** `entry[12]` */
  place: string;
  fullUrl: string | undefined;
  type: string;
  /** '' where the source gives none. */
  id: string;
  resource: Readonly<Record<string, unknown>>;
}

/** The entries of an STU3 bundle. Throws a SourceError for what is no such bundle, or nested beyond all sense. */
export function readEntries(bundle: unknown): RawEntry[] {
  if (!isObject(bundle)) throw new SourceError('Bundle', 'is not an object');
  if (bundle['resourceType'] !== 'Bundle') throw new SourceError('resourceType', 'is not Bundle');
  if (bundle['type'] !== 'collection' && bundle['type'] !== 'searchset') throw new SourceError('type', 'is not collection');
  const entries: unknown = bundle['entry'];
  if (!Array.isArray(entries)) throw new SourceError('entry', 'is not an array');
  return entries.map((entry: unknown, i) => {
    const place = `entry[${i}]`;
    if (!isObject(entry)) throw new SourceError(place, 'is not an object');
    const resource = entry['resource'];
    if (!isObject(resource)) throw new SourceError(`${place}.resource`, 'is not an object');
    const deep = tooDeep(resource, 3);
    if (deep !== undefined) throw new SourceError(`${place}.resource${deep}`, `is nested deeper than ${DEEPEST} levels`);
    const { resourceType: type, id = '' } = resource;
    if (typeof type !== 'string' || !/^[A-Z][A-Za-z]{1,63}$/.test(type)) {
      throw new SourceError(`${place}.resource.resourceType`, 'is not the name of a resource type');
    }
    if (typeof id !== 'string') throw new SourceError(`${place}.resource.id`, 'is not a text');
    const fullUrl = entry['fullUrl'];
    return { place, fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined, type, id, resource };
  });
}

const DEEPEST = 60;

/** The path of the first value below that lies too deep, or undefined. */
function tooDeep(value: object, level: number): string | undefined {
  if (level > DEEPEST) return '';
  for (const [key, child] of Object.entries(value) as [string, unknown][]) {
    if (typeof child !== 'object' || child === null) continue;
    const below = tooDeep(child, level + 1);
    if (below !== undefined) return (Array.isArray(value) ? `[${key}]` : `.${key}`) + below;
  }
  return undefined;
}

/**
 * The patch that an entry of a Bundle carries: a JSON Patch travels in a Binary, a FHIRPath Patch as its Parameters
 * (FHIR R4 §3.1.0.9). Undefined for a Binary that holds no JSON.
 */
export function patchIn(resource: unknown): unknown {
  if (typeof resource !== 'object' || resource === null || !('resourceType' in resource) || resource.resourceType !== 'Binary') return resource;
  try {
    const data = 'data' in resource && typeof resource.data === 'string' ? resource.data : '';
    return JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

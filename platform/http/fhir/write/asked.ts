/** One write as it is asked for, alone or as an entry of a Bundle. FHIR R4 §3.1.0 and §3.1.0.11. */
export interface Asked {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  type: string;
  /** The id in the address; undefined for a create, and where a condition says which resource is meant. */
  id: string | undefined;
  /** The condition in the address of an update, patch or delete: a search query. */
  query: string | undefined;
  /** The resource, or the patch. */
  body: unknown;
  /** The body has been validated already, as part of its Bundle. */
  isSound: boolean;
  ifMatch: number | undefined;
  ifNoneExist: string | undefined;
  /** What the body is called in errors: `Patient`, `Bundle.entry[3].resource`. */
  place: string;
}

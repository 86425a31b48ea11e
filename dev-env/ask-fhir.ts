import assert from 'node:assert/strict';

/** What somebody asks of the FHIR API of their practice (`TestServer.as`): the answer has to have the status wanted. */
export function askingFhir(as: (path: string, init?: RequestInit) => Promise<Response>): <T>(path: string, wanted?: number, init?: RequestInit) => Promise<T> {
  return async <T>(path: string, wanted = 200, init?: RequestInit): Promise<T> => {
    const answer = await as(`/fhir/r4/${path}`, init);
    const body = (await answer.json()) as T;
    assert.equal(answer.status, wanted, JSON.stringify(body));
    return body;
  };
}

import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Most entries that a simulator keeps; the oldest go first. */
const MOST = 2_000;

/** Keeps what a simulator knows in this process, as long as it runs. One store for each simulator. */
export function memoryAdapters(): (name: string) => Adapter {
  const stored = new Map<string, { payload: AdapterPayload; until: number }>();

  return (name) => {
    const key = (id: string): string => `${name} ${id}`;
    const findBy = (matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
      for (const [place, { payload, until }] of stored) if (place.startsWith(`${name} `) && until > Date.now() && matches(payload)) return payload;
      return undefined;
    };
    return {
      async upsert(id, payload, expiresIn = 600) {
        stored.set(key(id), { payload, until: Date.now() + expiresIn * 1000 });
        for (const oldest of stored.keys()) {
          if (stored.size <= MOST) break;
          stored.delete(oldest);
        }
      },
      async find(id) {
        const found = stored.get(key(id));
        return found !== undefined && found.until > Date.now() ? found.payload : undefined;
      },
      findByUid: async (uid) => findBy((payload) => payload.uid === uid),
      findByUserCode: async (code) => findBy((payload) => payload.userCode === code),
      async consume(id) {
        const found = stored.get(key(id));
        if (found !== undefined) found.payload = { ...found.payload, consumed: Math.floor(Date.now() / 1000) };
      },
      async destroy(id) {
        stored.delete(key(id));
      },
      async revokeByGrantId(grantId) {
        for (const [place, { payload }] of stored) if (payload.grantId === grantId) stored.delete(place);
      },
    };
  };
}

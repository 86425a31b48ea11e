import type { Transaction } from '../store/database.ts';
import type { Addresses } from './addresses.ts';
import type { Client } from './clients.ts';
import { digest } from '../identity/token.ts';

interface Row {
  scope: string;
  client: string;
  account: string;
  patient: string | null;
  created: Date;
  expires: Date;
  reference: string | null;
}

/** RFC 7662, of an access token: a service may ask about any of the practice's, an app about its own. What is not active says only that. */
export async function introspect(tx: Transaction, by: Client, token: string, { issuer, fhir }: Addresses): Promise<object> {
  const [row] = await tx.query<Row>(
    `select s.scope, s.client, s.account, s.patient, s.created, s.expires, a.reference
     from session s left join account a on a.practice = $1 and a.id = s.account
     join app_client c on c.practice = $1 and c.id = s.client and c.withdrawn_at is null
     left join app_grant g on g.practice = $1 and g.id = s.grant_id
     left join session b on b.practice = $1 and b.token = g.session and b.expires > now()
     where s.practice = $1 and s.token = $2 and s.expires > now() and a.disabled is not true
       and (s.grant_id is null or (g.ended is null and (g.session is null or b.token is not null)))`,
    [tx.practice, digest(token)],
  );
  if (row === undefined || (by.kind === 'app' && row.client !== by.id)) return { active: false };
  return {
    active: true,
    scope: row.scope,
    client_id: row.client,
    token_type: 'Bearer',
    exp: Math.floor(row.expires.getTime() / 1000),
    iat: Math.floor(row.created.getTime() / 1000),
    sub: row.account,
    iss: issuer,
    aud: fhir,
    ...(row.patient === null ? {} : { patient: row.patient }),
    ...(row.reference === null || row.reference === '' || !row.scope.split(' ').includes('fhirUser') ? {} : { fhirUser: `${fhir}/${row.reference}` }),
  };
}

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

interface Options {
  origin: string;
  host: string;
  /** Whether the device has seen a finger, a face or a PIN. */
  verified?: boolean;
}

/** An authenticator that makes one passkey (ES256, attestation none), as WebAuthn Level 3 writes it down. */
export function softwarePasskey({ origin, host, verified = true }: Options) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(16);
  let counter = 0;
  const flags = USER_PRESENT | (verified ? USER_VERIFIED : 0);
  const clientData = (type: string, challenge: string): Buffer => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const head = (extra: number): Buffer => {
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags | extra, 0);
    rest.writeUInt32BE(counter, 1);
    return Buffer.concat([createHash('sha256').update(host).digest(), rest]);
  };
  const shared = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' as const, clientExtensionResults: {} };

  return {
    register(challenge: string): RegistrationResponseJSON {
      // COSE EC2 key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
      const key = Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), Buffer.from(x, 'base64url'), Buffer.from('225820', 'hex'), Buffer.from(y, 'base64url')]);
      const length = Buffer.from([0, id.length]);
      const data = Buffer.concat([head(HAS_CREDENTIAL), Buffer.alloc(16), length, id, key]);
      // CBOR map of fmt, attStmt and authData, the last as a byte string of one length byte.
      const attestation = Buffer.concat([Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'), Buffer.from([data.length]), data]);
      return { ...shared, response: { clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'), attestationObject: attestation.toString('base64url'), transports: ['internal'] } };
    },
    signIn(challenge: string): AuthenticationResponseJSON {
      counter += 1;
      const client = clientData('webauthn.get', challenge);
      const data = head(0);
      const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), privateKey);
      return { ...shared, response: { clientDataJSON: client.toString('base64url'), authenticatorData: data.toString('base64url'), signature: signature.toString('base64url') } };
    },
  };
}

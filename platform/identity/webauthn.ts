/** Loaded at the first passkey and not at start: it probes the runtime when loaded, which then warns of experimental features. */
export const webauthn = () => import('@simplewebauthn/server');

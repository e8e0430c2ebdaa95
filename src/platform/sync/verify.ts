/** Node's adapter of the engine's signature port: Ed25519 (RFC 8032) with a raw public key. */
import { createPublicKey, verify } from 'node:crypto';
import type { VerifySignature } from '../../engine/ports.ts';

/** False for anything that isn't a good signature; never throws. */
export const verifyEd25519: VerifySignature = (publicKey, message, signature) => {
  try {
    const x = Buffer.from(publicKey).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
};

/**
 * Opens an organization's policy bundle: nothing of it is believed before its signature is, and nothing of it is used unless all of it is
 * good. Bound to the pinned key, the organization, a revision that never goes back, and an expiry.
 */

import { type ErrorCode, isTakumoError, TakumoError } from '../errors.ts';
import { fromBase64, fromUtf8 } from './base64.ts';
import { readPayload } from './bundle-payload.ts';
import { clockSkew } from './set.ts';
import type { OpenBundleOptions, PolicyBundle, SignedBundle } from './types.ts';

const longestPayload = 5_000_000;
const keyLength = 32;
const signatureLength = 64;

/**
 * Throws `bundle-malformed`, `bundle-signature-invalid`, `bundle-wrong-organization`, `bundle-stale-revision` or `bundle-expired`; the
 * position is in the payload's JSON, where there is one.
 */
export function openBundle(options: OpenBundleOptions): PolicyBundle {
  const { pinned, verify, clock, floor = 0 } = options;
  const signed = envelope(options.signed);
  if (signed.keyId !== pinned.keyId)
    fail('bundle-signature-invalid', 'The policy bundle is signed with another key than the one pinned at sign-in.');
  const payload = fromBase64(signed.payload);
  const signature = fromBase64(signed.signature);
  if (payload === undefined || signature === undefined) fail('bundle-malformed', 'The policy bundle is not in base64.');
  if (
    pinned.publicKey.length !== keyLength ||
    signature.length !== signatureLength ||
    !isVerified(verify, pinned.publicKey, payload, signature)
  ) {
    fail('bundle-signature-invalid', "The policy bundle's signature doesn't fit the pinned key.");
  }
  const text = fromUtf8(payload);
  if (text === undefined) fail('bundle-malformed', 'The policy bundle is not UTF-8 text.');
  const bundle = readPayload(text);
  if (bundle.organization !== pinned.organization)
    fail('bundle-wrong-organization', 'The policy bundle is of another organization.');
  if (bundle.revision < floor) {
    fail(
      'bundle-stale-revision',
      `The policy bundle has revision ${bundle.revision}, and revision ${floor} was seen before.`,
    );
  }
  if (bundle.issuedAt > clock.now() + clockSkew) {
    fail('bundle-malformed', "The policy bundle is from the future: this machine's clock or the server's is wrong.");
  }
  if (options.allowExpired !== true && clock.now() >= bundle.expiresAt + clockSkew)
    fail('bundle-expired', 'The policy bundle has expired.');
  return bundle;
}

function envelope(value: unknown): SignedBundle {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail('bundle-malformed', 'The policy bundle is not an object.');
  const { payload, signature, keyId } = value as Partial<Record<keyof SignedBundle, unknown>>;
  if (typeof payload !== 'string' || typeof signature !== 'string' || typeof keyId !== 'string') {
    fail('bundle-malformed', 'The policy bundle needs payload, signature and keyId.');
  }
  if (payload.length > longestPayload) fail('bundle-malformed', 'The policy bundle is too large.');
  return { payload, signature, keyId };
}

function isVerified(
  verify: OpenBundleOptions['verify'],
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify(key, message, signature) === true;
  } catch (error) {
    // A host's verifier may throw on a key that is no point of the curve: not verified.
    if (isTakumoError(error)) throw error;
    return false;
  }
}

function fail(code: ErrorCode, message: string): never {
  throw new TakumoError(code, message);
}

/** The organization's signing key: asked for once, at sign-in, shown to the person, and pinned from then on. */
import { createHash } from 'node:crypto';
import { isTakumoError, TakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import { createConnection, errorOfSilence, errorOfStatus, readText } from './connection.ts';
import type { PinnedKey } from './types.ts';

export interface SigningKeyRequest {
  readonly url: string;
  readonly apiKey: Redacted<string>;
  readonly fetch?: typeof fetch;
  /** Milliseconds for the whole request. */
  readonly timeout?: number;
}

/** Throws `sync-unauthorized`, `sync-unreachable`, or `bundle-malformed` for an answer that holds no key. */
export async function fetchSigningKey({ timeout = 10_000, ...server }: SigningKeyRequest): Promise<PinnedKey> {
  const signal = AbortSignal.timeout(timeout);
  let text: string;
  try {
    const response = await createConnection(server).get('v1/policy/key', { signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw errorOfStatus(response);
    }
    text = await readText(response, 10_000);
  } catch (error) {
    throw isTakumoError(error) ? error : errorOfSilence(signal.aborted);
  }
  return readKey(text);
}

/** SHA-256 of the raw key as a person compares it: groups of four hex digits. */
export function fingerprintOf(key: PinnedKey): string {
  const digest = createHash('sha256').update(Buffer.from(key.publicKey, 'base64')).digest('hex');
  return digest.slice(0, 32).match(/.{4}/g)!.join(' ');
}

function readKey(text: string): PinnedKey {
  let value: Partial<Record<keyof PinnedKey, unknown>> | null;
  try {
    value = JSON.parse(text) as Partial<Record<keyof PinnedKey, unknown>> | null;
  } catch {
    value = null;
  }
  const { organization, keyId, publicKey } = value ?? {};
  const isName = (name: unknown): name is string => typeof name === 'string' && name.length > 0 && name.length <= 200;
  if (!isName(organization) || !isName(keyId) || typeof publicKey !== 'string' || !isRawKey(publicKey)) {
    throw new TakumoError('bundle-malformed', "The policy server's answer holds no signing key.", {
      action: "Check the policy server's address.",
    });
  }
  return { organization, keyId, publicKey };
}

function isRawKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === 32;
}

/** The keyed fingerprint that a token's hash is cut from: HMAC-SHA-256 under a random key that never leaves this process's memory. */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { TakumoError } from '../errors.ts';
import type { Random } from '../ports.ts';

/** Fingerprints a value; `salt` gives another one when all lengths of the first are taken. */
export interface Digest {
  /** At least 16 lower-case hexadecimal digits. */
  hex(value: string, salt: number): string;
  /** Zeroes the key. */
  destroy(): void;
}

export function createDigest(random: Random): Digest {
  const key = Uint8Array.from(random.bytes(32));
  if (key.length !== 32)
    throw new TakumoError('vault-destroyed', 'No random numbers are available, so no vault can be opened.');
  return {
    hex(value, salt) {
      // The salt stands first and the units have a fixed width, so that two inputs never have the same bytes.
      const bytes = new Uint8Array(1 + value.length * 2);
      bytes[0] = salt;
      for (let i = 0; i < value.length; i++) {
        const unit = value.charCodeAt(i);
        bytes[1 + 2 * i] = unit & 0xff;
        bytes[2 + 2 * i] = unit >> 8;
      }
      const mac = hmac(sha256, key, bytes);
      bytes.fill(0);
      let digits = '';
      for (let i = 0; i < 8; i++) digits += mac[i]!.toString(16).padStart(2, '0');
      return digits;
    },
    destroy: () => {
      key.fill(0);
    },
  };
}

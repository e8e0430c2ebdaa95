/**
 * Keyed fingerprints of what a person allowed: HMAC-SHA-256 under a random key of this machine, so that what is stored can't confirm a
 * guess. They are kept in the workspace's state of VS Code, outside the repository.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Redacted } from '../../engine/model.ts';
import type { Storage } from '../state/state.ts';
import type { AlwaysStore } from './holds.ts';

const storageKey = 'takumo.alwaysSend';
const limit = 2000;

/** vscode's SecretStorage, as far as it is used. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** Reads a 32-byte key from SecretStorage, or makes it. */
export async function machineKey(secrets: Secrets, name: string): Promise<Buffer> {
  const stored = await read(secrets, name);
  if (stored !== undefined) return stored;
  const fresh = randomBytes(32);
  await secrets.store(name, fresh.toString('base64'));
  // Another window may have made one at the same moment: what is stored now is the key of both.
  return (await read(secrets, name)) ?? fresh;
}

async function read(secrets: Secrets, name: string): Promise<Buffer | undefined> {
  const stored = await secrets.get(name);
  const bytes = stored === undefined ? undefined : Buffer.from(stored, 'base64');
  return bytes?.length === 32 ? bytes : undefined;
}

/** The fingerprint of one blocked value under one policy: 24 base64url characters. */
export function fingerprint(key: Buffer, policy: string, value: Redacted<string>): string {
  return createHmac('sha256', key).update(policy).update('\0').update(value.reveal()).digest('base64url').slice(0, 24);
}

/** Fingerprints kept in a Memento. What isn't a list of strings there counts as empty. */
export function alwaysStore(storage: Storage): AlwaysStore {
  const read = (): readonly string[] => {
    const stored = storage.get<unknown>(storageKey);
    return Array.isArray(stored) ? stored.filter((item): item is string => typeof item === 'string') : [];
  };
  return {
    has: (mark) => read().includes(mark),
    add: (marks) => {
      void storage.update(storageKey, [...new Set([...read(), ...marks])].slice(-limit));
    },
    clear: () => {
      void storage.update(storageKey, undefined);
    },
  };
}

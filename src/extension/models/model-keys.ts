/**
 * API keys of the guarded models: SecretStorage first, then the environment variable that the machine's settings name. A key is bound to
 * its entry's id and address: when the address changes, the stored key is not sent there.
 */
import { Redacted } from '../../engine/model.ts';
import type { Secrets } from '../hold/fingerprints.ts';

/** What a key is bound to. */
export interface KeyOwner {
  readonly id: string;
  readonly baseUrl: string;
  readonly apiKeyEnv?: string;
}

const secretName = (id: string): string => `takumo.modelKey.${id}`;

interface StoredKey {
  readonly origin: string;
  readonly key: string;
}

export class ModelKeys {
  readonly #secrets: Secrets;
  readonly #environment: Readonly<Record<string, string | undefined>>;

  constructor(secrets: Secrets, environment: Readonly<Record<string, string | undefined>>) {
    this.#secrets = secrets;
    this.#environment = environment;
  }

  /** The key to send to this model's address, or nothing. */
  async get(model: KeyOwner): Promise<Redacted<string> | undefined> {
    const stored = await this.stored(model);
    if (stored !== undefined) return stored;
    const named = model.apiKeyEnv === undefined ? undefined : this.#environment[model.apiKeyEnv];
    return named === undefined || named === '' ? undefined : new Redacted(named);
  }

  /** The key that a person stored for this model's address, or nothing. */
  async stored(model: KeyOwner): Promise<Redacted<string> | undefined> {
    const stored = parse(await this.#secrets.get(secretName(model.id)));
    return stored !== undefined && stored.origin === originOf(model.baseUrl) ? new Redacted(stored.key) : undefined;
  }

  async has(model: KeyOwner): Promise<boolean> {
    return (await this.get(model)) !== undefined;
  }

  async set(model: KeyOwner, key: Redacted<string>): Promise<void> {
    const stored: StoredKey = { origin: originOf(model.baseUrl), key: key.reveal().trim() };
    await this.#secrets.store(secretName(model.id), JSON.stringify(stored));
  }

  async remove(id: string): Promise<void> {
    await this.#secrets.delete(secretName(id));
  }
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : '';
}

function parse(text: string | undefined): StoredKey | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<StoredKey> | null;
    return typeof value?.key === 'string' && typeof value.origin === 'string' && value.origin !== ''
      ? (value as StoredKey)
      : undefined;
  } catch {
    return undefined;
  }
}

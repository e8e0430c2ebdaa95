/** What is kept of a connection to a policy server: address, key, and the organization's signing key as it was pinned. In SecretStorage only. */
import type { Secrets } from '../hold/fingerprints.ts';

export interface Connection {
  readonly url: string;
  readonly apiKey: string;
  readonly pinned: { readonly organization: string; readonly keyId: string; readonly publicKey: string };
}

const name = 'takumo.cloudConnection';

export async function readConnection(secrets: Secrets): Promise<Connection | undefined> {
  const text = await secrets.get(name);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<Connection> | null;
    const { organization, keyId, publicKey } = value?.pinned ?? {};
    const fields = [value?.url, value?.apiKey, organization, keyId, publicKey];
    return fields.every((field) => typeof field === 'string' && field !== '') ? (value as Connection) : undefined;
  } catch {
    return undefined;
  }
}

export async function writeConnection(secrets: Secrets, connection: Connection | undefined): Promise<void> {
  if (connection === undefined) await secrets.delete(name);
  else await secrets.store(name, JSON.stringify(connection));
}

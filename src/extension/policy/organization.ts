/**
 * The connection to an organization's policy server: what is stored of it, the sync that follows it, and what it gives. Nobody gets
 * policies before the last good bundle has been read, so a restart never opens a gap.
 */
import * as vscode from 'vscode';
import type { KnownValue } from '../../engine/model.ts';
import { Redacted } from '../../engine/model.ts';
import { systemClock } from '../../platform/clock.ts';
import type { PolicySync, SyncStatus } from '../../platform/sync/types.ts';
import type { Secrets } from '../hold/fingerprints.ts';
import type { Log } from '../log.ts';
import { safeWord } from '../log.ts';
import { type Disposable, Listeners } from '../store.ts';
import { type Connection, readConnection, writeConnection } from './connection.ts';
import type { OrganizationPolicies } from './policies.ts';
import { createPolicyStore } from './policy-store.ts';
import type { SyncDoor } from './sync-door.ts';

export interface OrganizationOptions {
  readonly secrets: Secrets;
  /** Where the last good bundle is kept. */
  readonly folder: string;
  readonly log: Log;
  readonly sync: SyncDoor;
}

export class Organization implements Disposable {
  readonly #options: OrganizationOptions;
  readonly #changed = new Listeners<void>();
  readonly #bundled = new Listeners<void>();
  #connection: Connection | undefined;
  #sync: PolicySync | undefined;
  #status: SyncStatus | undefined;
  #started: Promise<void> | undefined;
  #disposed = false;

  constructor(options: OrganizationOptions) {
    this.#options = options;
  }

  /** The connection or its status changed. */
  readonly onDidChange = this.#changed.on;
  /** Another bundle is in force, or none any more. */
  readonly onDidChangePolicies = this.#bundled.on;

  get name(): string | undefined {
    return this.#connection?.pinned.organization;
  }

  get status(): SyncStatus | undefined {
    return this.#status;
  }

  /** What a bundle in force gives, once the stored one has been read. */
  async policies(): Promise<OrganizationPolicies> {
    await this.start();
    return { bundle: this.#sync?.bundle, floor: this.#sync?.floor };
  }

  /** Reads the stored connection and begins to follow it; resolves when the stored bundle is known, without waiting for the server. */
  start(): Promise<void> {
    this.#started ??= this.#begin();
    return this.#started;
  }

  async connect(connection: Connection): Promise<void> {
    await this.start();
    await this.disconnect();
    await writeConnection(this.#options.secrets, connection);
    await this.#follow(connection);
  }

  async disconnect(): Promise<void> {
    this.#sync?.dispose();
    this.#sync = undefined;
    this.#status = undefined;
    if (this.#connection !== undefined) {
      await createPolicyStore(this.#options, this.#connection).clear();
      this.#connection = undefined;
      await writeConnection(this.#options.secrets, undefined);
    }
    this.#changed.fire();
    this.#bundled.fire();
  }

  /** The key to the policy server is a secret to mask as well. */
  async knownValues(): Promise<readonly KnownValue[]> {
    await this.start();
    const value = this.#connection?.apiKey;
    return value === undefined
      ? []
      : [{ value, category: 'KEY', rule: 'known-value', title: vscode.l10n.t('API key of the policy server') }];
  }

  dispose(): void {
    this.#disposed = true;
    this.#sync?.dispose();
    this.#sync = undefined;
  }

  async #begin(): Promise<void> {
    const connection = await readConnection(this.#options.secrets);
    if (connection !== undefined && !this.#disposed) await this.#follow(connection);
  }

  async #follow(connection: Connection): Promise<void> {
    this.#connection = connection;
    const { promise: stored, resolve: storedRead } = gate();
    const sync = this.#options.sync.createPolicySync({
      url: connection.url,
      apiKey: new Redacted(connection.apiKey),
      pinnedKey: connection.pinned,
      store: createPolicyStore(this.#options, connection, storedRead),
      verify: this.#options.sync.verify,
      clock: systemClock,
      log: { info: () => undefined, warn: () => undefined },
      onState: (status) => this.#onState(status),
      onBundle: () => {
        this.#bundled.fire();
      },
    });
    this.#sync = sync;
    const first = sync.start().then((status) => this.#onState(status));
    // The stored bundle, not the network, is what a start waits for; a first connection waits for the server.
    await Promise.race([first, stored.then(() => (sync.bundle === undefined ? first : undefined))]);
    this.#changed.fire();
    this.#bundled.fire();
  }

  #onState(status: SyncStatus): void {
    if (status.state !== this.#status?.state) {
      this.#options.log.info('policy sync', {
        state: status.state,
        revision: status.revision,
        error: status.error === undefined ? undefined : safeWord(status.error.code),
      });
    }
    this.#status = status;
    this.#changed.fire();
  }
}

function gate(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

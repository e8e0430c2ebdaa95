/**
 * Keeps an organization's policy in force: the last good bundle at once, the server's newest as soon as it can be had, each change when
 * the stream announces it. A bundle that isn't good in every respect changes nothing. Nothing here rejects, hangs or delays a request.
 */
import { isTakumoError, TakumoError } from '../../engine/errors.ts';
import type { openBundle as OpenBundle } from '../../engine/policy/index.ts';
import type { PolicyBundle, RevisionFloor, SignedBundle } from '../../engine/policy/types.ts';
import { type Connection, createConnection } from './connection.ts';
import { type BundleAnswer, fetchBundle } from './fetch-bundle.ts';
import { followStream } from './stream.ts';
import type { PolicySync, PolicySyncOptions, SyncState, SyncStatus, SyncTimings } from './types.ts';
import { createWait } from './wait.ts';

const defaultTimings: SyncTimings = {
  requestTimeout: 10_000,
  streamSilence: 45_000,
  poll: 300_000,
  backoffFirst: 500,
  backoffHighest: 30_000,
  debounce: 500,
};

export function createPolicySync(options: PolicySyncOptions): PolicySync {
  return new Sync(options);
}

/** How often a revision that was announced and not yet served is asked for again. */
const mostRetries = 3;

class Sync implements PolicySync {
  readonly #options: PolicySyncOptions;
  readonly #timings: SyncTimings;
  readonly #over = new AbortController();
  readonly #wait = createWait(this.#over.signal);
  readonly #query: string;
  #connection: Connection | undefined;
  #open: typeof OpenBundle | undefined;
  #bundle: PolicyBundle | undefined;
  #payload: string | undefined;
  #floor: RevisionFloor | undefined;
  #etag: string | undefined;
  #state: SyncState = 'offline';
  #error: TakumoError | undefined;
  #lastSync: number | undefined;
  #streaming = false;
  #lastEventId: string | undefined;
  #announced = 0;
  #retries = 0;
  #failures = 0;
  #debounce: ReturnType<typeof setTimeout> | undefined;
  #asking: Promise<void> | undefined;
  #askAgain = false;
  #started: Promise<SyncStatus> | undefined;
  #storing: Promise<void> = Promise.resolve();
  #reported: SyncStatus | undefined;

  constructor(options: PolicySyncOptions) {
    this.#options = options;
    this.#timings = { ...defaultTimings, ...options.timings };
    const { team, repository } = options.scope ?? {};
    const query = new URLSearchParams({
      ...(team === undefined ? {} : { team }),
      ...(repository === undefined ? {} : { repository }),
    });
    this.#query = query.size > 0 ? `?${query.toString()}` : '';
  }

  get status(): SyncStatus {
    return {
      state: this.#state,
      organization: this.#options.pinnedKey.organization,
      revision: this.#bundle?.revision ?? 0,
      lastSync: this.#lastSync,
      streaming: this.#streaming,
      error: this.#error,
    };
  }

  get bundle(): PolicyBundle | undefined {
    return this.#bundle;
  }

  get floor(): RevisionFloor | undefined {
    return this.#floor;
  }

  start(): Promise<SyncStatus> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async refresh(): Promise<SyncStatus> {
    await this.start();
    // What is under way may have been asked before the change that the caller knows of.
    await this.#asking;
    await this.#ask();
    this.#wait.wake();
    return this.status;
  }

  dispose(): void {
    clearTimeout(this.#debounce);
    this.#over.abort();
  }

  get #disposed(): boolean {
    return this.#over.signal.aborted;
  }

  async #start(): Promise<SyncStatus> {
    // Loaded before the store is read, so that the stored bundle is in force as soon as it has been read.
    this.#open = (await import('../../engine/policy/index.ts')).openBundle;
    await this.#readStore();
    try {
      this.#connection = createConnection(this.#options);
    } catch (error) {
      this.#report(stateOf(error), asTakumoError(error));
      return this.status;
    }
    await this.#ask();
    if (!this.#disposed) void this.#follow();
    return this.status;
  }

  async #readStore(): Promise<void> {
    const { store, pinnedKey } = this.#options;
    const [floor, stored] = await Promise.all([
      within(this.#timings.requestTimeout, store.readFloor()),
      within(this.#timings.requestTimeout, store.readBundle()),
    ]);
    if (this.#disposed) return;
    if (floor?.organization === pinnedKey.organization) this.#floor = floor;
    if (stored === undefined) return;
    try {
      this.#take(this.#verified(stored, true), stored);
    } catch (error) {
      this.#options.log.warn(`The stored policy bundle is not used: ${asTakumoError(error).message}`);
    }
  }

  /** Asks for the bundle, one request at a time; a call while one is under way waits for it and has another one follow. */
  #ask(): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return this.#asking;
    }
    this.#askAgain = false;
    this.#asking = this.#askOnce().finally(() => {
      this.#asking = undefined;
      if (this.#askAgain) void this.#ask();
    });
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    if (this.#connection === undefined || this.#disposed) return;
    const answer = await fetchBundle({
      connection: this.#connection,
      path: `v1/policy/bundle${this.#query}`,
      etag: this.#etag,
      timeout: this.#timings.requestTimeout,
      signal: this.#over.signal,
    });
    if (!this.#disposed) this.#settle(answer);
  }

  #settle(answer: BundleAnswer): void {
    if (answer.kind === 'failed') {
      this.#fail(answer.state, answer.error);
      return;
    }
    try {
      if (answer.kind === 'bundle') this.#accept(answer.signed, answer.etag);
      else this.#checkExpiry();
    } catch (error) {
      this.#fail('invalid', asTakumoError(error));
      return;
    }
    this.#failures = 0;
    this.#lastSync = this.#options.clock.now();
    this.#report('connected', undefined);
    this.#askForAnnounced();
  }

  #fail(state: SyncState, error: TakumoError): void {
    this.#failures += 1;
    this.#report(state, error);
    // Without a stream each attempt to open it asks; with one nobody else would before the next poll.
    if (this.#streaming) this.#askSoon(this.#backoff(this.#failures));
  }

  #accept(signed: unknown, etag: string | undefined): void {
    const bundle = this.#verified(signed, false);
    // The same revision comes again when its expiry is renewed; an older issue of it is a replay.
    if (this.#bundle?.revision === bundle.revision && bundle.issuedAt < this.#bundle.issuedAt) {
      throw new TakumoError('bundle-stale-revision', 'The policy bundle is an older issue of the revision in force.');
    }
    this.#etag = etag;
    const envelope = signed as SignedBundle;
    if (envelope.payload === this.#payload) return;
    const floor = { organization: bundle.organization, revision: bundle.revision, failMode: bundle.failMode };
    this.#floor = floor;
    this.#take(bundle, envelope);
    this.#storing = this.#storing.then(() => this.#store(floor, envelope));
  }

  /** The floor first: a bundle without it could be replaced by an older one. */
  async #store(floor: RevisionFloor, { payload, signature, keyId }: SignedBundle): Promise<void> {
    const { store, log } = this.#options;
    try {
      await store.writeFloor(floor);
      await store.writeBundle({ payload, signature, keyId });
    } catch {
      log.warn('The policy bundle is in force and could not be stored.');
    }
  }

  /** The server says that nothing changed; what it gave may have expired all the same. */
  #checkExpiry(): void {
    if (this.#bundle === undefined || this.#options.clock.now() < this.#bundle.expiresAt) return;
    this.#etag = undefined;
    throw new TakumoError('bundle-expired', 'The policy bundle has expired, and the server has no newer one.');
  }

  #verified(signed: unknown, allowExpired: boolean): PolicyBundle {
    const { pinnedKey, verify, clock } = this.#options;
    const publicKey = new Uint8Array(Buffer.from(pinnedKey.publicKey, 'base64'));
    const floor = Math.max(this.#floor?.revision ?? 0, this.#bundle?.revision ?? 0);
    return this.#open!({ signed, pinned: { ...pinnedKey, publicKey }, verify, clock, floor, allowExpired });
  }

  /** Puts a bundle in force. */
  #take(bundle: PolicyBundle, { payload }: SignedBundle): void {
    this.#bundle = bundle;
    this.#payload = payload;
    this.#options.log.info(`policy revision ${bundle.revision} is in force`);
    this.#options.onBundle(bundle);
  }

  /** The stream announced a revision that wasn't served yet: a cache on the way, or a replica behind. */
  #askForAnnounced(): void {
    if ((this.#bundle?.revision ?? 0) >= this.#announced) this.#retries = 0;
    else if (this.#retries < mostRetries) {
      this.#retries += 1;
      this.#askSoon(this.#timings.backoffFirst * 2 ** this.#retries);
    }
  }

  #askSoon(delay: number): void {
    clearTimeout(this.#debounce);
    if (!this.#disposed) this.#debounce = setTimeout(() => void this.#ask(), delay);
  }

  /** Opens the stream, again and again, until disposed. */
  async #follow(): Promise<void> {
    for (let attempt = 0; !this.#disposed; attempt += 1) {
      const opened = await this.#followOnce();
      if (this.#disposed) return;
      if (opened) attempt = 0;
      await this.#wait.until(this.#backoff(attempt));
      if (!this.#disposed) await this.#ask();
    }
  }

  /** Doubles with each attempt up to the highest; not before the server's own `Retry-After` within it. */
  #backoff(attempt: number): number {
    const { backoffFirst, backoffHighest } = this.#timings;
    const asked = Math.min(this.#error?.details.retryAfterMs ?? 0, backoffHighest);
    return Math.max(asked, jittered(Math.min(backoffHighest, backoffFirst * 2 ** Math.min(attempt, 20))));
  }

  async #followOnce(): Promise<boolean> {
    let opened = false;
    let poll: ReturnType<typeof setTimeout> | undefined;
    const pollLater = (): void => {
      poll = setTimeout(() => {
        void this.#ask();
        pollLater();
      }, jittered(this.#timings.poll));
    };
    const error = await followStream({
      connection: this.#connection!,
      path: `v1/policy/stream${this.#query}`,
      timings: this.#timings,
      lastEventId: this.#lastEventId,
      signal: this.#over.signal,
      onOpen: () => {
        opened = true;
        this.#setStreaming(true);
        pollLater();
        // A change between the last answer and now was announced to nobody.
        void this.#ask();
      },
      onRevision: (revision) => {
        if (revision !== undefined && revision <= (this.#bundle?.revision ?? 0)) return;
        this.#announced = Math.max(this.#announced, revision ?? 0);
        this.#retries = 0;
        this.#askSoon(this.#timings.debounce);
      },
      onEventId: (id) => {
        this.#lastEventId = id;
      },
    });
    clearTimeout(poll);
    if (!opened && error) this.#options.log.warn(`The policy stream did not open: ${error.message}`);
    this.#setStreaming(false);
    return opened;
  }

  #setStreaming(streaming: boolean): void {
    if (this.#streaming === streaming || this.#disposed) return;
    this.#streaming = streaming;
    this.#options.onState(this.status);
  }

  #report(state: SyncState, error: TakumoError | undefined): void {
    if (this.#disposed) return;
    const { revision } = this.#reported ?? {};
    const changed =
      this.#state !== state || this.#error?.code !== error?.code || revision !== (this.#bundle?.revision ?? 0);
    this.#state = state;
    this.#error = error;
    if (!changed && this.#reported !== undefined) return;
    this.#reported = this.status;
    if (error) this.#options.log.warn(`policy sync is ${state}: ${error.message}`);
    this.#options.onState(this.#reported);
  }
}

/** What the store gives, or undefined when it fails or takes too long: a locked keyring must not keep the guard from starting. */
function within<T>(milliseconds: number, read: Promise<T | undefined>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    read.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}

function stateOf(error: unknown): SyncState {
  return isTakumoError(error) && error.code === 'sync-unauthorized' ? 'unauthorized' : 'offline';
}

function asTakumoError(error: unknown): TakumoError {
  return isTakumoError(error) ? error : new TakumoError('bundle-malformed', "The policy bundle can't be read.");
}

/** Half to all of it, so that many editors don't come back at the same moment. */
function jittered(milliseconds: number): number {
  return milliseconds * (0.5 + Math.random() / 2);
}

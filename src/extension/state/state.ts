/**
 * Posture and ZDR of this window, in one store that survives reloads. An organization's hold always wins, and says who holds it.
 * Pausing lives in memory only: it ends by itself after five minutes, at a restart, or when an organization forbids it.
 */
import type { Posture } from '../../engine/model.ts';
import { type Disposable, Listeners } from '../store.ts';

/** vscode's Memento, as far as it is used. */
export interface Storage {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** A setting that an organization gives; `locked`: nobody here may change it. */
interface Given<T> {
  readonly value: T;
  readonly locked: boolean;
}

/** What an organization's policy says of the switches. `by` is its display name. */
export interface Organization {
  readonly by: string;
  readonly zdr?: Given<boolean>;
  readonly posture?: Given<Posture>;
  /** `{ value: false, locked: true }`: pausing is forbidden. */
  readonly pause?: Given<boolean>;
}

/** The switches that an organization holds. */
export type Switch = 'zdr' | 'posture' | 'pause';

/** The result of a switch: done, or refused because somebody holds it. */
export type Switched = { readonly done: true } | { readonly done: false; readonly heldBy: string };

export const pauseMs = 5 * 60_000;
const monitorKey = 'takumo.monitor';
const zdrKey = 'takumo.zdr';

export interface StateOptions {
  /** Monitor is kept for each workspace, ZDR for the person. */
  readonly workspace: Storage;
  readonly global: Storage;
  readonly now: () => number;
  readonly setTimer?: (run: () => void, ms: number) => Disposable;
}

export class GuardState implements Disposable {
  readonly #options: StateOptions;
  readonly #changed = new Listeners<void>();
  #organization: Organization | undefined;
  #pausedUntil = 0;
  #timer: Disposable | undefined;

  constructor(options: StateOptions) {
    this.#options = options;
  }

  readonly onDidChange = this.#changed.on;

  get posture(): Posture {
    if (this.pausedForMs > 0) return 'paused';
    return this.#monitor() ? 'monitor' : 'protect';
  }

  get zdr(): boolean {
    const given = this.#organization?.zdr;
    if (given?.locked === true && given.value) return true;
    return this.#options.global.get<boolean>(zdrKey) ?? given?.value ?? false;
  }

  /** Milliseconds until protection resumes; 0 when not paused. */
  get pausedForMs(): number {
    return Math.max(0, this.#pausedUntil - this.#options.now());
  }

  /** Who holds a switch, if anybody does. */
  heldBy(name: Switch): string | undefined {
    const organization = this.#organization;
    if (organization === undefined) return undefined;
    const given = organization[name];
    // ZDR can be held on but not off, pausing forbidden but not imposed: what protects more stays the user's choice.
    const held = given?.locked === true && (name === 'posture' || given.value === (name === 'zdr'));
    return held ? organization.by : undefined;
  }

  /** Sets what the organization says; a pause it forbids ends at once. */
  setOrganization(organization: Organization | undefined): void {
    this.#organization = organization;
    if (this.heldBy('pause') !== undefined) this.#endPause();
    this.#changed.fire();
  }

  async toggleMonitor(): Promise<Switched> {
    const heldBy = this.heldBy('posture');
    if (heldBy !== undefined) return { done: false, heldBy };
    // While paused, the switch means "protect me again", whatever was stored.
    const next = this.posture === 'protect';
    this.#endPause();
    await this.#options.workspace.update(monitorKey, next);
    this.#changed.fire();
    return { done: true };
  }

  async toggleZdr(): Promise<Switched> {
    const heldBy = this.heldBy('zdr');
    if (heldBy !== undefined) return { done: false, heldBy };
    await this.#options.global.update(zdrKey, !this.zdr);
    this.#changed.fire();
    return { done: true };
  }

  pause(): Switched {
    const heldBy = this.heldBy('pause');
    if (heldBy !== undefined) return { done: false, heldBy };
    this.#endPause();
    this.#pausedUntil = this.#options.now() + pauseMs;
    this.#timer = (this.#options.setTimer ?? timer)(() => this.resume(), pauseMs);
    this.#changed.fire();
    return { done: true };
  }

  resume(): void {
    this.#endPause();
    this.#changed.fire();
  }

  /** Tells listeners to read again: another window may have switched ZDR. */
  refresh(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#endPause();
  }

  #monitor(): boolean {
    const given = this.#organization?.posture;
    if (given?.locked === true) return given.value === 'monitor';
    return this.#options.workspace.get<boolean>(monitorKey) ?? given?.value === 'monitor';
  }

  #endPause(): void {
    this.#pausedUntil = 0;
    this.#timer?.dispose();
    this.#timer = undefined;
  }
}

function timer(run: () => void, ms: number): Disposable {
  const handle = setTimeout(run, ms);
  return { dispose: () => clearTimeout(handle) };
}

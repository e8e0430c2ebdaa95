/**
 * Blocked requests that wait for a person. Each waits up to a limit and is then refused; several wait side by side; the requests of one
 * run are asked once, together. Nothing here knows a value: "always here" works on keyed fingerprints.
 */
import type { ToolAsk } from '../../engine/guard/inbound.ts';
import type { Surface } from '../../engine/model.ts';
import { type Disposable, Listeners } from '../store.ts';

/** One detection of a blocked request, as it is shown. */
export interface HoldDetection {
  readonly title: string;
  readonly policy: string;
  readonly path?: string;
  readonly line?: number;
}

export interface HoldRequest {
  readonly surface: Surface;
  /** The model's display name. */
  readonly model: string;
  /** The choices stand in a chat answer, so no notification shows them. */
  readonly inAnswer?: boolean;
  readonly detections: readonly HoldDetection[];
  /** An organization locked the policy: "always" is not offered, and neither is sending when `sendable` is false. */
  readonly locked: boolean;
  /** Keyed fingerprints of what was blocked (see fingerprints.ts). */
  readonly fingerprints: readonly string[];
  /** Requests of one agent run share this key: they are asked once. */
  readonly run?: string;
  /** A tool call whose arguments would carry values out is held, not a request: "send" restores them, anything else keeps the tokens. `preview`: the argument, with its tokens. */
  readonly tool?: HeldTool;
}

export interface HeldTool {
  readonly name: string;
  readonly sink: ToolAsk;
  readonly preview?: string;
  /** Whose values would go. */
  readonly tokens: readonly string[];
}

export type HoldAnswer = 'send' | 'always' | 'refuse';
/** How a hold ended; `timeout`, `cancelled` and `refuse` send nothing. */
export type HoldOutcome = 'send' | 'refuse' | 'timeout' | 'cancelled';

export interface WaitingHold {
  readonly id: number;
  readonly request: HoldRequest;
  /** Milliseconds since the epoch at which it is refused. */
  readonly deadline: number;
}

/** What a person allowed for good, outside the repository. */
export interface AlwaysStore {
  has(fingerprint: string): boolean;
  add(fingerprints: readonly string[]): void;
  clear(): void;
}

interface Waiter {
  readonly hold: WaitingHold;
  readonly settle: (outcome: HoldOutcome) => void;
  readonly outcome: Promise<HoldOutcome>;
  users: number;
}

/** A run's answers are remembered for the newest runs only. */
const rememberedRuns = 64;

export class Holds implements Disposable {
  readonly #waiting = new Map<number, Waiter>();
  readonly #answeredRuns = new Map<string, ReadonlySet<string>>();
  /** By run and tool: what was said about each token. */
  readonly #answeredTools = new Map<string, ReadonlyMap<string, 'send' | 'refuse'>>();
  readonly #changed = new Listeners<void>();
  readonly #asked = new Listeners<WaitingHold>();
  readonly #always: AlwaysStore;
  readonly #now: () => number;
  #nextId = 1;

  constructor(always: AlwaysStore, now: () => number) {
    this.#always = always;
    this.#now = now;
  }

  readonly onDidChange = this.#changed.on;
  /** Fires when a person must be asked. */
  readonly onDidAsk = this.#asked.on;

  get waiting(): readonly WaitingHold[] {
    return [...this.#waiting.values()].map((waiter) => waiter.hold);
  }

  /** Waits for the person's answer. Resolves at once when the answer is already known; never rejects. */
  ask(request: HoldRequest, options: { seconds: number; signal?: AbortSignal }): Promise<HoldOutcome> {
    if (options.signal?.aborted === true) return Promise.resolve('cancelled');
    if (this.#known(request)) return Promise.resolve('send');
    const said = this.#saidOf(request);
    if (said !== undefined) return Promise.resolve(said);
    const joined = [...this.#waiting.values()].find((waiter) => joins(waiter.hold.request, request));
    const waiter = joined ?? this.#start(request, options.seconds);
    waiter.users += 1;
    return this.#follow(waiter, options.signal);
  }

  /** Answers one waiting request. "always" is taken as "send" where the policy is locked. False when it no longer waits. */
  answer(id: number, answer: HoldAnswer): boolean {
    const waiter = this.#waiting.get(id);
    if (waiter === undefined) return false;
    const { request } = waiter.hold;
    if (answer === 'always' && !request.locked && request.tool === undefined) this.#always.add(request.fingerprints);
    if (answer !== 'refuse') this.#remember(request);
    this.#rememberTool(request, answer === 'refuse' ? 'refuse' : 'send');
    waiter.settle(answer === 'refuse' ? 'refuse' : 'send');
    return true;
  }

  /** Refuses whatever waits and forgets the runs, as a new session does. */
  reset(): void {
    this.#answeredRuns.clear();
    this.#answeredTools.clear();
    for (const waiter of this.#waiting.values()) waiter.settle('refuse');
  }

  dispose(): void {
    this.reset();
  }

  #known(request: HoldRequest): boolean {
    if (request.fingerprints.length === 0 || request.tool !== undefined) return false;
    const run = request.run === undefined ? undefined : this.#answeredRuns.get(request.run);
    return request.fingerprints.every((mark) => run?.has(mark) === true || (!request.locked && this.#always.has(mark)));
  }

  /** What a person said in this run about every token of this tool's call; nothing when one of them is new, or was answered otherwise. */
  #saidOf(request: HoldRequest): 'send' | 'refuse' | undefined {
    const name = toolInRun(request);
    const said = name === undefined ? undefined : this.#answeredTools.get(name);
    const answers = new Set(request.tool?.tokens.map((token) => said?.get(token)));
    const [answer] = answers;
    return answers.size === 1 ? answer : undefined;
  }

  #start(request: HoldRequest, seconds: number): Waiter {
    const id = this.#nextId++;
    const { promise, resolve } = deferred();
    const limit = setTimeout(() => settle('timeout'), seconds * 1000);
    const settle = (outcome: HoldOutcome): void => {
      clearTimeout(limit);
      if (!this.#waiting.delete(id)) return;
      resolve(outcome);
      this.#changed.fire();
    };
    const hold = { id, request, deadline: this.#now() + seconds * 1000 };
    const waiter: Waiter = { hold, settle, outcome: promise, users: 0 };
    this.#waiting.set(id, waiter);
    this.#changed.fire();
    this.#asked.fire(hold);
    return waiter;
  }

  /** Cancelling one of several requests that wait together cancels only that one. */
  #follow(waiter: Waiter, signal: AbortSignal | undefined): Promise<HoldOutcome> {
    if (signal === undefined) return waiter.outcome;
    const { promise, resolve } = deferred();
    const abort = (): void => {
      waiter.users -= 1;
      if (waiter.users === 0) waiter.settle('cancelled');
      resolve('cancelled');
    };
    signal.addEventListener('abort', abort, { once: true });
    void waiter.outcome.then((outcome) => {
      signal.removeEventListener('abort', abort);
      resolve(outcome);
    });
    return promise;
  }

  #remember(request: HoldRequest): void {
    if (request.run === undefined || request.tool !== undefined) return;
    const before = this.#answeredRuns.get(request.run);
    this.#answeredRuns.delete(request.run);
    this.#answeredRuns.set(request.run, new Set([...(before ?? []), ...request.fingerprints]));
    dropOldest(this.#answeredRuns);
  }

  #rememberTool(request: HoldRequest, answer: 'send' | 'refuse'): void {
    const name = toolInRun(request);
    if (name === undefined) return;
    const said = new Map(this.#answeredTools.get(name));
    for (const token of request.tool?.tokens ?? []) said.set(token, answer);
    this.#answeredTools.delete(name);
    this.#answeredTools.set(name, said);
    dropOldest(this.#answeredTools);
  }
}

/**
 * A tool of one run, where an answer may hold for the run. A command and a call of the network may go anywhere with each call, so they are
 * asked about every time.
 */
function toolInRun({ run, tool }: HoldRequest): string | undefined {
  return run === undefined || tool?.sink !== 'tool' || tool.tokens.length === 0 ? undefined : `${run}\0${tool.name}`;
}

function dropOldest(runs: Map<string, unknown>): void {
  const oldest = runs.keys().next();
  if (runs.size > rememberedRuns && oldest.done !== true) runs.delete(oldest.value);
}

/** A request joins one that waits when it belongs to the same run (and tool) and holds nothing that the person isn't being asked about. */
function joins(waiting: HoldRequest, request: HoldRequest): boolean {
  const tool = toolInRun(request);
  if (tool !== undefined) {
    const asked = new Set(waiting.tool?.tokens);
    return toolInRun(waiting) === tool && (request.tool?.tokens ?? []).every((token) => asked.has(token));
  }
  const asked = new Set(waiting.fingerprints);
  return (
    request.run !== undefined &&
    request.tool === undefined &&
    waiting.tool === undefined &&
    waiting.run === request.run &&
    waiting.locked === request.locked &&
    request.fingerprints.every((mark) => asked.has(mark))
  );
}

function deferred(): { promise: Promise<HoldOutcome>; resolve: (outcome: HoldOutcome) => void } {
  let resolve: (outcome: HoldOutcome) => void = () => undefined;
  const promise = new Promise<HoldOutcome>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

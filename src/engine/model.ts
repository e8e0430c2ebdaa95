/**
 * The nouns of the guard: what a detector finds, what a policy decides, what stands in a receipt. Plain readonly data; no type here
 * but `Redacted` and `KnownValue` can carry a secret's value.
 */

/** The categories a placeholder can name, in the order they are shown. */
export const categories = ['KEY', 'SECRET', 'CONN', 'HOST', 'TOKEN', 'USER', 'PII'] as const;
export type Category = (typeof categories)[number];

/** A half-open range of UTF-16 code units in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type FindingKind = 'secret' | 'pii';
export type Confidence = 'low' | 'medium' | 'high' | 'certain';

/** 1: the format is certain (checksum, structure) · 2: a vendor's prefix · 3: a keyword and the score · 4: the score alone. */
export type Tier = 1 | 2 | 3 | 4;

/** A place in a text where a secret stands. It holds no value: whoever has the text can slice it. */
export interface Finding extends Span {
  /** Stable id of the rule, in kebab case: `aws-access-key-id`, `known-value`, `policy:<policy name>`. */
  readonly rule: string;
  readonly category: Category;
  readonly kind: FindingKind;
  readonly confidence: Confidence;
  readonly tier: Tier;
  /** Eight characters or more and rare enough by the score: matched everywhere in the session, in every spelling. */
  readonly distinctive: boolean;
  /** What was found, for a person: `AWS access key id`. */
  readonly title: string;
  /** The evidence, without any part of the value. */
  readonly why: string;
}

/** A secret known before any text is read: a value of a workspace's `.env` file, a provider's API key. */
export interface KnownValue {
  readonly value: string;
  readonly category: Category;
  /** The rule it is reported under: `known-value` unless something more telling is known. */
  readonly rule: string;
  readonly title: string;
  /** Where it was read: a workspace-relative path and a 1-based line, where there is one. */
  readonly path?: string;
  readonly line?: number;
}

/** A detection as the public API gives it: never the value. `line` and `column` are 1-based; `length` in UTF-16 code units. */
export interface Detection {
  readonly type: string;
  readonly category: Category;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly token: string;
}

export type Enforcement = 'block' | 'warn' | 'monitor';
export type Transform = 'tokenize' | 'redact' | 'none';
export type PolicySource = 'built-in' | 'user' | 'workspace' | 'organization' | 'team' | 'repository';

/** What the policies say of one finding. */
export interface Decision {
  readonly enforcement: Enforcement;
  readonly transform: Transform;
  /** The name of the policy that won. */
  readonly policy: string;
  readonly source: PolicySource;
  /** An organization holds it: no button may loosen it. */
  readonly locked: boolean;
  /** The revision of the bundle it came from; 0 for built-in and local policies. */
  readonly revision: number;
  readonly message?: string;
  /** Why, one sentence a step, for `explain`. */
  readonly because: readonly string[];
}

export type Surface = 'chat' | 'agent' | 'participant' | 'editor' | 'terminal' | 'gateway' | 'self-test' | 'cli';
export type Posture = 'protect' | 'monitor' | 'paused';
export type Severity = 'error' | 'warning' | 'info';

/** Where a restored value goes. `prose` is Markdown that will be rendered; `plain` is text that nothing interprets. */
export type Sink = 'prose' | 'code' | 'shell' | 'plain';

/** A token in a tool call that leaves the editor: `restore` it (with a finding), `ask` a person, or `keep` the token. */
export const toolSinkRules = ['restore', 'ask', 'keep'] as const;
export type ToolSinkRule = (typeof toolSinkRules)[number];

/** What an organization or a user says of values that come back. */
export interface RehydratePolicy {
  /** `all`: prose and tools · `text`: prose only · `never`: nothing · a list: prose, and the tools it names. */
  readonly mode: 'all' | 'text' | 'never' | { readonly tools: readonly string[] };
  /** Categories that are never restored anywhere. */
  readonly neverCategories?: readonly Category[];
  /** For a tool that runs commands; `ask` unless said. */
  readonly shell?: ToolSinkRule;
  /** For a tool that reaches the network; `ask` unless said. */
  readonly network?: ToolSinkRule;
}

/** A count for each category or rule that has one. */
export type Counts = Readonly<Record<string, number>>;

/** One request's metadata: what left and what came back, without any content. Paths and lines are absent under ZDR. */
export interface Receipt {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly surface: Surface;
  readonly client: string;
  /** The same for all requests of one conversation; says nothing of it. */
  readonly conversation?: string;
  readonly model: string;
  readonly provider: string;
  readonly direction: 'outbound' | 'inbound' | 'both';
  /** `sent`: tokenized and sent · `blocked`: nothing left · `failed`: sent, and the provider answered with an error · `unguarded`: sent while paused. */
  readonly decision: 'sent' | 'blocked' | 'failed' | 'unguarded';
  readonly enforcement: Enforcement | 'none';
  readonly byCategory: Counts;
  readonly byDetector: Counts;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly tokensRestored: number;
  /** What could not be scanned, as media types: `image/png`. */
  readonly unscannable: readonly string[];
  readonly policies: readonly { readonly name: string; readonly revision: number }[];
  /** Milliseconds. `guard`: tokenizing; `upstream`: to the end of the answer; `inbound`: restoring and scanning, summed. */
  readonly durations: { readonly guard: number; readonly upstream: number; readonly inbound: number };
  /** Model tokens, as the provider counts them. */
  readonly usage?: { readonly input: number; readonly output: number; readonly cached?: number };
  readonly posture: Posture;
  readonly zdr: boolean;
  /** `path:line` of each detection; only with ZDR off. */
  readonly places?: readonly string[];
  /** Findings about the answer: an unsafe sink, a token in a shell call, a Sentinel rule. Ids only. */
  readonly findings: readonly string[];
}

/**
 * A value that must not be printed. Every way JavaScript has of turning an object into text gives `[redacted]`; only `reveal` gives the
 * value, so that each use is a line somebody can search for.
 */
export class Redacted<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. Each call site is a holder of values and is listed in docs/security-model.md. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]';
  }
}

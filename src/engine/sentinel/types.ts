/** The nouns of Sentinel: what a review finds in a piece of code, and the edit that would mend it. Plain readonly data. */
import type { Confidence, Severity, Span } from '../model.ts';

/** A weakness family: one word for a group of CWE numbers that a reader treats alike. Each has a file under `rules/`; `data`: unsafe reading of serialized data, `setting`: debug mode and file modes. */
export const families = [
  'sql',
  'command',
  'code',
  'xss',
  'crypto',
  'random',
  'tls',
  'secret',
  'data',
  'path',
  'request',
  'setting',
  'license',
] as const;
export type Family = (typeof families)[number];

/** How far a licence reaches: `strong` and `network` into linked code, `weak` into the same files, `restricted` limits use itself. */
export type LicenseCategory = 'strong' | 'network' | 'weak' | 'restricted';

/** Replaces `[start, end)` of the reviewed text, in UTF-16 code units, by `text`. */
export interface FixEdit extends Span {
  readonly text: string;
}

/** Edits that have been tried: the result parses with no new error and the finding is gone from it. They never overlap. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly FixEdit[];
}

/** A weakness at an exact place. No text of it holds a part of a secret's value. */
export interface SentinelFinding extends Span {
  /** 1-based. */
  readonly line: number;
  /** 1-based; the line of the last character. */
  readonly endLine: number;
  /** Stable id, in kebab case: `sql-built-query`; of licences `license/<spdx id>`. */
  readonly rule: string;
  /** The number of the CWE entry; 0 for licences. */
  readonly cwe: number;
  readonly family: Family;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What is wrong here, one sentence. */
  readonly message: string;
  /** Why it is a weakness. */
  readonly why: string;
  /** How an attacker uses it. */
  readonly attack: string;
  /** What safe code looks like. */
  readonly safe: string;
  readonly fix?: Fix;
  /** SPDX id; only of licence findings. */
  readonly license?: string;
  readonly category?: LicenseCategory;
}

export interface SentinelReview {
  /** Sorted by place; at most one for a rule at a place. */
  readonly findings: readonly SentinelFinding[];
  /** How long the review took, in milliseconds. */
  readonly ms: number;
  /** Why the text could not be looked at as a whole, one sentence: what stands in `findings` is true, but there may be more. */
  readonly incomplete?: string;
}

export interface ReviewRequest {
  readonly text: string;
  /** A VS Code language id, the info word of a fenced block (`ts`, `py`), or a name: what is unknown gets the lexical rules only. */
  readonly language: string;
  readonly path?: string;
  /** SPDX expression of the project the code lands in; without one, each copyleft licence is reported. */
  readonly projectLicense?: string;
}

export interface Sentinel {
  /** Reviews a file, a code block or a fragment of one. It never rejects and ends within its time limit. */
  review(request: ReviewRequest): Promise<SentinelReview>;
  /** Loads the grammar of a language ahead of its first use. It never rejects. */
  warm(language: string): Promise<void>;
}

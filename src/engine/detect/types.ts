/** What a rule is and what a detector gives. A rule is data plus at most one pure function, so that its fixtures are its whole test. */
import type { Category, Confidence, Finding, FindingKind, Tier } from '../model.ts';
import type { Alphabet } from './chars.ts';

/** The built-in policies that have rules; each rule belongs to exactly one. `policy/built-in.ts` says what they enforce. */
export const builtInPolicies = [
  'aws-keys',
  'database-urls',
  'stripe-keys',
  'github-tokens',
  'ai-provider-keys',
  'chat-and-registry-tokens',
  'jwt-and-bearer',
  'private-keys',
  'named-secrets',
  'private-hosts',
  'known-values',
  'pii',
] as const;
export type BuiltInPolicy = (typeof builtInPolicies)[number];

/** What the world may know of a rule. `source`: the address of the vendor's description of the format, or `observed`. */
export interface RuleInfo {
  readonly id: string;
  readonly title: string;
  readonly category: Category;
  readonly kind: FindingKind;
  readonly tier: Tier;
  readonly source: string;
  readonly policy: BuiltInPolicy;
}

export interface DetectContext {
  /** A workspace-relative path or a file name: its kind (`.env`, lock file, Markdown) is evidence. */
  readonly path?: string;
  readonly languageId?: string;
}

export interface Detector {
  /** Findings of a text: sorted, inside the text, not overlapping. Never throws; linear in the text's length. */
  detect(text: string, context?: DetectContext): readonly Finding[];
}

/** What a verifier answers: the exact span of the value, and how it differs from what the rule promises. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly confidence?: Confidence;
  readonly tier?: Tier;
  readonly title?: string;
  readonly why?: string;
  /** A published example of a vendor's documentation: reported only when examples are asked for. */
  readonly example?: boolean;
}

/** The text under the scan and what is known of it; one per call. */
export interface Scan {
  readonly text: string;
  readonly file: FileKind;
  /** Where the last assignment's name that was judged ends, so that `api_secret_key` is judged once. */
  judged: number;
}

/** `env`, `config`, `code`, `prose`, `lock` (generated, full of hashes) or `unknown`. */
export type FileKind = 'env' | 'config' | 'code' | 'prose' | 'lock' | 'unknown';

/** A verifier looks only at a bounded window round [at, end), where one of its rule's literals stands (folded to lower case). */
export type Verify = (scan: Scan, at: number, end: number) => Match | readonly Match[] | undefined;

/** A prefix, then a run of one alphabet whose length lies in [min, max]; nothing of the alphabet may follow. */
export interface Shape {
  /** Exactly as the vendor writes them; the rule's literals. */
  readonly prefixes: readonly string[];
  readonly alphabet: Alphabet;
  readonly min: number;
  readonly max: number;
  /** What may not follow the value; letters, digits and the alphabet itself unless said otherwise. */
  readonly edge?: Alphabet;
  /** Grades what has the shape: `undefined` drops it. */
  readonly grade?: (value: string, prefix: string) => Confidence | undefined;
}

interface RuleData {
  readonly id: string;
  readonly title: string;
  readonly category: Category;
  readonly kind?: FindingKind;
  readonly tier: Tier;
  readonly confidence: Confidence;
  readonly source: string;
  /** The evidence, one phrase for a person. */
  readonly why?: string;
  /** The span holds everything that belongs to the secret (a URL, an armored block): it wins over what was found inside. */
  readonly whole?: boolean;
}

/** Either a shape, or literals and a verifier. */
export type Rule = RuleData &
  (
    | { readonly shape: Shape; readonly literals?: undefined; readonly verify?: undefined }
    | { readonly shape?: undefined; readonly literals: readonly string[]; readonly verify: Verify }
  );

/** The rules of one provider or family. */
export interface RuleFamily {
  readonly policy: BuiltInPolicy;
  readonly rules: readonly Rule[];
}

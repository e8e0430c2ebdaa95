/** The nouns of policies: what a policy says, where it comes from, what is in force, and what an organization's bundle carries. */

import type { Detector } from '../detect/types.ts';
import type { TakumoError } from '../errors.ts';
import type {
  Category,
  Decision,
  Enforcement,
  Finding,
  PolicySource,
  Posture,
  RehydratePolicy,
  Span,
  Surface,
  Transform,
} from '../model.ts';
import type { Clock, VerifySignature } from '../ports.ts';

export type Direction = 'outbound' | 'inbound' | 'both';
export type FailMode = 'fail_closed' | 'fail_open';

/** One policy as one source states it. Without a matcher it changes the mode of the built-in policy of that name. */
export interface Policy {
  readonly name: string;
  readonly description: string;
  readonly category: Category;
  readonly enforcement: Enforcement;
  readonly transform: Transform;
  readonly direction: Direction;
  readonly enabled: boolean;
  /** A narrower scope can't loosen it, and no button may. Takes effect only in an organization's bundle. */
  readonly locked: boolean;
  readonly message?: string;
  /** Milliseconds since the epoch; from then on it is as if the policy weren't there. */
  readonly expires?: number;
  readonly matcher?: PolicyMatcher;
}

/** What a custom policy looks for, compiled. Linear in the text's length, and never throws. */
export interface PolicyMatcher {
  /** The same for the same pattern and matchers: such policies are one policy, whatever their names. */
  readonly key: string;
  /** True when the path can hold a match. A path that isn't known may be any path, so it applies. */
  appliesTo(path: string | undefined): boolean;
  /** Folded; a text that holds none of them holds no match. Undefined: nothing of the kind is known. */
  readonly literals: readonly string[] | undefined;
  /** The spans in order, not overlapping, none empty. */
  find(text: ScanText): readonly Span[];
  /** What a person should know of how it runs: `has no literal, so it runs over the whole text`. */
  readonly notes: readonly string[];
}

/** A text under scan; its folded form is made at most once for all policies. */
export interface ScanText {
  readonly text: string;
  /** Lower case, of the same length: offsets are those of `text`. */
  readonly folded: string;
}

/** The policies of one place: a user's file, a workspace's file, one scope of a bundle. */
export interface PolicySourceInput {
  readonly source: Exclude<PolicySource, 'built-in'>;
  readonly policies: readonly Policy[];
  /** Where a person can open it: a workspace-relative path or a file name. */
  readonly origin?: string;
  /** The bundle's revision; 0 or absent for local files. */
  readonly revision?: number;
}

/** A setting that an organization gives, and may hold. */
export interface HeldSetting<T> {
  readonly value: T;
  readonly locked: boolean;
}

export interface PolicySettings {
  readonly zdr?: HeldSetting<boolean>;
  readonly posture?: HeldSetting<Posture>;
  /** `{ value: false, locked: true }`: the guard can't be paused. */
  readonly pause?: HeldSetting<boolean>;
  readonly unscannable?: HeldSetting<'allow' | 'warn' | 'block'>;
  /** Where values of an answer may go. */
  readonly rehydrate?: HeldSetting<RehydratePolicy>;
}

/** A verified bundle of an organization. */
export interface PolicyBundle {
  readonly organization: string;
  readonly scope: { readonly team?: string; readonly repository?: string };
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly failMode: FailMode;
  readonly settings: PolicySettings;
  readonly sources: readonly PolicySourceInput[];
}

/** A bundle as it travels: base64 of RFC 8785 canonical JSON, and an Ed25519 signature (base64) over those JSON bytes. */
export interface SignedBundle {
  readonly payload: string;
  readonly signature: string;
  readonly keyId: string;
}

/** What outlives the bundle itself, kept where other programs can't write: a lower revision is refused, also after the file is gone. */
export interface RevisionFloor {
  readonly organization: string;
  readonly revision: number;
  readonly failMode: FailMode;
}

export interface OpenBundleOptions {
  /** What came from the server or the disk, parsed or not yet trusted in any way. */
  readonly signed: unknown;
  readonly pinned: { readonly organization: string; readonly keyId: string; readonly publicKey: Uint8Array };
  readonly verify: VerifySignature;
  readonly clock: Clock;
  /** The highest revision seen; a lower one is refused. */
  readonly floor?: number;
  /** The last good bundle is read again after its expiry: what then holds is its fail mode's matter. */
  readonly allowExpired?: boolean;
}

export interface DecideContext {
  readonly surface: Surface;
  readonly direction: 'outbound' | 'inbound';
  readonly path?: string;
  readonly model?: string;
}

/** One policy of one source, and whether it is in force. */
export interface PolicyState {
  readonly name: string;
  readonly description: string;
  readonly source: PolicySource;
  readonly enforcement: Enforcement;
  readonly transform: Transform;
  readonly direction: Direction;
  readonly enabled: boolean;
  readonly locked: boolean;
  readonly inForce: boolean;
  readonly revision: number;
  readonly builtIn: boolean;
  readonly origin?: string;
  readonly expires?: number;
  /** Why it is or isn't in force, and what a person should know of it; plain sentences. */
  readonly notes: readonly string[];
}

export interface PolicySetOptions {
  /** The user's and the workspace's policies, already parsed. A bundle's are given as `bundle`. */
  readonly sources: readonly PolicySourceInput[];
  readonly clock: Clock;
  /** The user's setting `takumo.policies.modes`, read by `readModes`. */
  readonly modes?: ReadonlyMap<string, Enforcement>;
  /** The user's settings `takumo.restore.*`, read by `readRestore`; absent when the user set none. */
  readonly restore?: RehydratePolicy;
  /** The last good bundle, expired or not. */
  readonly bundle?: PolicyBundle;
  /** What is known of an organization whose bundle is missing. */
  readonly floor?: RevisionFloor;
  /** The detector's word on which built-in policy a rule belongs to: `listRules()`. It decides where the words of the rule's id don't. */
  readonly rules?: readonly { readonly id: string; readonly policy: string }[];
}

/** What is in force, immutable but for time: a policy or a bundle that expires does so without a new set. */
export interface PolicySet {
  /** The bundle's revision; 0 without one. */
  readonly revision: number;
  readonly failMode: FailMode;
  readonly organization: string | undefined;
  readonly settings: PolicySettings;
  /** The `pii` policy is on: make the base detector with `{ pii: true }`. */
  readonly pii: boolean;
  /** Asked before anything is sent: an `outbound-refused` when the organization says so and its policy is missing or expired. */
  refusal(): TakumoError | undefined;
  decide(finding: Finding, context: DecideContext): Decision;
  /** The base detector's findings and those of the custom policies in force, sorted and not overlapping. */
  patternDetector(base: Detector): Detector;
  describe(): readonly PolicyState[];
}

/** A finding which several rules made: `also` names the others, and the strictest policy of all decides. */
export interface JoinedFinding extends Finding {
  readonly also?: readonly string[];
}

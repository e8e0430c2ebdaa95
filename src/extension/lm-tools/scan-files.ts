/** Secrets in texts and files, as findings with their places and never a value. Shared by the tools for agents and by `@takumo`. */
import type { Category, Confidence, FindingKind } from '../../engine/model.ts';

/** A finding with its place. No part of it is the value. */
export interface ScanFinding {
  /** Absent for a text that is no file. */
  readonly path?: string;
  /** 1-based, of the file. */
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly kind: FindingKind;
  readonly category: Category;
  readonly confidence: Confidence;
  /** What it is, in English: `AWS access key id`. */
  readonly title: string;
  /** The evidence, in English. */
  readonly why: string;
}

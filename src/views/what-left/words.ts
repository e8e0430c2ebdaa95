/** Every word that is said about receipts. The extension localizes them: its native views use them, and a webview is handed them. */
import type { Category, Receipt, Surface } from '../../engine/model.ts';

export interface ReceiptWords {
  readonly decisions: Readonly<Record<Receipt['decision'], string>>;
  readonly surfaces: Readonly<Record<Surface, string>>;
  readonly categories: Readonly<Record<Category, string>>;
  readonly requests: string;
  readonly keptBack: string;
  readonly restored: string;
  readonly blocked: string;
  readonly unguarded: string;
  readonly nothingFound: string;
  readonly time: string;
  readonly model: string;
  /** `{0}` is a model, `{1}` who runs it. */
  readonly modelAt: string;
  readonly sent: string;
  readonly received: string;
  readonly found: string;
  readonly rules: string;
  readonly policies: string;
  readonly findings: string;
  readonly unscannable: string;
  readonly places: string;
  readonly added: string;
  readonly provider: string;
  readonly modelTokens: string;
  /** `{0}` in, `{1}` out. */
  readonly inOut: string;
  /** `{0}` in, of these `{1}` from the provider's cache, `{2}` out. */
  readonly inCachedOut: string;
  /** A name and a count or a value: `{0}: {1}`. */
  readonly pair: string;
}

/** What the tab "What Left" says beside that. */
export interface WhatLeftWords extends ReceiptWords {
  readonly title: string;
  readonly intro: string;
  readonly zdr: string;
  readonly empty: string;
  readonly noMatch: string;
  readonly openChat: string;
  /** `{0}`: how many. */
  readonly damaged: string;
  /** `{0}` shown, `{1}` kept. */
  readonly onlyNewest: string;
  readonly search: string;
  /** `{0}` of `{1}` requests match. */
  readonly matches: string;
  readonly clearSearch: string;
  /** `{0}`: how many conversations follow. */
  readonly more: string;
  readonly exportJson: string;
  readonly copyText: string;
  readonly conversations: string;
}

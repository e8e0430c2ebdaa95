/** The typed messages between the extension and the "What Left" view. They carry receipts (metadata) and already localized words. */
import type { Receipt } from '../../engine/model.ts';

/** Every word the view shows, localized by the extension: a webview has no l10n of its own. */
export interface WhatLeftWords {
  readonly title: string;
  readonly intro: string;
  readonly zdr: string;
  readonly empty: string;
  readonly damaged: string;
  readonly search: string;
  readonly requests: string;
  readonly keptBack: string;
  readonly restored: string;
  readonly blocked: string;
  readonly unguarded: string;
  readonly exportJson: string;
  readonly copyText: string;
  readonly time: string;
  readonly model: string;
  readonly decision: string;
  readonly secrets: string;
  readonly sent: string;
  readonly places: string;
  readonly policies: string;
  readonly findings: string;
  readonly unscannable: string;
  readonly none: string;
  readonly details: string;
  readonly duration: string;
  readonly decisions: Readonly<Record<Receipt['decision'], string>>;
}

export interface WhatLeftData {
  readonly type: 'data';
  readonly words: WhatLeftWords;
  /** BCP 47 tag for dates and numbers. */
  readonly language: string;
  /** Newest first. */
  readonly receipts: readonly Receipt[];
  readonly damaged: number;
  readonly zdr: boolean;
}

export type ToWhatLeft = WhatLeftData;

export type FromWhatLeft = { readonly type: 'ready' } | { readonly type: 'export' } | { readonly type: 'copy' };

/** Checks a message from the webview: anything else is ignored. */
export function readFromWhatLeft(message: unknown): FromWhatLeft | undefined {
  const type = (message as { type?: unknown } | null)?.type;
  return type === 'ready' || type === 'export' || type === 'copy' ? { type } : undefined;
}

/** A second window on the same folder, in the same browser profile and of the same server, driven from a test in the first one. */
import { call } from './bridge.ts';

export type OtherStep =
  | { readonly kind: 'command'; readonly id: string; readonly args?: readonly unknown[] }
  /** Opens a file and gives the text of its preview. */
  | { readonly kind: 'preview'; readonly path: string }
  /** Puts the text into a new document, restores its tokens and gives the text. */
  | { readonly kind: 'restore'; readonly text: string }
  /** Sends a turn, without waiting for the answer. */
  | { readonly kind: 'ask'; readonly query: string }
  | { readonly kind: 'end' };

export interface OtherAnswer {
  readonly value?: unknown;
  readonly error?: string;
}

export const otherWindow = {
  open: () => call<void>('other/open'),
  /** Does a step there and gives what it gave. Throws when it failed, or gave nothing within 30 s. */
  async run<T>(step: OtherStep): Promise<T> {
    const answer = await call<OtherAnswer | undefined>('other/do', { step });
    if (answer === undefined) throw new Error(`the other window did not answer: ${step.kind}`);
    if (answer.error !== undefined) throw new Error(`in the other window: ${answer.error}`);
    return answer.value as T;
  },
  close: () => call<void>('other/close'),
};

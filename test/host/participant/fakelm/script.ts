/** What the fake vendor's models say and what they received, as it goes over commands between the test and the fake extension. */

/** One step of an answer. `{{token n}}` in a text or an input is the n-th placeholder of the request. */
export type FakeStep =
  | { readonly text: string; readonly every?: number }
  | { readonly thinking: string; readonly id?: string; readonly metadata?: Readonly<Record<string, unknown>> }
  | { readonly call: { readonly id: string; readonly name: string; readonly input: Readonly<Record<string, unknown>> } }
  | { readonly data: string; readonly mime: string }
  | { readonly error: 'NoPermissions' | 'Blocked' | 'NotFound' | 'quota' | 'rate' | 'other' }
  | { readonly hang: true };

export interface FakePart {
  readonly kind: 'text' | 'call' | 'result' | 'data' | 'thinking' | 'other';
  /** The whole part as JSON. */
  readonly json: string;
}

export interface FakeRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: number; readonly parts: readonly FakePart[] }[];
  readonly tools: readonly string[];
  /** Everything that reached the model, as one JSON text. */
  readonly whole: string;
  readonly cancelled: boolean;
}

export const commands = {
  script: 'fakelm.script',
  received: 'fakelm.received',
  models: 'fakelm.models',
  reset: 'fakelm.reset',
} as const;

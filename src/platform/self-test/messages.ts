/** What the self-test and its recorder process say to each other. */

export type ToRecorder = { readonly type: 'report' };

export type FromRecorder =
  | { readonly type: 'listening'; readonly baseUrl: string }
  /** One string for each request: address, headers and body, as latin1. */
  | { readonly type: 'received'; readonly bytes: readonly string[] };

/** The closed set of errors the engine and its hosts raise. A message is safe to show: it names no value, and a stack never reaches a user. */

export const errorCodes = [
  'vault-full',
  'vault-destroyed',
  'request-blocked',
  'request-invalid',
  'request-too-large',
  'unscannable-blocked',
  'upstream-unreachable',
  'upstream-unauthorized',
  'upstream-forbidden',
  'upstream-not-found',
  'upstream-rate-limited',
  'upstream-error',
  'upstream-bad-request',
  'upstream-malformed',
  'upstream-cut',
  'upstream-timeout',
  'model-misconfigured',
  'model-key-missing',
  'policy-invalid',
  'policy-unknown-field',
  'policy-pattern-unsupported',
  'bundle-signature-invalid',
  'bundle-stale-revision',
  'bundle-expired',
  'bundle-wrong-organization',
  'bundle-malformed',
  'sync-unreachable',
  'sync-unauthorized',
  'outbound-refused',
  'grammar-missing',
  'aborted',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Where bad input stands. Lines and columns are 1-based. */
export interface Position {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** A JSON pointer or a dotted field name. */
  readonly field?: string;
}

export interface ErrorDetails {
  readonly position?: Position;
  /** What to do next, one sentence. */
  readonly action?: string;
  /** HTTP status of an upstream's answer. */
  readonly status?: number;
  /** The upstream's request id, passed on so that its support can be asked. */
  readonly requestId?: string;
  /** Milliseconds to wait before trying again. */
  readonly retryAfterMs?: number;
  /** The system's code of a connection that failed: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  readonly systemCode?: string;
}

/** An error with a code from the closed set and a message that is safe to show. */
export class TakumoError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.name = 'TakumoError';
    this.code = code;
    this.details = details;
  }
}

/** True for an error of this set, also when it was raised by another bundle's copy of the class. */
export function isTakumoError(error: unknown): error is TakumoError {
  return (
    error instanceof Error &&
    error.name === 'TakumoError' &&
    (errorCodes as readonly string[]).includes(String((error as { code?: unknown }).code))
  );
}

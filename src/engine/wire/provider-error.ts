/** A provider's own error as one of ours: its code by HTTP status or by what its body says, its message and request id passed on. */
import { type ErrorCode, type ErrorDetails, TakumoError } from '../errors.ts';

const longestMessage = 400;

export interface UpstreamStatus {
  readonly status: number;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

/** `body` is the parsed error body, whatever it is. Without a status the error came in mid-stream. */
export function errorOfProvider(body: unknown, status: UpstreamStatus | undefined): TakumoError {
  const said = messageOf(body);
  const code =
    status === undefined
      ? codeOfBody(body)
      : status.status === 400 && isRefusedKey(body)
        ? 'upstream-unauthorized'
        : codeOfStatus(status.status);
  const requestId = status?.requestId ?? requestIdOf(body);
  const details: ErrorDetails = {
    action: actions[code] ?? 'Try again; if it goes on, ask the provider.',
    ...(status === undefined ? {} : { status: status.status }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(status?.retryAfterMs === undefined ? {} : { retryAfterMs: status.retryAfterMs }),
  };
  const number = status === undefined ? '' : ` (${status.status})`;
  const what = `${summaries[code] ?? 'The provider answered with an error'}${number}`;
  return new TakumoError(
    code,
    said === '' ? `${what}.` : `${what}: ${said}${/[.!?…。]$/.test(said) ? '' : '.'}`,
    details,
  );
}

const summaries: Partial<Record<ErrorCode, string>> = {
  'upstream-unauthorized': 'The provider refused the API key',
  'upstream-forbidden': 'The provider forbids this request',
  'upstream-not-found': 'The provider knows no such model or address',
  'upstream-rate-limited': 'The provider limits the rate of requests',
  'upstream-bad-request': 'The provider did not accept the request',
  'request-too-large': 'The provider finds the request too large',
  'upstream-timeout': 'The provider ran out of time',
};

const actions: Partial<Record<ErrorCode, string>> = {
  'upstream-unauthorized': 'Set the key again.',
  'upstream-forbidden': 'Check that the key may use this model.',
  'upstream-not-found': 'Check "model" and "baseUrl" of this model in the settings.',
  'upstream-rate-limited': 'Wait, then send the request again.',
  'upstream-bad-request': 'Check the settings of this model.',
  'request-too-large': 'Attach less, or start a new chat.',
};

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
      return 'upstream-unauthorized';
    case 403:
      return 'upstream-forbidden';
    case 404:
    case 410:
      return 'upstream-not-found';
    case 408:
    case 504:
      return 'upstream-timeout';
    case 413:
      return 'request-too-large';
    case 429:
      return 'upstream-rate-limited';
    default:
      return status >= 400 && status < 500 ? 'upstream-bad-request' : 'upstream-error';
  }
}

/** Google says 400 of a key it does not know. Source: https://ai.google.dev/gemini-api/docs/troubleshooting */
function isRefusedKey(body: unknown): boolean {
  const { details } = fieldsOf(fieldsOf(Array.isArray(body) ? body[0] : body).error);
  return Array.isArray(details) && details.some((detail) => fieldsOf(detail).reason === 'API_KEY_INVALID');
}

function codeOfBody(body: unknown): ErrorCode {
  const error = fieldsOf(fieldsOf(body).error);
  const status = Number(error.code ?? error.status);
  if (Number.isInteger(status) && status >= 400 && status < 600) {
    return codeOfStatus(status);
  }
  const named = [error.type, error.code].filter((word) => typeof word === 'string').join(' ');
  return namedCodes.find(([words]) => words.test(named))?.[1] ?? 'upstream-error';
}

/** Anthropic's errors carry it in the body too, and only there in mid-stream. */
function requestIdOf(body: unknown): string | undefined {
  const id = fieldsOf(body).request_id;
  return typeof id === 'string' && /^[\w.:-]{1,128}$/.test(id) ? id : undefined;
}

const namedCodes: readonly (readonly [words: RegExp, code: ErrorCode])[] = [
  [/rate_?limit|too_many|quota/i, 'upstream-rate-limited'],
  [/timeout/i, 'upstream-timeout'],
  [/authentication|invalid_api_key/i, 'upstream-unauthorized'],
  [/permission/i, 'upstream-forbidden'],
  [/not_found/i, 'upstream-not-found'],
  [/too_large/i, 'request-too-large'],
  [/invalid_request|invalid_prompt/i, 'upstream-bad-request'],
];

/** The provider's words, on one line and not too long; empty when there are none. */
function messageOf(body: unknown): string {
  const fields = fieldsOf(Array.isArray(body) ? body[0] : body);
  const candidates = [
    fieldsOf(fields.error).message,
    fields.error,
    fields.message,
    fields.detail,
    fields.error_description,
    body,
  ];
  const said = candidates.find((value) => typeof value === 'string' && value.trim() !== '');
  const line = typeof said === 'string' ? said.replace(/\s+/g, ' ').trim() : '';
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

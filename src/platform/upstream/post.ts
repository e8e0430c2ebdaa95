/**
 * Sends one request to a model's provider and reads the answer as it comes, on Node's fetch. The key goes to its own origin only, no
 * redirect leaves that origin, plain http stays on this machine, every wait has a limit, and an abort reaches the provider.
 */
import { TakumoError } from '../../engine/errors.ts';
import type { Redacted } from '../../engine/model.ts';
import { addressOf, isLoopback } from './address.ts';
import { errorOfFetch, errorOfResponse, withoutKey } from './errors.ts';

export interface UpstreamGet {
  /** The whole address of the endpoint. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as `headers(key)` says, and only when the address has the key's origin. */
  readonly key?: { readonly value: Redacted<string>; readonly origin: string };
  /** The headers that carry the key. */
  readonly keyHeaders?: (key: string) => Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly limits?: Partial<UpstreamLimits>;
}

export interface UpstreamRequest extends UpstreamGet {
  readonly body: Uint8Array;
}

/** In milliseconds. */
export interface UpstreamLimits {
  /** To the first byte of the answer's head: a local model may have to load first. */
  readonly head: number;
  /** Between two pieces of the answer. */
  readonly idle: number;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly requestId?: string;
  /** True for an event stream; otherwise the answer is one JSON document. */
  readonly streamed: boolean;
  /** The pieces of the body. Throws `upstream-cut`, `upstream-timeout`, `aborted`. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** An answer of whatever status. */
export interface UpstreamResponse extends UpstreamAnswer {
  /** Without its parameters, in lower case; empty when there is none. */
  readonly contentType: string;
  /** Of a 4xx or 5xx: its body, up to 64 KB and without the key, and what it says. */
  readonly failure?: { readonly body: string; readonly error: TakumoError };
}

const defaultLimits: UpstreamLimits = { head: 120_000, idle: 120_000 };
/** A server of one's own may have to load the model first; Ollama gives itself as long (OLLAMA_LOAD_TIMEOUT). */
const localLimits: UpstreamLimits = { head: 300_000, idle: 120_000 };
const mostRedirects = 3;

/** Posts the request. Throws a TakumoError for anything but a 2xx, with the provider's own message and request id. */
export async function postUpstream(request: UpstreamRequest): Promise<UpstreamAnswer> {
  const { failure, ...answer } = await askUpstream(request);
  if (failure !== undefined) {
    throw failure.error;
  }
  return answer;
}

/** Sends the request, with GET when it has no body. Throws TakumoErrors where there is no answer at all. */
export async function askUpstream(
  request: UpstreamGet & { readonly body?: Uint8Array | undefined },
): Promise<UpstreamResponse> {
  const first = addressOf(request.url);
  if (first.protocol !== 'https:' && !(first.protocol === 'http:' && isLoopback(first.hostname))) {
    throw new TakumoError('model-misconfigured', 'Plain http is accepted for this machine only.', {
      action: 'Use an https address.',
    });
  }
  const limits = { ...(isLoopback(first.hostname) ? localLimits : defaultLimits), ...request.limits };
  const watch = new Watch(request.signal);
  try {
    const response = await watch.within(limits.head, (signal) => send(request, request.body, first, signal));
    const requestId = requestIdOf(response.headers);
    const contentType = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
    const answer = {
      status: response.status,
      ...(requestId === undefined ? {} : { requestId }),
      streamed: !/^application\/(?:[\w.+-]*\+)?json$/.test(contentType),
      contentType,
    };
    if (response.ok) {
      return { ...answer, chunks: readAll(response, watch, limits.idle) };
    }
    const body = withoutKey(await watch.within(limits.idle, () => readSome(response)), request.key?.value);
    watch.end();
    const error = errorOfResponse(response.status, response.headers, body, requestId, request.key?.value);
    return { ...answer, chunks: nothing(), failure: { body, error } };
  } catch (error) {
    watch.end();
    throw errorOfFetch(error, first, request.signal);
  }
}

/** An answer that failed has been read. */
async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

async function send(
  request: UpstreamGet,
  body: Uint8Array | undefined,
  first: URL,
  signal: AbortSignal,
): Promise<Response> {
  let url = first;
  for (let redirects = 0; ; redirects++) {
    const key = request.key !== undefined && request.key.origin === url.origin ? request.key.value.reveal() : undefined;
    const headers = { ...request.headers, ...(key === undefined ? {} : request.keyHeaders?.(key)) };
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
      redirect: 'manual',
      signal,
    });
    if (response.status < 300 || response.status >= 400) {
      return response;
    }
    await response.body?.cancel();
    const target = response.headers.get('location');
    const next = target === null || !URL.canParse(target, url.href) ? undefined : new URL(target, url);
    // Only 307 and 308 keep the method and the body; and neither the key nor the prompt goes to another origin.
    if (
      (response.status !== 307 && response.status !== 308) ||
      next?.origin !== url.origin ||
      redirects >= mostRedirects
    ) {
      throw new TakumoError(
        'upstream-error',
        `The provider redirects to ${next === undefined ? 'nowhere' : next.origin}, which is not followed (${response.status}).`,
        { status: response.status, action: 'Set "baseUrl" of this model to the address that answers.' },
      );
    }
    url = next;
  }
}

async function* readAll(response: Response, watch: Watch, idle: number): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  try {
    for (;;) {
      const { done, value } = await watch.within(idle, () => reader.read());
      if (done) {
        return;
      }
      yield value;
    }
  } catch (error) {
    const known = errorOfFetch(error, undefined, watch.outer);
    throw known.code === 'upstream-unreachable'
      ? new TakumoError('upstream-cut', 'The connection to the provider broke off before the answer was complete.', {
          action: 'Send the request again.',
        })
      : known;
  } finally {
    watch.end();
    await reader.cancel().catch(() => {});
  }
}

/** The error body, up to 64 KB. */
async function readSome(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > 65_536) {
      break;
    }
  }
  return text;
}

function requestIdOf(headers: Headers): string | undefined {
  const names = ['x-request-id', 'request-id', 'apim-request-id', 'x-amzn-requestid', 'cf-ray'];
  const id = names.map((name) => headers.get(name)).find((value) => value !== null && /^[\w.:-]{1,128}$/.test(value));
  return id ?? undefined;
}

/** Raised by a limit; the name is what `errorOfFetch` looks for. */
class LimitReached extends Error {
  override readonly name = 'LimitReached';
}

/** One abort for the whole exchange: the caller's, or a limit's. */
class Watch {
  readonly outer: AbortSignal;
  private readonly controller = new AbortController();
  private readonly onAbort = () => this.controller.abort(this.outer.reason);

  constructor(outer: AbortSignal) {
    this.outer = outer;
    if (outer.aborted) {
      this.controller.abort(outer.reason);
    } else {
      outer.addEventListener('abort', this.onAbort, { once: true });
    }
  }

  async within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.controller.abort(new LimitReached(String(milliseconds))), milliseconds);
    try {
      return await work(this.controller.signal);
    } catch (error) {
      throw this.controller.signal.aborted ? this.controller.signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.outer.removeEventListener('abort', this.onAbort);
  }
}

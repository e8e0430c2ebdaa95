/**
 * Test Connection: sends one minimal real request (a fixed prompt, no data of the user's, 16 tokens of answer) and says exactly what is
 * wrong, and what would mend it. Only when it fails are lists of models asked for, at the same origin, for names and addresses that were
 * meant. The key goes to its own origin, and never into what is said.
 */
import { isTakumoError, TakumoError } from '../../engine/errors.ts';
import type { WireDelta } from '../../engine/wire/api.ts';
import type { Conversation } from '../../engine/wire/conversation.ts';
import { addressOf, isLoopback } from './address.ts';
import { findAddress, withoutEndpoint } from './diagnose-address.ts';
import { pageError, type Verdict, verdictOf } from './diagnose-failure.ts';
import { nearestNames } from './diagnose-names.ts';
import {
  type DiagnosedUpstream,
  type Diagnosis,
  type DiagnosisStep,
  type DiagnosisStepName,
  diagnosisSteps,
  type Suggestion,
} from './diagnosis.ts';
import { errorOfFetch, isTlsCode, withoutKey } from './errors.ts';
import { readText } from './get-json.ts';
import { listModels } from './list-models.ts';
import { askUpstream, type UpstreamResponse } from './post.ts';

const prompt = 'This is a test of the connection. Answer with the word: ready';
const answerTokens = 16;
const patience = { head: 60_000, idle: 30_000 };
/** A server of one's own may have to load the model first. */
const localPatience = { head: 180_000, idle: 60_000 };
const mostAnswer = 1_000_000;
/** Of a whole attempt: a server that drips without end must not keep a person waiting. */
const longestAttempt = 300_000;
const listPatience = 15_000;

/** Throws nothing but an abort of `signal`: what fails is in the steps. */
export async function diagnose(upstream: DiagnosedUpstream): Promise<Diagnosis> {
  const wrong = wrongBefore(upstream);
  if (wrong !== undefined) {
    return wrong;
  }
  const first = await attempt(upstream, upstream.toolCalling === true);
  if (first.verdict.kind === 'tools') {
    const again = await attempt(upstream, false);
    const warning = new TakumoError(
      'upstream-bad-request',
      ['The model answers, but it refuses tools.', first.verdict.error.message].join(' '),
      { action: 'Set "toolCalling" of this model to false, or take a model that calls tools.' },
    );
    return conclude(upstream, again, again.verdict.kind === 'answered' ? [warning] : []);
  }
  return conclude(upstream, first, []);
}

/** What one request came to. */
interface Attempt {
  readonly verdict: Verdict;
  readonly network?: number;
  readonly answer?: number;
  readonly firstText?: number;
  readonly warnings: readonly TakumoError[];
}

function wrongBefore(upstream: DiagnosedUpstream): Diagnosis | undefined {
  const { baseUrl, key } = upstream;
  try {
    const url = addressOf(baseUrl);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
      throw new TakumoError('model-misconfigured', 'Plain http is accepted for this machine only.', {
        action: 'Use an https address.',
      });
    }
  } catch (error) {
    return failedAt(upstream, 'address', isTakumoError(error) ? error : unknownError(), {});
  }
  const meant = withoutEndpoint(baseUrl);
  if (meant !== undefined) {
    const error = new TakumoError(
      'model-misconfigured',
      'The base URL holds a part that is added to it for each request.',
      {
        action: `Use ${meant}.`,
      },
    );
    return failedAt(upstream, 'address', error, { suggestions: [{ field: 'baseUrl', value: meant }] });
  }
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key.reveal())) {
    const error = new TakumoError(
      'model-misconfigured',
      'The API key holds a space, a line break or a letter that no key has.',
      {
        action: 'Set the key again.',
      },
    );
    return failedAt(upstream, 'key', error, { reached: false });
  }
  return undefined;
}

async function attempt(upstream: DiagnosedUpstream, tools: boolean): Promise<Attempt> {
  const { api, baseUrl, key, signal, engine } = upstream;
  const started = performance.now();
  const since = () => Math.round(performance.now() - started);
  const url = new URL(baseUrl);
  const limits = { ...(isLoopback(url.hostname) ? localPatience : patience), ...upstream.limits };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(limits.whole ?? longestAttempt)]);
  let network: number | undefined;
  let firstText: number | undefined;
  try {
    const response = await askUpstream({
      url: `${baseUrl}${api.path(upstream.model)}`,
      headers: api.headers(undefined),
      ...(key === undefined ? {} : { key: { value: key, origin: url.origin } }),
      keyHeaders: (secret) => api.headers(secret),
      body: new TextEncoder().encode(JSON.stringify(bodyOf(upstream, tools))),
      signal: limited,
      limits,
    });
    network = since();
    const { failure, status, contentType } = response;
    if (failure !== undefined) {
      return { verdict: verdictOf(status, contentType, failure, key !== undefined), network, warnings: [] };
    }
    if (contentType === 'text/html') {
      await readText(response, mostAnswer);
      return { verdict: { kind: 'failed', step: 'address', error: pageError(), lost: true }, network, warnings: [] };
    }
    const error = await readAnswer(response, upstream, engine.createFrameReader, (delta) => {
      if (delta.kind === 'text' || delta.kind === 'reasoning' || delta.kind === 'tool-call') {
        firstText ??= since();
      }
    });
    const timing = { network, answer: since(), ...(firstText === undefined ? {} : { firstText }) };
    if (error !== undefined) {
      return { verdict: verdictOfAnswer(error), ...timing, warnings: [] };
    }
    return { verdict: { kind: 'answered' }, ...timing, warnings: response.streamed ? [] : [wholeWarning()] };
  } catch (error) {
    let known = isTakumoError(error) ? error : errorOfFetch(error, url, signal);
    if (known.code === 'aborted' && !signal.aborted) {
      known = new TakumoError('upstream-timeout', 'The provider did not come to the end of its answer.', {
        action: 'Try again, or check that the provider is up.',
      });
    }
    if (known.code === 'aborted') {
      throw known;
    }
    return {
      verdict: verdictOfConnection(known, network !== undefined),
      ...(network === undefined ? {} : { network }),
      warnings: [],
    };
  }
}

/** Reads the answer to its end; gives the error it came to. Nothing of it is kept. */
async function readAnswer(
  response: UpstreamResponse,
  { api }: DiagnosedUpstream,
  createFrameReader: DiagnosedUpstream['engine']['createFrameReader'],
  see: (delta: WireDelta) => void,
): Promise<TakumoError | undefined> {
  let error: TakumoError | undefined;
  const take = (deltas: readonly WireDelta[]) => {
    for (const delta of deltas) {
      see(delta);
      error ??= delta.kind === 'error' ? delta.error : undefined;
    }
  };
  if (!response.streamed) {
    const text = await readText(response, mostAnswer);
    try {
      take(api.readWhole(JSON.parse(text)));
    } catch {
      return new TakumoError('upstream-malformed', 'The answer is not valid JSON.', {
        action: 'Check the base URL and the API of this model.',
      });
    }
    return error;
  }
  const reader = createFrameReader(api.framing);
  const decoder = api.decoder();
  let size = 0;
  for await (const chunk of response.chunks) {
    size += chunk.length;
    for (const event of reader.push(chunk)) {
      take(decoder.push(event));
    }
    if (error !== undefined || size > mostAnswer) {
      return error;
    }
  }
  for (const event of reader.end()) {
    take(decoder.push(event));
  }
  take(decoder.end());
  return error;
}

function verdictOfConnection(error: TakumoError, connected: boolean): Verdict {
  if (error.code === 'upstream-unreachable') {
    const { systemCode = '' } = error.details;
    return { kind: 'failed', step: isTlsCode(systemCode) ? 'tls' : 'network', error };
  }
  if (error.details.status !== undefined && error.details.status < 400) {
    return { kind: 'failed', step: 'address', error, lost: true };
  }
  if (error.code === 'model-misconfigured') {
    return { kind: 'failed', step: 'address', error };
  }
  return error.code === 'upstream-malformed' && !connected
    ? { kind: 'failed', step: 'address', error, lost: true }
    : { kind: 'failed', step: 'answer', error };
}

/** An error in the answer itself, after a good status. An answer that can't be read at all may be another API's. */
function verdictOfAnswer(error: TakumoError): Verdict {
  switch (error.code) {
    case 'upstream-unauthorized':
    case 'upstream-forbidden':
      return { kind: 'failed', step: 'key', error };
    case 'upstream-not-found':
      return { kind: 'failed', step: 'model', error };
    case 'upstream-malformed':
      return { kind: 'failed', step: 'address', error, lost: true };
    default:
      return { kind: 'failed', step: 'answer', error };
  }
}

async function conclude(upstream: DiagnosedUpstream, tried: Attempt, more: readonly TakumoError[]): Promise<Diagnosis> {
  const { verdict } = tried;
  const warnings = [...tried.warnings, ...more];
  if (verdict.kind === 'answered') {
    const { network, answer, firstText } = tried;
    return {
      ok: true,
      steps: diagnosisSteps.map((name): DiagnosisStep => {
        const ms = name === 'network' ? network : name === 'answer' ? answer : undefined;
        return { name, ok: isChecked(upstream, name) ? true : 'skipped', ...(ms === undefined ? {} : { ms }) };
      }),
      ...(firstText === undefined ? {} : { firstTextMs: firstText }),
      warnings,
      suggestions: [],
    };
  }
  if (verdict.kind === 'tools') {
    return failedAt(upstream, 'answer', verdict.error, { ...tried, warnings });
  }
  if (verdict.step === 'model') {
    return modelFailed(upstream, verdict.error, tried);
  }
  if (verdict.lost !== true) {
    return failedAt(upstream, verdict.step, verdict.error, { ...tried, warnings });
  }
  // The address may be right, and only this model not there: then the list answers, and has no such name.
  const names = await namesOf(upstream);
  if (names !== undefined && names.length > 0 && !names.includes(upstream.model)) {
    return modelFailed(upstream, verdict.error, tried, names);
  }
  const suggestions = names === undefined ? await findAddress(upstream) : [];
  return failedAt(upstream, 'address', explained(upstream, verdict.error, suggestions), { ...tried, suggestions });
}

async function modelFailed(
  upstream: DiagnosedUpstream,
  error: TakumoError,
  tried: Attempt,
  known?: readonly string[],
): Promise<Diagnosis> {
  const names = known ?? (await namesOf(upstream)) ?? [];
  const near = nearestNames(upstream.model, names);
  const better =
    near.length === 0
      ? error
      : new TakumoError(
          'upstream-not-found',
          [error.message, `Similar names in the provider's list: ${near.slice(0, 3).join(', ')}.`].join(' '),
          error.details,
        );
  return failedAt(upstream, 'model', better, {
    ...tried,
    suggestions: near.map((value): Suggestion => ({ field: 'model', value })),
  });
}

async function namesOf(upstream: DiagnosedUpstream): Promise<readonly string[] | undefined> {
  const { api, baseUrl, key, signal } = upstream;
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(listPatience)]);
    const { details: _, ...listing } = api.listing ?? { details: undefined };
    const models = await listModels({
      api: 'path' in listing ? { ...api, listing } : api,
      baseUrl,
      ...(key === undefined ? {} : { key }),
      signal: limited,
    });
    return models.map(({ id }) => id);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function explained(
  { api, baseUrl }: DiagnosedUpstream,
  error: TakumoError,
  suggestions: readonly Suggestion[],
): TakumoError {
  const [best] = suggestions;
  const action =
    best === undefined
      ? error.details.action
      : best.field === 'api'
        ? `Set "api" to ${best.value}${best.baseUrl === undefined ? '' : ` and "baseUrl" to ${best.baseUrl}`}.`
        : `Set "baseUrl" to ${best.value}.`;
  const what =
    best === undefined
      ? `No ${api.id} API was found under ${baseUrl}.`
      : best.field === 'api'
        ? `This server speaks ${best.value}, not ${api.id}.`
        : `The API is at ${best.value}.`;
  return new TakumoError(error.code, [what, error.message].join(' '), {
    ...error.details,
    ...(action === undefined ? {} : { action }),
  });
}

/** The steps before the failed one are good where that is known, those after it were not reached. */
function failedAt(
  upstream: DiagnosedUpstream,
  failed: DiagnosisStepName,
  error: TakumoError,
  more: {
    readonly suggestions?: readonly Suggestion[];
    readonly warnings?: readonly TakumoError[];
    readonly network?: number;
    /** False when nothing was sent. */
    readonly reached?: false;
  },
): Diagnosis {
  const said = new TakumoError(error.code, withoutKey(error.message, upstream.key), error.details);
  const at = diagnosisSteps.indexOf(failed);
  // An answer, whatever it says, proves the way to it; only an answer of the API proves the key and the model.
  const way = more.network !== undefined || failed === 'answer';
  const steps = diagnosisSteps.map((name, index): DiagnosisStep => {
    if (index === at) {
      return { name, ok: false, error: said };
    }
    const isWay = name === 'network' || name === 'tls';
    const proven =
      name === 'address'
        ? true
        : isWay
          ? more.reached !== false && (index < at || way)
          : index < at && more.network !== undefined && name === 'key';
    const ms = name === 'network' ? more.network : undefined;
    return proven && isChecked(upstream, name)
      ? { name, ok: true, ...(ms === undefined ? {} : { ms }) }
      : { name, ok: 'skipped' };
  });
  return { ok: false, steps, error: said, warnings: more.warnings ?? [], suggestions: more.suggestions ?? [] };
}

function isChecked({ baseUrl, key }: DiagnosedUpstream, name: DiagnosisStepName): boolean {
  return (name !== 'tls' || baseUrl.startsWith('https:')) && (name !== 'key' || key !== undefined);
}

function bodyOf({ api, model, baseUrl }: DiagnosedUpstream, tools: boolean) {
  const conversation: Conversation = {
    messages: [{ role: 'user', parts: [{ kind: 'text', text: prompt }] }],
    tools: tools ? [testTool] : [],
    toolMode: 'auto',
  };
  return api.build(conversation, {
    model,
    maxOutputTokens: answerTokens,
    imageInput: false,
    argumentsText: (_callId, input) => JSON.stringify(input),
    reasoningItems: () => [],
    host: new URL(baseUrl).host,
  }).body;
}

const testTool = {
  name: 'report_ready',
  description: 'Reports that the connection works. It need not be called.',
  inputSchema: { type: 'object', properties: { word: { type: 'string', description: 'Any word.' } } },
};

function wholeWarning(): TakumoError {
  return new TakumoError('upstream-malformed', 'The server does not stream: its answers come whole, at their end.', {
    action: 'Nothing has to be done. If there is a proxy in front of the server, it may hold streams back.',
  });
}

function unknownError(): TakumoError {
  return new TakumoError('model-misconfigured', 'The base URL of this model is not an address.');
}

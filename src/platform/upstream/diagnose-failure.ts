/**
 * What a provider's refusal means for Test Connection: which step failed, by the status, the error's shape and its words. The words are
 * those that providers really use; what nobody knows is an answer that failed.
 */
import { TakumoError } from '../../engine/errors.ts';
import type { DiagnosisStepName } from './diagnosis.ts';
import type { UpstreamResponse } from './post.ts';

/** What was refused. `answered`: it is no failure, the model just had too few tokens to say anything. */
export type Verdict =
  | { readonly kind: 'answered' }
  | { readonly kind: 'tools'; readonly error: TakumoError }
  | {
      readonly kind: 'failed';
      readonly step: DiagnosisStepName;
      readonly error: TakumoError;
      /** The base URL or the API may be another one. */
      readonly lost?: true;
    };

type Failure = NonNullable<UpstreamResponse['failure']>;

export function verdictOf(status: number, contentType: string, failure: Failure, hasKey: boolean): Verdict {
  const { error } = failure;
  const body = failure.body.slice(0, 4000);
  const page = contentType === 'text/html' || /^\s*<(?:!doctype|html)/i.test(body);
  if (status === 401) {
    return failed('key', hasKey ? error : missingKey(error));
  }
  if (status === 403) {
    return forbidden(body, page, error);
  }
  if (status === 407) {
    return failed('network', proxyRefused(error));
  }
  if (page && (status === 404 || status === 405 || status < 400)) {
    return lost(pageError());
  }
  if (/max_tokens or model output limit was reached/i.test(body)) {
    return { kind: 'answered' };
  }
  if (
    error.code === 'upstream-unauthorized' ||
    /invalid[_ ]api[_ ]key|incorrect api key|api key not valid/i.test(body)
  ) {
    return failed('key', hasKey ? error : missingKey(error));
  }
  if (status === 402 || isQuota(body)) {
    return failed('answer', quotaError(error));
  }
  if (isRegion(body)) {
    return failed('key', regionError(error));
  }
  if (status >= 400 && status < 500 && isAboutModel(body)) {
    return failed('model', modelError(error));
  }
  if (isAboutTools(status, body)) {
    return { kind: 'tools', error };
  }
  if (
    status >= 400 &&
    status < 500 &&
    /stream/i.test(body) &&
    /not (?:be )?(?:support|allow)|unsupported/i.test(body)
  ) {
    return failed(
      'answer',
      new TakumoError('upstream-bad-request', said('This server or model does not stream.', error), error.details),
    );
  }
  if (status === 404 || status === 405 || status === 410) {
    return lost(error);
  }
  return failed('answer', error);
}

function failed(step: DiagnosisStepName, error: TakumoError): Verdict {
  return { kind: 'failed', step, error };
}

function lost(error: TakumoError): Verdict {
  return { kind: 'failed', step: 'address', error, lost: true };
}

function forbidden(body: string, page: boolean, error: TakumoError): Verdict {
  if (page) {
    const what =
      'Something in front of the provider refuses the connection (403), with a page for people: a proxy, a firewall or a filter.';
    return failed(
      'network',
      new TakumoError('upstream-forbidden', what, { ...error.details, action: 'Try another network.' }),
    );
  }
  if (isRegion(body)) {
    return failed('key', regionError(error));
  }
  if (isQuota(body)) {
    return failed('answer', quotaError(error));
  }
  return failed(/model/i.test(body) ? 'model' : 'key', error);
}

/** Source: error codes of OpenAI (insufficient_quota), Anthropic ("credit balance is too low"), DeepSeek and OpenRouter (402). */
function isQuota(said: string): boolean {
  return /insufficient[_ ](?:quota|balance|credits?|funds)|credit balance|exceeded your current quota|billing|payment required/i.test(
    said,
  );
}

/** Source: error codes of OpenAI (unsupported_country_region_territory), Google ("User location is not supported"). */
function isRegion(said: string): boolean {
  return /unsupported_country_region|(?:country|region|territory|location)\b[^.]{0,40}\bnot supported/i.test(said);
}

function isAboutModel(said: string): boolean {
  const named = /model_not_found|model_not_exist|DeploymentNotFound|model_decommissioned|unknown_model|invalid_model/i;
  const words =
    /\b(?:model|deployment|models\/[\w.-]+)\b[^\n]{0,160}?(?:not (?:found|exist|available|supported|a valid)|does not exist|is invalid|unknown|decommissioned|deprecated|no longer|not a chat model)|(?:unknown|invalid|no such|not a valid) model/i;
  return named.test(said) || words.test(said) || /"message"\s*:\s*"model:\s/.test(said);
}

function isAboutTools(status: number, said: string): boolean {
  return (
    (status === 400 || status === 404 || status === 422 || status === 501) &&
    /\b(?:tools?|tool_choice|function[- _]?call(?:s|ing)?|functions?)\b[^\n]{0,120}?(?:not (?:be )?(?:supported|allowed|enabled)|unsupported)|(?:not support|no endpoints found that support)[^\n]{0,60}\b(?:tools?|tool use|function)/i.test(
      said,
    )
  );
}

/** What it means, and then the provider's own words. */
function said(meaning: string, { message }: TakumoError): string {
  return `${meaning} ${message}`;
}

function missingKey(error: TakumoError): TakumoError {
  return new TakumoError('model-key-missing', 'The provider asks for an API key, and there is none.', {
    ...error.details,
    action: 'Set the API key of this model.',
  });
}

function quotaError(error: TakumoError): TakumoError {
  return new TakumoError(error.code, said('The key is good, but its account has no credit or quota left.', error), {
    ...error.details,
    action: 'Check the plan and the billing at the provider.',
  });
}

function regionError(error: TakumoError): TakumoError {
  return new TakumoError('upstream-forbidden', said('The provider does not serve this country or region.', error), {
    ...error.details,
    action: 'Use a provider that serves it.',
  });
}

function modelError(error: TakumoError): TakumoError {
  return new TakumoError('upstream-not-found', error.message, {
    ...error.details,
    action: 'Check the name of the model in the settings.',
  });
}

function proxyRefused(error: TakumoError): TakumoError {
  return new TakumoError('upstream-unreachable', 'The proxy wants to know who you are (407).', {
    ...error.details,
    action: 'Check the proxy of the editor (http.proxy) and of the system.',
  });
}

/** For an answer that is a page, whatever its status. */
export function pageError(): TakumoError {
  return new TakumoError('upstream-malformed', 'A web page answers at this address, not an API.', {
    action: 'Check the base URL: an API often is at a host of its own, or under /v1.',
  });
}

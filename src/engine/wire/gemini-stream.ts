/**
 * The answer of a Gemini request, streamed or whole, as typed deltas. Signatures and the ids of calls become items that go back as they
 * came; an answer that ends without a finish reason is cut; a blocked prompt and a malformed call are errors in the API's own words.
 * Source: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
import { TakumoError } from '../errors.ts';
import type { WireDecoder, WireDelta } from './api.ts';
import { type Fields, fieldsOf, isFields, listOf, malformedError, numberOf, wordIn, wordOf } from './fields.ts';
import type { GeminiItem } from './gemini-contents.ts';
import { createJsonDecoder } from './json-decoder.ts';
import { errorOfProvider } from './provider-error.ts';
import { readToolName } from './tool-names.ts';
import type { JsonObject } from './walk.ts';

export function createGeminiDecoder(): WireDecoder {
  const reader = new ResponseReader();
  return createJsonDecoder({
    api,
    read: (event) => ({ deltas: reader.read(event), end: reader.finished }),
  });
}

/** One `GenerateContentResponse`, or the array of them that a stream without `alt=sse` is. */
export function readWholeGemini(body: unknown): readonly WireDelta[] {
  const reader = new ResponseReader();
  const deltas: WireDelta[] = [];
  for (const chunk of Array.isArray(body) ? body : [body]) {
    for (const delta of reader.read(chunk)) {
      deltas.push(delta);
      if (delta.kind === 'error') {
        return deltas;
      }
    }
  }
  return reader.finished ? deltas : [...deltas, errorDelta(malformedError('an answer without a finish reason', api))];
}

const api = 'the Gemini API';

/** Reasons by the common words. Source: https://ai.google.dev/api/generate-content#FinishReason */
const reasons: Readonly<Record<string, string>> = {
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
};
/** The model's answer can't be used; the message often says why. */
const failures: Readonly<Record<string, string>> = {
  MALFORMED_FUNCTION_CALL: 'The model wrote a tool call that its provider could not read (MALFORMED_FUNCTION_CALL)',
  UNEXPECTED_TOOL_CALL: 'The model called a tool although none was offered (UNEXPECTED_TOOL_CALL)',
  TOO_MANY_TOOL_CALLS: 'The model called too many tools in a row (TOO_MANY_TOOL_CALLS)',
  MISSING_THOUGHT_SIGNATURE: 'The provider misses a thought signature in the request (MISSING_THOUGHT_SIGNATURE)',
  MALFORMED_RESPONSE: 'The model wrote an answer that its provider could not read (MALFORMED_RESPONSE)',
};

class ResponseReader {
  finished = false;
  private calls = 0;

  /** An error among the deltas is the last of them. */
  read(response: unknown): WireDelta[] {
    if (!isFields(response)) {
      return [errorDelta(malformedError('an answer that is not an object', api))];
    }
    if (isFields(response.error) || typeof response.error === 'string') {
      return [errorDelta(errorOfProvider(response, undefined))];
    }
    const deltas: WireDelta[] = [];
    const candidates = listOf(response.candidates);
    const feedback = fieldsOf(response.promptFeedback);
    const blocked = wordOf(feedback.blockReason);
    if (candidates.length === 0 && blocked !== undefined) {
      return [...usageOf(response), errorDelta(blockedError(blocked, wordOf(feedback.blockReasonMessage)))];
    }
    for (const candidate of candidates) {
      this.candidate(candidate, deltas);
    }
    // The usage stands before an error, which is the last that is read.
    return [...usageOf(response), ...deltas];
  }

  private candidate(candidate: Fields, deltas: WireDelta[]): void {
    const choice = numberOf(candidate.index) ?? 0;
    for (const part of listOf(fieldsOf(candidate.content).parts)) {
      this.part(part, choice, deltas);
    }
    const reason = wordOf(candidate.finishReason);
    if (reason === undefined || reason === 'FINISH_REASON_UNSPECIFIED') {
      return;
    }
    this.finished = true;
    const failure = Object.hasOwn(failures, reason) ? failures[reason] : undefined;
    if (failure !== undefined) {
      const said = wordOf(candidate.finishMessage);
      const text = said === undefined ? `${failure}.` : `${failure}: ${oneLine(said)}`;
      const error = new TakumoError('upstream-malformed', text, { action: 'Send the request again.' });
      deltas.push(errorDelta(error));
      return;
    }
    const stopped = reason === 'STOP' ? (this.calls > 0 ? 'tool_calls' : 'stop') : undefined;
    deltas.push({ kind: 'finish', choice, reason: stopped ?? wordIn(reasons, reason) });
  }

  private part(part: Fields, choice: number, deltas: WireDelta[]): void {
    const signature = wordOf(part.thoughtSignature);
    const keep = (item: GeminiItem) => deltas.push({ kind: 'reasoning-item', choice, item: item as JsonObject });
    if (isFields(part.functionCall)) {
      const { args } = part.functionCall;
      const id = wordOf(part.functionCall.id);
      const name = wordOf(part.functionCall.name);
      const index = this.calls++;
      const own = id === undefined ? {} : { id };
      if (id !== undefined || signature !== undefined) {
        keep({ part: 'call', index, ...own, ...(signature === undefined ? {} : { thoughtSignature: signature }) });
      }
      deltas.push({
        kind: 'tool-call',
        choice,
        index,
        ...own,
        ...(name === undefined ? {} : { name: readToolName(name) }),
        arguments: JSON.stringify(args ?? {}),
      });
      return;
    }
    const text = wordOf(part.text) ?? '';
    const kind = part.thought === true ? 'reasoning' : 'text';
    if (text !== '') {
      deltas.push({ kind, choice, text });
    }
    if (signature !== undefined) {
      keep({
        part: kind === 'text' ? 'text' : 'thought',
        text: kind === 'text' ? '' : text,
        thoughtSignature: signature,
      });
    }
  }
}

/** Thoughts are output; what the provider had in its cache is a part of the prompt. */
function usageOf(response: Fields): WireDelta[] {
  const { usageMetadata } = response;
  if (!isFields(usageMetadata)) {
    return [];
  }
  const count = (name: string) => numberOf(usageMetadata[name]);
  const sum = (...names: readonly string[]) => {
    const known = names.map(count).filter((value) => value !== undefined);
    return known.length === 0 ? undefined : known.reduce((left, right) => left + right, 0);
  };
  const input = sum('promptTokenCount', 'toolUsePromptTokenCount');
  const output = sum('candidatesTokenCount', 'thoughtsTokenCount');
  const cached = count('cachedContentTokenCount');
  return [
    {
      kind: 'usage',
      ...(input === undefined ? {} : { input }),
      ...(output === undefined ? {} : { output }),
      ...(cached === undefined ? {} : { cached }),
    },
  ];
}

function blockedError(reason: string, message: string | undefined): TakumoError {
  const what = `The provider blocked this prompt (${oneLine(reason)})`;
  return new TakumoError('upstream-bad-request', message === undefined ? `${what}.` : `${what}: ${oneLine(message)}`, {
    action: 'Change the prompt, or take another model.',
  });
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 400);
}

function errorDelta(error: TakumoError): WireDelta {
  return { kind: 'error', error };
}

/** What the demo model's APIs have in common: a request read into one form, the steps of a script played to a writer of the API's events. */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedRequest } from './demo-model-echo.ts';
import type { CallsStep, FinishReason, ReasoningStep, ScriptedCall, Step } from './demo-model-script.ts';

export interface DemoApi {
  /** True for the path of a request for an answer. */
  serves(path: string): boolean;
  /** The body as messages of the chat completions API, which is what the echo reads. */
  read(body: Record<string, unknown>, path: string): Record<string, unknown>;
  /** Starts a streamed answer. */
  writer(response: ServerResponse, request: ReceivedRequest, id: string): AnswerWriter;
  /** The same answer without streaming. */
  whole(request: ReceivedRequest, steps: readonly Step[], id: string): Record<string, unknown>;
  /** The error object of the API for a status. */
  error(status: number, detail: string, id: string): Record<string, unknown>;
  /** The key that came with the request. */
  key(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined;
  readonly contentType: string;
  /** It never asks for a key. */
  readonly keyless?: true;
}

export interface Counts {
  readonly input: number;
  readonly output: number;
  readonly cached?: number;
}

/** Writes the events of one answer. */
export interface AnswerWriter {
  text(piece: string, choice: number): void;
  reasoning(step: ReasoningStep): void;
  /** Fragments of all calls, in the order of the wire; each is written in a packet of its own. */
  calls(calls: readonly ScriptedCall[], step: CallsStep): Iterable<void>;
  end(reason: FinishReason, counts: Counts): void;
}

/** Streams the steps. Gives false when the client went, or a step ended the stream before its regular end. */
export async function play(
  api: DemoApi,
  response: ServerResponse,
  request: ReceivedRequest,
  steps: readonly Step[],
  id: string,
): Promise<boolean> {
  response.writeHead(200, { 'content-type': api.contentType, 'cache-control': 'no-cache', 'x-request-id': id });
  response.flushHeaders();
  const writer = api.writer(response, request, id);
  let reason: FinishReason = 'stop';
  let sent = 0;
  for (const step of steps) {
    if (response.destroyed || response.closed) return false;
    if ('text' in step) {
      const text = fill(step.text, request);
      for (const piece of pieces(text, step)) {
        writer.text(piece, step.choice ?? 0);
        // One event in a packet of its own, so that a client really sees the cuts.
        await delay(0);
      }
      sent += text.length;
    } else if ('reasoning' in step) {
      writer.reasoning({ ...step, reasoning: fill(step.reasoning, request) });
    } else if ('calls' in step) {
      const calls = step.calls.map((call) => ({ ...call, arguments: fill(call.arguments, request) }));
      for (const _ of writer.calls(calls, step)) await delay(0);
      reason = 'tool_calls';
    } else if ('delayMs' in step) {
      await delay(step.delayMs);
    } else if ('raw' in step) {
      response.write(fill(step.raw, request));
      await delay(0);
    } else if ('hang' in step) {
      await new Promise((resolve) => response.once('close', resolve));
      return false;
    } else if ('cut' in step) {
      await delay(20);
      response.destroy();
      return false;
    } else if ('end' in step) {
      response.end();
      return false;
    } else if ('finish' in step) {
      reason = step.finish;
    }
  }
  if (response.destroyed || response.closed) return false;
  writer.end(reason, countsOf(request, steps, sent));
  response.end();
  return true;
}

/** The parts of an answer that is not streamed. */
export function wholeOf(request: ReceivedRequest, steps: readonly Step[]) {
  const text = steps.map((step) => ('text' in step ? fill(step.text, request) : '')).join('');
  const calls = steps.flatMap((step) =>
    'calls' in step ? step.calls.map((call) => ({ ...call, arguments: fill(call.arguments, request) })) : [],
  );
  const reasoning = steps.flatMap((step) =>
    'reasoning' in step ? [{ ...step, reasoning: fill(step.reasoning, request) }] : [],
  );
  const finish = steps.find((step) => 'finish' in step)?.finish;
  const reason: FinishReason = finish ?? (calls.length > 0 ? 'tool_calls' : 'stop');
  return { text, calls, reasoning, reason, counts: countsOf(request, steps, text.length) };
}

/** Fills `{{token n}}`, `{{tokens}}` and `{{workspace}}` with what stood in the request. */
export function fill(text: string, request: ReceivedRequest): string {
  return text
    .replace(/\{\{token (\d+)\}\}/g, (whole, index) => request.tokens[Number(index)] ?? whole)
    .replaceAll('{{tokens}}', request.tokens.join(' '))
    .replaceAll('{{workspace}}', request.workspace);
}

export function pieces(
  text: string,
  step: { readonly cuts?: readonly number[]; readonly every?: number },
): readonly string[] {
  const cuts = step.cuts ?? (step.every === undefined ? [] : offsets(text.length, step.every));
  const edges = [0, ...cuts.filter((cut) => cut > 0 && cut < text.length), text.length];
  return edges.slice(1).map((edge, at) => text.slice(edges[at], edge));
}

/** What `Authorization: Bearer` carries. */
export function bearer(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  return /^Bearer (.+)$/.exec(String(headers.authorization ?? ''))?.[1];
}

export const now = (): number => Math.floor(Date.now() / 1000);

function countsOf(request: ReceivedRequest, steps: readonly Step[], sent: number): Counts {
  const scripted = steps.find((step) => 'usage' in step)?.usage;
  return scripted ?? { input: Math.ceil(request.context.length / 4), output: Math.ceil(sent / 4) };
}

function offsets(length: number, every: number): number[] {
  return Array.from({ length: Math.floor((length - 1) / every) }, (_, at) => (at + 1) * every);
}

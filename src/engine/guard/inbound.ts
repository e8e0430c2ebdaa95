/**
 * Reads one answer. Text is restored as it streams, holding back nothing but what may be a token's beginning; each tool call has a state
 * of its own and is restored when it is whole; reasoning is passed on untouched. Nothing is restored that was not in the request.
 */
import type { ReceiptDraft } from '../audit/receipt.ts';
import { TakumoError } from '../errors.ts';
import type { Category, RehydratePolicy, ToolSinkRule } from '../model.ts';
import type { Clock } from '../ports.ts';
import type { RehydrateOptions, TextStream } from '../tokenize/types.ts';
import { classifyTool, keepsTokens, type ToolClass } from '../tools/sinks.ts';
import type { Usage, WireDelta } from '../wire/api.ts';
import type { JsonObject } from '../wire/walk.ts';
import { type ArgumentMemory, restoreArguments, tokensOfCall } from './arguments.ts';
import type { GuardSession } from './dependencies.ts';
import type { ScopedReasoning } from './reasoning.ts';

export interface InboundRules {
  readonly session: GuardSession;
  readonly memory: ArgumentMemory;
  readonly reasoning: ScopedReasoning;
  readonly zdr: boolean;
  readonly rehydrate: RehydratePolicy;
  readonly clock: Clock;
  readonly receipt: ReceiptDraft;
  /** The names of the tools that were offered. */
  readonly tools: ReadonlySet<string>;
  /** Absent while paused: then the answer is passed on as it came. */
  readonly restorable: ReadonlySet<string> | undefined;
}

/** Where values would go: a command, the network, or a tool that nobody here knows. */
export type ToolAsk = 'shell' | 'network' | 'tool';

/** What an answer says to the client. */
export type AnswerPart =
  | { readonly kind: 'text'; readonly text: string }
  /** As the model wrote it, tokens included; `source` as in the delta. */
  | { readonly kind: 'reasoning'; readonly text: string; readonly source?: object }
  | { readonly kind: 'tool-call'; readonly call: ToolCallAnswer };

export interface ToolCallAnswer {
  readonly id: string;
  readonly name: string;
  /** A person is to be asked before values go to this sink. */
  readonly ask?: ToolAsk;
  /** Of the values that the arguments carry. */
  readonly categories: readonly Category[];
  /** Those whose values the arguments would carry. */
  readonly tokens: readonly string[];
  /** Findings on where values would go: `shell-sink`, `network-sink`, `tool-sink`, `new-file-sink`. */
  readonly findings: readonly string[];
  /** The call's input, values restored or tokens kept. */
  resolve(answer: 'restore' | 'keep'): Readonly<Record<string, unknown>>;
}

interface CallState {
  id: string;
  name: string;
  text: string;
}

const mostArguments = 16_000_000;
const mostCalls = 1000;

export class Inbound {
  private readonly rules: InboundRules;
  private readonly prose: TextStream | undefined;
  private readonly calls = new Map<number, CallState>();
  private readonly items: JsonObject[] = [];
  private done = false;
  private reason = '';

  constructor(rules: InboundRules) {
    this.rules = rules;
    const { mode } = rules.rehydrate;
    this.prose =
      this.options === undefined
        ? undefined
        : rules.session.rehydrator({
            ...this.options,
            sink: 'prose',
            ...(rules.zdr || mode === 'never' ? { restore: false } : {}),
          });
  }

  /** Why the answer ended, as its provider says: `stop`, `tool_calls`, `length`. Empty until it has. */
  get finishReason(): string {
    return this.reason;
  }

  /** The parts that are ready after these deltas. Throws the provider's error. Only the first choice of an answer is read. */
  push(deltas: readonly WireDelta[]): readonly AnswerPart[] {
    const started = this.rules.clock.monotonic();
    const parts: AnswerPart[] = [];
    for (const delta of deltas) {
      switch (delta.kind) {
        case 'text':
          if (delta.choice === 0) {
            addText(parts, this.prose === undefined ? delta.text : this.prose.push(delta.text));
          }
          break;
        case 'reasoning':
          parts.push({
            kind: 'reasoning',
            text: delta.text,
            ...(delta.source === undefined ? {} : { source: delta.source }),
          });
          break;
        case 'tool-call':
          if (delta.choice === 0) {
            this.addToCall(delta);
          }
          break;
        case 'finish':
          this.reason = delta.choice === 0 ? delta.reason : this.reason;
          break;
        case 'error':
          throw delta.error;
        case 'reasoning-item':
          if (delta.choice === 0) {
            this.items.push(delta.item);
          }
          break;
        case 'usage':
          this.rules.receipt.usage = addUsage(this.rules.receipt.usage, delta);
          break;
      }
    }
    this.rules.receipt.inboundMs += this.rules.clock.monotonic() - started;
    return parts;
  }

  /** What is left: the end of the text, then the tool calls in their order. Call it once, when the answer is complete. */
  finish(): readonly AnswerPart[] {
    const started = this.rules.clock.monotonic();
    const parts: AnswerPart[] = [...this.endText()];
    const ids: string[] = [];
    for (const [index, call] of [...this.calls].sort(([left], [right]) => left - right)) {
      const answered = this.answer(call, index);
      ids.push(answered.id);
      parts.push({ kind: 'tool-call', call: answered });
    }
    this.rules.reasoning.remember(ids, this.items);
    this.rules.receipt.inboundMs += this.rules.clock.monotonic() - started;
    return parts;
  }

  /** The end of the text alone, for an answer that broke off: half a token is shown as it came, a half tool call is dropped. */
  abort(): readonly AnswerPart[] {
    return this.endText();
  }

  private endText(): readonly AnswerPart[] {
    if (this.done || this.prose === undefined) {
      return [];
    }
    this.done = true;
    const parts: AnswerPart[] = [];
    addText(parts, this.prose.flush());
    this.rules.receipt.tokensRestored += this.prose.rehydratedCount;
    this.rules.receipt.findings.push(...this.prose.warnings.map((warning) => warning.code));
    return parts;
  }

  private get options(): RehydrateOptions | undefined {
    const { restorable, rehydrate } = this.rules;
    return restorable === undefined
      ? undefined
      : {
          restorable,
          ...(rehydrate.neverCategories === undefined ? {} : { never: new Set(rehydrate.neverCategories) }),
        };
  }

  private addToCall(delta: WireDelta & { kind: 'tool-call' }): void {
    let call = this.calls.get(delta.index);
    if (call === undefined) {
      if (this.calls.size === mostCalls) {
        throw new TakumoError('upstream-malformed', 'The model calls too many tools at once.', {
          action: 'Send the request again.',
        });
      }
      call = { id: '', name: '', text: '' };
      this.calls.set(delta.index, call);
    }
    call.id ||= delta.id ?? '';
    // Most servers send the name once; some send it with every piece.
    call.name ||= delta.name ?? '';
    call.text += delta.arguments;
    if (call.text.length > mostArguments) {
      throw new TakumoError('upstream-malformed', 'The arguments of a tool call are too long.');
    }
  }

  private answer(call: CallState, index: number): ToolCallAnswer {
    const { session, receipt } = this.rules;
    const id = call.id === '' ? `call_${receipt.id}_${index}` : call.id;
    const options = this.options;
    const raw = call.text.trim() === '' ? '{}' : call.text;
    const named =
      options === undefined ? call.name : session.rehydrate(call.name, { ...options, sink: 'plain' }).content;
    // A name is shown and logged by others: only that of a tool which was offered is brought back.
    const name = this.rules.tools.has(named) ? named : call.name;
    const input = parseInput(raw, name, this.reason);
    const keep = () => {
      this.rules.memory.remember(id, JSON.stringify(input), raw);
      return input;
    };
    const restored = options === undefined ? undefined : restoreArguments(session, name, raw, options);
    if (
      options === undefined ||
      restored === undefined ||
      (restored.restored === 0 && restored.warnings.length === 0)
    ) {
      return { id, name, categories: [], tokens: [], findings: [], resolve: keep };
    }
    receipt.findings.push(...restored.warnings.map((warning) => warning.code));
    const tool = classifyTool(name);
    const rule = this.ruleFor(name, tool);
    const { categories, foreign } = tokensOfCall(session, name, input, restored.tokens);
    // A host's name in a command or a call to the network is where it goes, not what it carries.
    const carries = tool === 'unknown' ? restored.restored > 0 : categories.some((category) => category !== 'HOST');
    const asks = rule === 'ask' && carries;
    const sink = tool === 'unknown' ? 'tool' : tool === 'shell' || tool === 'network' ? tool : undefined;
    const findings = [
      ...(sink === undefined ? [] : [`${sink}-sink`]),
      ...(foreign.length > 0 ? ['new-file-sink'] : []),
    ];
    receipt.findings.push(...findings);
    return {
      id,
      name,
      ...(asks && sink !== undefined ? { ask: sink } : {}),
      categories,
      tokens: [...restored.tokens],
      findings,
      resolve: (answer) => {
        if (rule === 'keep' || (asks && answer === 'keep')) {
          return keep();
        }
        receipt.tokensRestored += restored.restored;
        const value = parseInput(restored.text, name, this.reason);
        this.rules.memory.remember(id, JSON.stringify(value), restored.text);
        return value;
      },
    };
  }

  private ruleFor(name: string, tool: ToolClass): ToolSinkRule {
    const { mode, shell, network } = this.rules.rehydrate;
    if (keepsTokens(name)) {
      return 'keep';
    }
    if (mode === 'text' || mode === 'never' || (typeof mode === 'object' && !mode.tools.includes(name))) {
      return 'keep';
    }
    switch (tool) {
      case 'shell':
        return shell ?? 'ask';
      case 'network':
      case 'unknown':
        return network ?? 'ask';
      case 'agent':
        // Which model it asks is not ours to know; a guarded one understands the tokens.
        return typeof mode === 'object' ? 'restore' : 'keep';
      default:
        return 'restore';
    }
  }
}

function addUsage(before: Usage | undefined, { input, output, cached }: Partial<Usage>): Usage {
  const known = cached ?? before?.cached;
  return {
    input: input ?? before?.input ?? 0,
    output: output ?? before?.output ?? 0,
    ...(known === undefined ? {} : { cached: known }),
  };
}

function addText(parts: AnswerPart[], text: string): void {
  if (text !== '') {
    parts.push({ kind: 'text', text });
  }
}

function parseInput(text: string, tool: string, reason: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw reason === 'length'
      ? new TakumoError('upstream-cut', `The answer reached its output limit inside the call of ${tool}.`, {
          action: 'Raise "maxOutputTokens" of this model.',
        })
      : new TakumoError('upstream-malformed', `The model called ${tool} with arguments that are not JSON.`, {
          action: 'Send the request again.',
        });
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

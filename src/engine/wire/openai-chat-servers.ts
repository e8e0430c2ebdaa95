/**
 * What servers of the chat completions API take beyond its common core. A server that is not listed gets the core alone: some ignore a
 * field that they don't know, others (Groq, Mistral, Cerebras, Azure) refuse the request for it.
 */
import type { ReasoningEffort } from './efforts.ts';
import type { Json } from './walk.ts';

export interface ChatServer {
  /** Takes `prompt_cache_key`. */
  readonly cacheKey?: true;
  /** Takes `max_completion_tokens` from every model. */
  readonly newerLimit?: true;
  /** The fields for how much to reason. Absent: `reasoning_effort`, and nothing for `off`. */
  readonly effort?: (effort: ReasoningEffort, model: string) => Readonly<Record<string, Json>>;
  /** Reasoning is taken back as a chunk of the content, in no field of its own. */
  readonly thinkingChunks?: true;
  /** Refuses a turn with calls that has no `reasoning_content`, an empty one included, unless reasoning is off. */
  readonly wantsReasoning?: true;
  /** Call ids of another provider are refused: these have nine letters and digits. */
  readonly shortCallIds?: true;
  /** A user's message must not follow a tool's. */
  readonly answerBetween?: true;
}

/** Sources stand beside each entry. The first whose host matches. */
const servers: readonly (readonly [host: RegExp, server: ChatServer])[] = [
  // https://platform.openai.com/docs/api-reference/chat/create
  [/^api\.openai\.com$|^[a-z]{2}\.api\.openai\.com$/, { cacheKey: true, newerLimit: true, effort: openAiEffort }],
  // https://learn.microsoft.com/azure/ai-foundry/openai/latest: models of other makers there refuse `prompt_cache_key`.
  [/\.(?:openai|services\.ai|cognitiveservices)\.azure\.(?:com|us|cn)$/, { effort: openAiEffort }],
  // https://api-docs.deepseek.com/guides/thinking_mode
  [
    /^api\.deepseek\.com$/,
    {
      wantsReasoning: true,
      effort: (effort) =>
        effort === 'off'
          ? { thinking: { type: 'disabled' } }
          : { thinking: { type: 'enabled' }, reasoning_effort: effort },
    },
  ],
  // https://openrouter.ai/docs/use-cases/reasoning-tokens
  [/^openrouter\.ai$/, { effort: (effort) => ({ reasoning: effort === 'off' ? { enabled: false } : { effort } }) }],
  // https://docs.mistral.ai/capabilities/reasoning
  [
    /^api\.mistral\.ai$|^codestral\.mistral\.ai$/,
    {
      thinkingChunks: true,
      shortCallIds: true,
      answerBetween: true,
      effort: (effort) => ({ reasoning_effort: effort === 'off' ? 'none' : 'high' }),
    },
  ],
  // https://console.groq.com/docs/reasoning: the models of Qwen know `none` and `default` only.
  [
    /^api\.groq\.com$/,
    {
      effort: (effort, model) =>
        /qwen/i.test(model)
          ? { reasoning_effort: effort === 'off' ? 'none' : 'default' }
          : { reasoning_effort: effort === 'off' ? 'low' : effort },
    },
  ],
];

const core: ChatServer = {};

/** `host` may have a port. */
export function chatServerOf(host: string | undefined): ChatServer {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '');
  return servers.find(([pattern]) => pattern.test(name))?.[1] ?? core;
}

/** The fields for an effort, by what the server takes. */
export function effortFields(
  server: ChatServer,
  effort: ReasoningEffort | undefined,
  model: string,
): Readonly<Record<string, Json>> {
  if (effort === undefined) {
    return {};
  }
  return server.effort?.(effort, model) ?? (effort === 'off' ? {} : { reasoning_effort: effort });
}

function openAiEffort(effort: ReasoningEffort, model: string): Readonly<Record<string, Json>> {
  return { reasoning_effort: effort === 'off' ? leastEffort(model) : effort };
}

/** The least that a model of OpenAI's can be told. Source: https://platform.openai.com/docs/guides/reasoning */
export function leastEffort(model: string): string {
  if (/(?:^|\/)o\d/i.test(model)) {
    return 'low';
  }
  return /gpt-5(?![.\d])/i.test(model) ? 'minimal' : 'none';
}

/** Nine letters and digits that stand for a call's id: the id itself where it fits, else always the same for the same id. */
export function shortCallId(id: string): string {
  if (/^[A-Za-z0-9]{9}$/.test(id)) {
    return id;
  }
  let [high, low] = [0x811c9dc5, 0x1000193];
  for (let index = 0; index < id.length; index++) {
    high = Math.imul(high ^ id.charCodeAt(index), 0x01000193) >>> 0;
    low = Math.imul(low ^ id.charCodeAt(index), 0x85ebca6b) >>> 0;
  }
  return `${high.toString(36).padStart(7, '0')}${low.toString(36).padStart(7, '0')}`.slice(2, 11);
}

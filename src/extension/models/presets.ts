/**
 * Providers that need only a key, and the servers of this machine that need none. Data: what is asked is in the commands. Names of models
 * are where to begin; the list that the provider gives is better.
 */
import type { ApiName } from '../chat/models.ts';

/** A part of an address that is a user's own: `{resource}` in a base URL. */
export interface PresetField {
  readonly name: 'resource' | 'region';
  readonly example: string;
  /** What a value must look like as a whole: it becomes part of a host name. */
  readonly pattern: RegExp;
}

export interface Preset {
  /** The beginning of ids made from it: lower case, no spaces. */
  readonly id: string;
  /** A proper name, the same in every language. */
  readonly label: string;
  readonly api: ApiName;
  /** `{resource}` and `{region}` stand for `fields`. */
  readonly baseUrl: string;
  readonly fields?: readonly PresetField[];
  /** The page where a key is made; absent where no key is needed. */
  readonly keyPage?: string;
  /** How keys of this provider begin, where they do. */
  readonly keyPrefix?: string;
  /** The name to begin with when the list can't be fetched; empty where only the user knows it (a deployment's). */
  readonly defaultModel: string;
  /** Of the default model, in model tokens. */
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
  readonly imageInput?: boolean;
  /** The default model takes an effort of reasoning. */
  readonly reasoning: boolean;
  /** The provider lists its models. */
  readonly lists: boolean;
  /** Found by `findLocalServers`. */
  readonly local?: true;
}

export const presets: readonly Preset[] = [
  {
    // https://developers.openai.com/api/docs/models
    id: 'openai',
    label: 'OpenAI',
    api: 'openai-responses',
    baseUrl: 'https://api.openai.com/v1',
    keyPage: 'https://platform.openai.com/api-keys',
    keyPrefix: 'sk-',
    defaultModel: 'gpt-6.1-sol',
    imageInput: true,
    reasoning: true,
    lists: true,
  },
  {
    // https://platform.claude.com/docs/en/models/overview
    id: 'anthropic',
    label: 'Anthropic',
    api: 'anthropic-messages',
    baseUrl: 'https://api.anthropic.com/v1',
    keyPage: 'https://platform.claude.com/settings/keys',
    keyPrefix: 'sk-ant-',
    defaultModel: 'claude-opus-5-5',
    maxInputTokens: 872_000,
    maxOutputTokens: 128_000,
    imageInput: true,
    reasoning: true,
    lists: true,
  },
  {
    // https://ai.google.dev/gemini-api/docs/models. Keys have had more than one beginning, so none is named.
    id: 'google',
    label: 'Google Gemini',
    api: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    keyPage: 'https://aistudio.google.com/apikey',
    defaultModel: 'gemini-3.8-flash',
    imageInput: true,
    reasoning: true,
    lists: true,
  },
  {
    // https://openrouter.ai/docs/guides/routing/routers/auto-router
    id: 'openrouter',
    label: 'OpenRouter',
    api: 'openai-chat',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyPage: 'https://openrouter.ai/settings/keys',
    keyPrefix: 'sk-or-',
    defaultModel: 'openrouter/auto',
    reasoning: false,
    lists: true,
  },
  {
    // https://console.groq.com/docs/model/openai/gpt-oss-120b
    id: 'groq',
    label: 'Groq',
    api: 'openai-chat',
    baseUrl: 'https://api.groq.com/openai/v1',
    keyPage: 'https://console.groq.com/keys',
    keyPrefix: 'gsk_',
    defaultModel: 'openai/gpt-oss-120b',
    maxInputTokens: 98_304,
    maxOutputTokens: 32_768,
    imageInput: false,
    reasoning: true,
    lists: true,
  },
  {
    // https://docs.mistral.ai/getting-started/models
    id: 'mistral',
    label: 'Mistral',
    api: 'openai-chat',
    baseUrl: 'https://api.mistral.ai/v1',
    keyPage: 'https://console.mistral.ai/api-keys',
    defaultModel: 'mistral-medium-latest',
    imageInput: true,
    reasoning: false,
    lists: true,
  },
  {
    // https://api-docs.deepseek.com
    id: 'deepseek',
    label: 'DeepSeek',
    api: 'openai-chat',
    baseUrl: 'https://api.deepseek.com',
    keyPage: 'https://platform.deepseek.com/api_keys',
    keyPrefix: 'sk-',
    defaultModel: 'deepseek-flash',
    reasoning: true,
    lists: true,
  },
  {
    // https://docs.x.ai/docs/models
    id: 'xai',
    label: 'xAI',
    api: 'openai-chat',
    baseUrl: 'https://api.x.ai/v1',
    keyPage: 'https://console.x.ai',
    keyPrefix: 'xai-',
    defaultModel: 'grok-4.5',
    imageInput: true,
    reasoning: true,
    lists: true,
  },
  {
    // https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle: the v1 API takes the key as any OpenAI client sends it, as a
    // Bearer token. Its list names base models, a request names a deployment.
    id: 'azure',
    label: 'Azure OpenAI',
    api: 'openai-responses',
    baseUrl: 'https://{resource}.openai.azure.com/openai/v1',
    fields: [{ name: 'resource', example: 'my-resource', pattern: /[A-Za-z0-9][A-Za-z0-9-]{0,62}/ }],
    keyPage:
      'https://portal.azure.com/#view/HubsExtension/BrowseResource/resourceType/Microsoft.CognitiveServices%2Faccounts',
    defaultModel: '',
    reasoning: true,
    lists: false,
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html: chat completions alone, no list of models.
    id: 'bedrock',
    label: 'AWS Bedrock',
    api: 'openai-chat',
    baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com/openai/v1',
    fields: [{ name: 'region', example: 'us-west-2', pattern: /[a-z]{2}(?:-[a-z]{2,9}){1,2}-\d{1,2}/ }],
    keyPage: 'https://console.aws.amazon.com/bedrock/home#/api-keys',
    defaultModel: 'openai.gpt-oss-120b-1:0',
    maxInputTokens: 98_304,
    maxOutputTokens: 32_768,
    imageInput: false,
    reasoning: true,
    lists: false,
  },
  {
    // https://docs.ollama.com/api/introduction
    id: 'ollama',
    label: 'Ollama',
    api: 'ollama',
    baseUrl: 'http://127.0.0.1:11434',
    defaultModel: 'qwen3',
    reasoning: true,
    lists: true,
    local: true,
  },
  {
    // https://lmstudio.ai/docs/developer/openai-compat
    id: 'lm-studio',
    label: 'LM Studio',
    api: 'openai-chat',
    baseUrl: 'http://127.0.0.1:1234/v1',
    defaultModel: 'openai/gpt-oss-20b',
    reasoning: false,
    lists: true,
    local: true,
  },
];

/** The address with its fields filled in. Each value must match its field's pattern. */
export function addressOfPreset(preset: Preset, values: Readonly<Record<string, string>>): string {
  return preset.baseUrl.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

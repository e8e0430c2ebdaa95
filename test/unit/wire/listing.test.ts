/** Lists of models as providers give them. */
import { describe, expect, it } from 'vitest';
import { isNoChatName, limitsOfWindow } from '../../../src/engine/wire/listing.ts';
import { anthropicListing } from '../../../src/engine/wire/listing-anthropic.ts';
import { geminiListing } from '../../../src/engine/wire/listing-gemini.ts';
import { ollamaListing } from '../../../src/engine/wire/listing-ollama.ts';
import { openAiListing } from '../../../src/engine/wire/listing-openai.ts';

describe('a list of models', () => {
  it("is read from OpenAI's ids, without what is no chat model", () => {
    const ids = [
      'gpt-6.1-sol',
      'text-embedding-3-large',
      'whisper-1',
      'tts-1-hd',
      'dall-e-3',
      'omni-moderation-latest',
    ];
    const data = ids.map((id) => ({ id, object: 'model', created: 1, owned_by: 'openai' }));
    expect(openAiListing.read({ object: 'list', data })).toEqual({ models: [{ id: 'gpt-6.1-sol' }] });
  });

  it('is read from OpenRouter with its limits and what each model takes', () => {
    const entry = {
      id: 'anthropic/claude-opus-5.5',
      name: 'Anthropic: Claude Opus 5.5',
      context_length: 1_000_000,
      architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
      top_provider: { context_length: 1_000_000, max_completion_tokens: 128_000, is_moderated: true },
      supported_parameters: ['max_tokens', 'reasoning', 'tools'],
    };
    const draws = { id: 'x/flux', architecture: { input_modalities: ['text'], output_modalities: ['image'] } };
    const plain = { ...entry, id: 'a/b', name: 'a/b', supported_parameters: ['temperature'] };
    expect(openAiListing.read({ data: [entry, draws, plain] }).models).toEqual([
      {
        id: 'anthropic/claude-opus-5.5',
        name: 'Anthropic: Claude Opus 5.5',
        maxInputTokens: 872_000,
        maxOutputTokens: 128_000,
        imageInput: true,
        toolCalling: true,
        reasoning: true,
      },
      {
        id: 'a/b',
        maxInputTokens: 872_000,
        maxOutputTokens: 128_000,
        imageInput: true,
        toolCalling: false,
        reasoning: false,
      },
    ]);
  });

  it('is read from Mistral, Groq, Azure, vLLM and a bare array', () => {
    const mistral = {
      id: 'mistral-medium-latest',
      name: 'mistral-medium-2604',
      max_context_length: 262_144,
      capabilities: { completion_chat: true, function_calling: true, vision: true },
    };
    const groq = { id: 'openai/gpt-oss-120b', active: true, context_window: 131_072, max_completion_tokens: 65_536 };
    const azure = { id: 'gpt-x', capabilities: { chat_completion: true, inference: true } };
    const vllm = { id: '/models/qwen', max_model_len: 32_768 };
    const left = [
      { id: 'mistral-embed', capabilities: { completion_chat: false } },
      { id: 'ada', capabilities: { chat_completion: false } },
      { id: 'whisper-large-v3', active: true },
      { id: 'old', active: false },
      { name: 'no id' },
      'no object',
    ];
    expect(openAiListing.read([mistral, groq, azure, vllm, ...left]).models).toEqual([
      {
        id: 'mistral-medium-latest',
        name: 'mistral-medium-2604',
        maxInputTokens: 246_144,
        maxOutputTokens: 16_000,
        imageInput: true,
        toolCalling: true,
      },
      { id: 'openai/gpt-oss-120b', maxInputTokens: 98_304, maxOutputTokens: 32_768 },
      { id: 'gpt-x' },
      { id: '/models/qwen', maxInputTokens: 24_576, maxOutputTokens: 8192 },
    ]);
  });

  it('is read from Anthropic, page by page', () => {
    const capabilities = { image_input: { supported: true }, thinking: { supported: true } };
    const data = [
      {
        type: 'model',
        id: 'claude-opus-5-5',
        display_name: 'Claude Opus 5.5',
        max_input_tokens: 1_000_000,
        max_tokens: 128_000,
        capabilities,
      },
      {
        type: 'model',
        id: 'claude-haiku-3',
        display_name: 'Claude Haiku 3',
        max_input_tokens: null,
        capabilities: null,
      },
    ];
    expect(anthropicListing.read({ data, has_more: true, last_id: 'claude-haiku-3' })).toEqual({
      models: [
        {
          id: 'claude-opus-5-5',
          name: 'Claude Opus 5.5',
          maxInputTokens: 872_000,
          maxOutputTokens: 128_000,
          imageInput: true,
          toolCalling: true,
          reasoning: true,
        },
        { id: 'claude-haiku-3', name: 'Claude Haiku 3', imageInput: true, toolCalling: true },
      ],
      next: 'claude-haiku-3',
    });
    expect(anthropicListing.read({ data: [], has_more: false, last_id: null })).toEqual({ models: [] });
  });

  it('is read from Gemini, with those that generate content alone', () => {
    const models = [
      {
        name: 'models/gemini-3.8-flash',
        displayName: 'Gemini 3.8 Flash',
        inputTokenLimit: 1_048_576,
        outputTokenLimit: 65_536,
        supportedGenerationMethods: ['generateContent', 'countTokens'],
        thinking: true,
      },
      { name: 'models/gemini-embedding-001', supportedGenerationMethods: ['embedContent'] },
      { name: 'models/gemini-3.1-flash-image', supportedGenerationMethods: ['generateContent'] },
      { name: 'models/gemma-4', supportedGenerationMethods: ['generateContent'] },
    ];
    expect(geminiListing.read({ models, nextPageToken: 'n' })).toEqual({
      models: [
        {
          id: 'gemini-3.8-flash',
          name: 'Gemini 3.8 Flash',
          maxInputTokens: 1_048_576,
          maxOutputTokens: 65_536,
          imageInput: true,
          toolCalling: true,
          reasoning: true,
        },
        { id: 'gemma-4' },
      ],
      next: 'n',
    });
  });

  it('is read from Ollama, and described', () => {
    const models = [
      { name: 'qwen3:8b', model: 'qwen3:8b', details: { family: 'qwen3', families: ['qwen3'] } },
      { name: 'all-minilm:latest', model: 'all-minilm:latest', details: { families: ['bert'] } },
    ];
    const [qwen, ...rest] = ollamaListing.read({ models }).models;
    expect([qwen, rest]).toEqual([{ id: 'qwen3:8b' }, []]);
    const { details } = ollamaListing;
    expect(details!.body('qwen3:8b')).toEqual({ model: 'qwen3:8b' });
    const shown = { capabilities: ['completion', 'tools'], model_info: { 'qwen3.context_length': 40_960 } };
    expect(details!.read(shown, qwen!)).toEqual({
      id: 'qwen3:8b',
      maxInputTokens: 30_720,
      maxOutputTokens: 10_240,
      imageInput: false,
      toolCalling: true,
      reasoning: false,
    });
    expect(details!.read({ capabilities: ['embedding'] }, qwen!)).toBeUndefined();
    expect(details!.read('odd', qwen!)).toEqual(qwen);
  });

  it.each([
    [openAiListing, {}],
    [openAiListing, '<html>'],
    [anthropicListing, { models: [] }],
    [geminiListing, { data: [] }],
    [ollamaListing, null],
  ])('that is none is an error', (listing, body) => {
    expect(() => listing.read(body)).toThrow(/list of models/);
  });
});

describe('limits', () => {
  it.each([
    [undefined, undefined, {}],
    [undefined, 4096, { maxOutputTokens: 4096 }],
    [128_000, undefined, { maxInputTokens: 112_000, maxOutputTokens: 16_000 }],
    [131_072, 131_072, { maxInputTokens: 98_304, maxOutputTokens: 32_768 }],
    [8192, undefined, { maxInputTokens: 6144, maxOutputTokens: 2048 }],
    [0, 0, {}],
  ])('of a window of %s and an answer of %s fit together', (window, output, expected) => {
    expect(limitsOfWindow(window, output)).toEqual(expected);
  });

  it('are kept for models that chat, by their names', () => {
    const chat = ['gpt-6-astra', 'o4-mini', 'claude-opus-5-5', 'gemini-3.8-flash', 'imagine-7b', 'guardian-9b', 'ttsx'];
    const other = [
      'nomic-embed-text',
      'text-embedding-ada-002',
      'gpt-4o-mini-tts',
      'gpt-realtime',
      'llama-guard-4-12b',
    ];
    expect(chat.filter(isNoChatName)).toEqual([]);
    expect(other.filter((id) => !isNoChatName(id))).toEqual([]);
  });
});

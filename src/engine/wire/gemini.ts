/**
 * Google's Gemini API (generativelanguage, v1beta): builds the request body from a conversation, and names the places in it that are not
 * text. Thought signatures go back on the parts they came with; the key is a header, never a part of the address.
 * Source: https://ai.google.dev/api/generate-content, https://ai.google.dev/gemini-api/docs/function-calling
 */
import type { BuildOptions, BuiltRequest, WireApi } from './api.ts';
import type { Conversation, Tool } from './conversation.ts';
import { ContentBuilder } from './gemini-contents.ts';
import { geminiSchema } from './gemini-schema.ts';
import { createGeminiDecoder, readWholeGemini } from './gemini-stream.ts';
import { thinkingConfig } from './gemini-thinking.ts';
import { geminiListing } from './listing-gemini.ts';
import { writeToolName } from './tool-names.ts';
import { answerCalls } from './turns.ts';
import { type Json, type JsonObject, type Place, schemaPlace } from './walk.ts';

const constant: Place = { leaf: 'constant' };
const text: Place = {};
const inlineData: Place = { keys: { mimeType: constant, data: { leaf: 'media' } } };
const thoughtSignature: Place = { leaf: 'opaque' };
const parts: Place = {
  marked: { mark: 'thought', place: { keys: { text: { leaf: 'signed' }, thought: text, thoughtSignature } } },
  keys: {
    text,
    thoughtSignature,
    inlineData,
    functionCall: { keys: { id: constant, name: constant, args: text } },
    functionResponse: { keys: { id: constant, name: constant, response: text, parts: { keys: { inlineData } } } },
  },
};
const places: Place = {
  keys: {
    contents: { keys: { role: constant, parts } },
    systemInstruction: { keys: { parts: { keys: { text } } } },
    tools: {
      keys: {
        functionDeclarations: { keys: { name: constant, description: text, parametersJsonSchema: schemaPlace } },
      },
    },
    toolConfig: {
      keys: { functionCallingConfig: { keys: { mode: constant, allowedFunctionNames: constant } } },
    },
    generationConfig: {
      keys: {
        thinkingConfig: { keys: { thinkingLevel: constant, thinkingBudget: text, includeThoughts: text } },
        maxOutputTokens: text,
        temperature: text,
        topP: text,
        topK: text,
        seed: text,
        stopSequences: text,
        presencePenalty: text,
        frequencyPenalty: text,
      },
    },
  },
};

export const gemini: WireApi = {
  id: 'gemini',
  framing: 'sse',
  path: (model) => `${resource(model)}:streamGenerateContent?alt=sse`,
  places,
  headers: (key) => ({
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...(key === undefined ? {} : { 'x-goog-api-key': key }),
  }),
  build,
  decoder: createGeminiDecoder,
  readWhole: readWholeGemini,
  listing: geminiListing,
};

/** `/models/gemini-…`; a name with a folder of its own (`tunedModels/…`) keeps it, and none leads out of the base URL. */
function resource(model: string): string {
  const hasFolder = model.includes('/') && !model.split('/').some((part) => /^\.{0,2}$/.test(part));
  if (!hasFolder) {
    return `/models/${encodeURIComponent(model)}`;
  }
  return `/${model.split('/').map(encodeURIComponent).join('/')}`;
}

/** The caller's options by the names that this API has for them. Others are refused by it, so they stay here. */
const optionNames: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  top_p: 'topP',
  topP: 'topP',
  top_k: 'topK',
  topK: 'topK',
  seed: 'seed',
  presence_penalty: 'presencePenalty',
  presencePenalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  frequencyPenalty: 'frequencyPenalty',
  stop: 'stopSequences',
  stopSequences: 'stopSequences',
};

function build(conversation: Conversation, options: BuildOptions): BuiltRequest {
  const builder = new ContentBuilder(options);
  for (const [index, message] of answerCalls(conversation.messages).entries()) {
    builder.add(message, index);
  }
  const thinking = thinkingConfig(options.model, options.reasoning);
  const body: Record<string, Json> = {
    contents: builder.finish(),
    ...(builder.system.length === 0 ? {} : { systemInstruction: { parts: builder.system } }),
    ...(conversation.tools.length === 0
      ? {}
      : {
          tools: [{ functionDeclarations: conversation.tools.map(toDeclaration) }],
          toolConfig: { functionCallingConfig: { mode: conversation.toolMode === 'required' ? 'ANY' : 'AUTO' } },
        }),
    generationConfig: {
      maxOutputTokens: options.maxOutputTokens,
      ...callersOptions(options.modelOptions),
      ...(thinking === undefined ? {} : { thinkingConfig: thinking }),
    },
  };
  return { body, hints: builder.hints, leftOut: builder.leftOut };
}

function toDeclaration(tool: Tool): JsonObject {
  return {
    name: writeToolName(tool.name),
    description: tool.description,
    parametersJsonSchema: geminiSchema(tool.inputSchema),
  };
}

function callersOptions(given: BuildOptions['modelOptions']): JsonObject {
  const out: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    const known = Object.hasOwn(optionNames, name) ? optionNames[name] : undefined;
    if (known === undefined || value === undefined || value === null || typeof value === 'function') {
      continue;
    }
    out[known] = known === 'stopSequences' && typeof value === 'string' ? [value] : (value as Json);
  }
  return out;
}

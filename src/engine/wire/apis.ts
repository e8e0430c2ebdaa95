/** The upstream APIs by the name that `takumo.models` gives them. */
import { anthropicMessages } from './anthropic-messages.ts';
import type { WireApi } from './api.ts';
import { gemini } from './gemini.ts';
import { languageModel } from './language-model.ts';
import { ollama } from './ollama.ts';
import { openAiChat } from './openai-chat.ts';
import { openAiResponses } from './openai-responses.ts';

export const apis: Readonly<Record<string, WireApi>> = {
  [openAiChat.id]: openAiChat,
  [openAiResponses.id]: openAiResponses,
  [anthropicMessages.id]: anthropicMessages,
  [gemini.id]: gemini,
  [ollama.id]: ollama,
  [languageModel.id]: languageModel,
};

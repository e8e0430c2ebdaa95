/** The upstream APIs by the name that `takumo.models` gives them. */
import type { WireApi } from './api.ts';
import { gemini } from './gemini.ts';
import { ollama } from './ollama.ts';
import { openAiChat } from './openai-chat.ts';

export const apis: Readonly<Record<string, WireApi>> = {
  [openAiChat.id]: openAiChat,
  [gemini.id]: gemini,
  [ollama.id]: ollama,
};

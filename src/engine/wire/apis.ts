/** The upstream APIs by the name that `takumo.models` gives them. */
import type { WireApi } from './api.ts';
import { openAiChat } from './openai-chat.ts';

export const apis: Readonly<Record<string, WireApi>> = { [openAiChat.id]: openAiChat };

/**
 * `GET /models` of OpenAI and of those who speak its API. OpenAI gives ids alone; OpenRouter, Mistral, Groq, vLLM and Azure say more.
 * Source: https://platform.openai.com/docs/api-reference/models/list, https://openrouter.ai/docs/api-reference/list-available-models,
 * https://docs.mistral.ai/api/#tag/models, https://console.groq.com/docs/api-reference#models-list
 */
import type { ListedModel, ModelListing } from './api.ts';
import { type Fields, fieldsOf, listOf, malformedError, numberOf, wordOf } from './fields.ts';
import { isNoChatName, limitsOfWindow } from './listing.ts';

export const openAiListing: ModelListing = {
  path: () => '/models',
  read(body) {
    const entries = Array.isArray(body) ? body : fieldsOf(body).data;
    if (!Array.isArray(entries)) {
      throw malformedError('a list of models without "data"', 'an OpenAI-compatible API');
    }
    return { models: listOf(entries).flatMap(readModel) };
  },
};

function readModel(entry: Fields): readonly ListedModel[] {
  const id = wordOf(entry.id);
  const capabilities = fieldsOf(entry.capabilities);
  const architecture = fieldsOf(entry.architecture);
  const output = wordsOf(architecture.output_modalities);
  const saysNo =
    entry.active === false ||
    entry.archived === true ||
    capabilities.completion_chat === false ||
    capabilities.chat_completion === false ||
    (output !== undefined && !output.includes('text'));
  if (id === undefined || saysNo || (output === undefined && isNoChatName(id))) {
    return [];
  }
  const parameters = wordsOf(entry.supported_parameters);
  const input = wordsOf(architecture.input_modalities) ?? wordsOf(entry.input_modalities);
  const name = wordOf(entry.name) ?? wordOf(entry.display_name);
  return [
    {
      id,
      ...(name === undefined || name === id ? {} : { name }),
      ...limitsOfWindow(
        numberOf(entry.context_length) ??
          numberOf(entry.context_window) ??
          numberOf(entry.max_context_length) ??
          numberOf(entry.max_model_len),
        numberOf(fieldsOf(entry.top_provider).max_completion_tokens) ?? numberOf(entry.max_completion_tokens),
      ),
      ...flag('imageInput', input?.includes('image') ?? capabilities.vision),
      ...flag('toolCalling', parameters?.includes('tools') ?? capabilities.function_calling),
      ...flag('reasoning', parameters?.includes('reasoning') ?? capabilities.reasoning),
    },
  ];
}

function flag(name: 'imageInput' | 'toolCalling' | 'reasoning', value: unknown): Partial<ListedModel> {
  return typeof value === 'boolean' ? { [name]: value } : {};
}

function wordsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : undefined;
}
